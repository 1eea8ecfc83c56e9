"""The project's own files, for the rules that look at text: nothing installed, generated or downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

APPS = (
    "common",
    "units",
    "tasks",
    "importer",
    "reminders",
    "reports",
    "api",
    "backup",
    "compare",
    "guide",
    "standing",
    "gongkai",
)
FOLDERS = (*APPS, "templates", "static", "script", "tests")


def files(*suffixes: str, under: tuple[str, ...] = FOLDERS) -> Iterator[Path]:
    """Files with one of the suffixes, migrations left out: those are written by makemigrations."""
    for folder in under:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and not {"migrations", "__pycache__"} & set(path.parts):
                yield path


def name(path: Path) -> str:
    """Its path inside the project, for messages."""
    return path.relative_to(ROOT).as_posix()
