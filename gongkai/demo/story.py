"""Plays the demo's history in the order of its days through the services that people's pages call.

Every act has its own moment in the past, so that history, figures and lights agree with one another.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from random import Random

from common.dates import local_date
from gongkai.demo import fates
from gongkai.demo.acting import Acting
from gongkai.demo.content import TaskContent
from gongkai.demo.days import Days
from gongkai.demo.directory import Bureau
from tasks.models import Obligation, Plan
from tasks.rounds import spans_of
from tasks.services import periods, plans

Act = Callable[[dt.datetime], None]


@dataclass
class Thread:
    """A plan in the story: who runs it, what its tasks are to become, until when anything happens in it."""

    bureau: Bureau
    plan: Plan
    # By the task's position in the plan.
    contents: list[TaskContent]
    until: dt.datetime
    followed: set[int] = field(default_factory=set)


class Story:
    """Acts by their moment; those that came in first go first where moments are equal."""

    def __init__(self, days: Days, rng: Random) -> None:
        self.days = days
        self.rng = rng
        self._acting = Acting(rng)
        self._acts: list[tuple[dt.datetime, int, Act]] = []
        self._order = count()

    def at(self, moment: dt.datetime, act: Act) -> None:
        heapq.heappush(self._acts, (moment, next(self._order), act))

    def run(self) -> None:
        """Play everything, what is added on the way included."""
        while self._acts:
            moment, _, act = heapq.heappop(self._acts)
            act(moment)

    def issue(self, thread: Thread, moment: dt.datetime) -> None:
        """The plan is put into force; from then on its periods open on the first of each month."""
        self.at(moment, partial(self._issue, thread))
        self._open_every_month(thread, moment)

    def go_on(self, thread: Thread, moment: dt.datetime) -> None:
        """The plan is in force since that moment."""
        self.at(moment, partial(self._follow, thread))
        self._open_every_month(thread, moment)

    def _open_every_month(self, thread: Thread, moment: dt.datetime) -> None:
        day = local_date(moment)
        while (day := _next_month(day)) <= local_date(thread.until):
            self.at(self.days.at(day, 0, 5), partial(self._open, thread))

    def _issue(self, thread: Thread, now: dt.datetime) -> None:
        thread.plan = plans.issue(plan=thread.plan, actor=thread.bureau.clerk, now=now)
        self._follow(thread, now)

    def _open(self, thread: Thread, now: dt.datetime) -> None:
        periods.open_periods(today=local_date(now), now=now, plans=[thread.plan])
        self._follow(thread, now)

    def _follow(self, thread: Thread, opened: dt.datetime) -> None:
        """Give each new obligation its fate."""
        new = Obligation.objects.filter(plan=thread.plan).exclude(pk__in=thread.followed)
        latest = self._latest_periods(thread)
        for obligation in new.select_related("period", "task", "unit").order_by("pk"):
            thread.followed.add(obligation.pk)
            content = thread.contents[obligation.task.position]
            if content.carried and obligation.due_on > self.days.issued:
                continue
            fate = content.fate_of(obligation.unit.name)
            if latest.get(obligation.task_id) != obligation.period.key:
                fate = fates.past_fate(obligation.due_on, local_date(thread.until), self.rng)
            for moment, doing in fates.schedule(
                fate,
                opened=opened,
                due_on=obligation.due_on,
                now=thread.until,
                calendar=self.days.calendar,
                rng=self.rng,
            ):
                self.at(moment, partial(self._acting.do, thread.bureau, obligation, content, doing))

    def _latest_periods(self, thread: Thread) -> dict[int, str]:
        """Key of the last period that each task will have opened when the story ends."""
        end = local_date(thread.until)
        return {
            task.pk: spans[-1].key
            for task in thread.plan.tasks.all()
            if (spans := spans_of(task, thread.plan, end, self.days.calendar))
        }


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(32)).replace(day=1)
