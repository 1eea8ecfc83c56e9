"""Carries out the steps of a fate: who acts, what they write, which service is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

from common.dates import local_date
from gongkai.demo.content import TaskContent
from gongkai.demo.directory import Bureau
from gongkai.demo.fates import Doing
from gongkai.demo.telling import Teller
from tasks.deadlines import DeadlineKind
from tasks.models import Obligation
from tasks.roles import Role
from tasks.services import progress
from tasks.workflow import Completion

# With the phrases for its reason.
OFFICE: dict[Doing, tuple[Callable[..., Obligation], str]] = {
    Doing.RETURN: (progress.return_, "returned"),
    Doing.WAIVE: (progress.waive, "waived"),
    Doing.REOPEN: (progress.reopen, "reopened"),
}


class Acting:
    """The people of the demo at work."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.teller = Teller(rng)

    def do(
        self, bureau: Bureau, obligation: Obligation, task: TaskContent, doing: Doing, now: dt.datetime
    ) -> None:
        head = bureau.head(obligation.unit.name)
        if doing is Doing.SUBMIT:
            silent = self.teller.reason("silent") if progress.silent_units(obligation) else ""
            progress.submit(obligation=obligation, actor=head, now=now, reason=silent)
        elif doing is Doing.WITHDRAW:
            progress.withdraw(obligation=obligation, actor=head, now=now)
        elif doing is Doing.ACCEPT:
            progress.accept(obligation=obligation, actor=bureau.clerk, now=now)
        elif doing in OFFICE:
            act, phrases = OFFICE[doing]
            act(obligation=obligation, actor=bureau.clerk, now=now, reason=self.teller.reason(phrases))
        elif doing in (Doing.REPORT, Doing.MORE):
            self._report(bureau, obligation, task, doing, now)
        else:
            self._report_begun(bureau, obligation, doing, now)

    def _report(
        self, bureau: Bureau, obligation: Obligation, task: TaskContent, doing: Doing, now: dt.datetime
    ) -> None:
        """With evidence, and the word with which it may be submitted."""
        role = Role(obligation.role)
        long_term = obligation.task.deadline_kind == DeadlineKind.LONG_TERM
        named = obligation.group_id is None
        text = self.teller.progress(task, role, long_term=long_term, named=named)
        ongoing = long_term or task.fate_of(obligation.unit.name) == "reported"
        progress.report(
            obligation=obligation,
            actor=self.rng.choice(bureau.reporters(obligation.unit.name)),
            now=now,
            progress=f"补充：{text}" if doing is Doing.MORE else text,
            completion=Completion.ONGOING if ongoing else Completion.DONE,
            problems=self.teller.problems(),
            evidence=self.teller.evidence(task, role, local_date(now)),
        )

    def _report_begun(self, bureau: Bureau, obligation: Obligation, doing: Doing, now: dt.datetime) -> None:
        """Work is under way; told by the unit, or by the office for it."""
        behalf = doing is Doing.BEHALF
        progress.report(
            obligation=obligation,
            actor=bureau.clerk if behalf else self.rng.choice(bureau.reporters(obligation.unit.name)),
            now=now,
            progress=self.teller.behalf if behalf else self.teller.first,
            completion=Completion.NOT_DONE,
        )
