"""What the demo's people write: progress, problems, evidence, reasons; drawn from a seeded generator."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from gongkai.demo import content
from gongkai.demo.content import TaskContent
from tasks.roles import Role
from tasks.services.progress import NewEvidence

# Units in charge say what the task tells; others what units in such a part say.
IN_CHARGE = {Role.LEAD, Role.COORDINATE, Role.RESPONSIBLE, Role.IMPLEMENT}


class Teller:
    """Sentences of fixtures/demo/phrases.toml, with figures drawn from ``rng``."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.phrases: dict[str, Any] = content.read("phrases")

    def progress(self, task: TaskContent, role: Role, *, long_term: bool, named: bool) -> str:
        """``named``: the unit stands on the task by its own name and not through a collective."""
        if task.told and named and role in IN_CHARGE:
            return task.told
        pool = "long_term" if long_term else "lead" if role in IN_CHARGE else "assist"
        return self._pick(pool).format(n=self.rng.randint(2, 30))

    def _pick(self, pool: str) -> str:
        return str(self.rng.choice(self.phrases["progress"][pool]))

    @property
    def first(self) -> str:
        return str(self.phrases["progress"]["first"])

    @property
    def behalf(self) -> str:
        return str(self.phrases["progress"]["behalf"])

    def problems(self) -> str:
        """Now and then."""
        return str(self.phrases["problems"]["some"]) if self.rng.random() < 0.15 else ""

    def reason(self, act: str) -> str:
        found = self.phrases["reasons"][act]
        return str(self.rng.choice(found) if isinstance(found, list) else found)

    def evidence(self, task: TaskContent, role: Role, day: dt.date) -> list[NewEvidence]:
        """A page for the unit in charge, sometimes two; seldom one for an assisting unit."""
        count = self.rng.choice((1, 1, 2)) if role in IN_CHARGE else int(self.rng.random() < 0.3)
        titles = self.rng.sample(self.phrases["evidence"]["titles"], count)
        return [self._page(str(title).format(topic=task.topic), day) for title in titles]

    def _page(self, title: str, day: dt.date) -> NewEvidence:
        base = self.phrases["evidence"]["base"]
        number = self.rng.randint(100000, 999999)
        return NewEvidence(f"{base}/{day:%Y%m}/t{day:%Y%m%d}_{number}.html", title, day)
