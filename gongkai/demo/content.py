"""The demo's content: what fixtures/demo says, as values.  Knows no database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tasks.roles import Role

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures"


@dataclass(frozen=True, slots=True)
class TaskContent:
    """A task: ``due`` is working days from today, a month and day, words, or ``{"after_issue": days}``.

    ``fate`` (gongkai.demo.fates) happens to every unit but those in ``fates``; ``told`` is what the unit in
    charge reports, ``topic`` what its evidence is called after.
    """

    text: str
    path: tuple[str, ...]
    parts: tuple[tuple[Role, str], ...]
    due: int | str | dict[str, int] = ""
    recurrence: str = ""
    fate: str = "silent"
    fates: dict[str, str] = field(default_factory=dict)
    told: str = ""
    topic: str = ""
    directive: bool = True
    # A standing item that the plan in force carries.
    carried: bool = False

    def fate_of(self, unit: str) -> str:
        return self.fates.get(unit, self.fate)


@dataclass(frozen=True, slots=True)
class PlanContent:
    """A plan; ``{year}`` stands in title and number; ``edits`` are what the office changed after issue."""

    title: str
    number: str
    issuer: str
    columns: tuple[str, ...]
    tasks: tuple[TaskContent, ...]
    edits: tuple[dict[str, Any], ...] = ()


def read(name: str) -> dict[str, Any]:
    """A file of fixtures/demo."""
    return tomllib.loads((FIXTURES / "demo" / f"{name}.toml").read_text(encoding="utf-8"))


def plan(name: str) -> PlanContent:
    found = read(name)
    return PlanContent(
        title=found["title"],
        number=found["number"],
        issuer=found["issuer"],
        columns=tuple(found["columns"]),
        tasks=tuple(
            _task(raw, (chapter["title"], section["title"]))
            for chapter in found["chapter"]
            for section in chapter["section"]
            for raw in section["task"]
        ),
        edits=tuple(found.get("edit", ())),
    )


def _task(raw: dict[str, Any], headings: tuple[str, ...]) -> TaskContent:
    parts = tuple((role, unit) for role in Role for unit in raw.get(str(role), ()))
    rest = {key: value for key, value in raw.items() if key not in {str(role) for role in Role}}
    return TaskContent(path=tuple(filter(None, headings)), parts=parts, **rest)
