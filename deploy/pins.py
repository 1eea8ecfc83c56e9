"""The run-time packages with their versions, one a line: both requirements files and what they bring in.

    python deploy/pins.py

Reads what is installed, so that a bundle holds exactly what was tested.
"""

from __future__ import annotations

import re
from importlib.metadata import requires, version
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent


def pins(names: list[str]) -> dict[str, str]:
    """Name → version of these packages and all that they need here, extras included."""
    found: dict[str, str] = {}
    waiting = [Requirement(name) for name in names]
    seen = set()
    while waiting:
        wanted = waiting.pop()
        key = (normal(wanted.name), frozenset(wanted.extras))
        if key in seen:
            continue
        seen.add(key)
        found[key[0]] = version(wanted.name)
        for line in requires(wanted.name) or []:
            inner = Requirement(line)
            # Each Python that a bundle serves gets the same packages: those of the one that was tested.
            if inner.marker is None or any(
                inner.marker.evaluate({"extra": extra}) for extra in ("", *wanted.extras)
            ):
                waiting.append(inner)
    return found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def listed(path: Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("-")]


WANTED = [*listed(ROOT / "requirements.txt"), *listed(ROOT / "requirements-s3.txt")]

if __name__ == "__main__":
    for name, number in sorted(pins(WANTED).items()):
        print(f"{name}=={number}")
