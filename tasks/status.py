"""What is shown of tasks and obligations: lights, period strips, a line of progress; never stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from common.text import clip
from tasks.calendar import current_calendar
from tasks.carriers import words
from tasks.deadlines import DeadlineKind
from tasks.lights import SHAPES, Colour, Light, Thresholds, light, worst
from tasks.models import Obligation, Period, Plan, ProgressReport, Task
from tasks.workdays import WorkCalendar
from tasks.workflow import State

# More single bars than this say less than a sentence.
MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class PeriodStatus:
    """A period with its obligations and the light of the deciding ones."""

    period: Period
    obligations: Sequence[Obligation]
    lights: dict[int, Light]
    light: Light

    @property
    def is_finished(self) -> bool:
        return all(o.state in {State.ACCEPTED, State.WAIVED} for o in self.obligations if o.decides)

    @property
    def silent(self) -> list[Obligation]:
        """Obligations that nobody has reported on."""
        return [o for o in self.obligations if o.state == State.PENDING and o.reported_on is None]


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """A task's light, its periods in order, the one that matters now, and one line on where it stands."""

    light: Light
    periods: tuple[PeriodStatus, ...]
    current: PeriodStatus | None
    progress: str

    @property
    def bars(self) -> list[Light]:
        """One light a period; of a single period, one a unit."""
        if len(self.periods) > 1:
            return [status.light for status in self.periods[-MOST_BARS:]]
        return (
            [self.periods[0].lights[o.pk] for o in self.periods[0].obligations[:MOST_BARS]]
            if self.periods
            else []
        )


@dataclass(frozen=True, slots=True)
class Board:
    """The day, the calendar and the thresholds by which lights are computed; one a request or job."""

    today: dt.date
    calendar: WorkCalendar
    thresholds: Thresholds

    @classmethod
    def now(cls) -> Board:
        return cls(timezone.localdate(), current_calendar(), Thresholds())

    def light(self, obligation: Obligation) -> Light:
        """The light of one obligation; its period, task and plan are loaded."""
        return light(
            state=State(obligation.state),
            due_on=obligation.due_on,
            first_due_on=obligation.period.first_due_on,
            today=self.today,
            calendar=self.calendar,
            issued=obligation.plan.state != Plan.State.DRAFT,
            done_on=obligation.done_on or obligation.submitted_on,
            reported_this_period=obligation.reported_on is not None,
            long_term=obligation.task.deadline_kind == DeadlineKind.LONG_TERM,
            thresholds=self.thresholds,
        )

    def task(self, task: Task) -> TaskStatus:
        """The status of a task loaded by :func:`with_status`."""
        periods = tuple(self._period(task, period) for period in task.periods.all())
        current = next(
            (status for status in periods if not status.is_finished), periods[-1] if periods else None
        )
        return TaskStatus(
            light=self._task_light(task, periods),
            periods=periods,
            current=current,
            progress=_progress(current) if current else "",
        )

    def _task_light(self, task: Task, periods: Sequence[PeriodStatus]) -> Light:
        if task.withdrawn_at is not None and task.plan.kind == Plan.Kind.STANDING:
            return _grey("已停用", "常设事项已停用，已经填报的照常办结")
        if task.withdrawn_at is not None:
            return _grey("已撤出", "按修订稿撤出计划，不再办理")
        if not task.is_directive:
            return _grey("无须落实", "条文说明，不计进度")
        if task.plan.is_draft:
            return _grey("未下发", "计划尚未下发")
        return worst(status.light for status in periods)

    def _period(self, task: Task, period: Period) -> PeriodStatus:
        obligations = list(period.obligations.all())
        for obligation in obligations:
            # What the prefetch already holds need not be asked again.
            obligation.period, obligation.task, obligation.plan = period, task, task.plan
        lights = {obligation.pk: self.light(obligation) for obligation in obligations}
        deciding = [lights[o.pk] for o in obligations if o.decides] or list(lights.values())
        if period.carried_by:
            carried = _grey("已承接", f"由{words(period.carried_by)}承接，不另行填报和提醒")
            return PeriodStatus(period, obligations, lights, carried)
        return PeriodStatus(period, obligations, lights, worst(deciding))


def _grey(word: str, sentence: str) -> Light:
    return Light(Colour.GREY, word, sentence, SHAPES[Colour.GREY])


def with_status(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Tasks with all that :meth:`Board.task` and a table row need, in a fixed number of queries."""
    last = ProgressReport.objects.filter(obligation=OuterRef("pk")).order_by("-created_at", "-pk")
    obligations = (
        Obligation.objects.select_related("unit")
        .annotate(last_progress=Subquery(last.values("progress")[:1]))
        .order_by("-decides", "unit__position", "unit_id")
    )
    rounds = Period.objects.select_related("carried_by__plan__organisation").order_by("due_on", "pk")
    return tasks.select_related("plan__organisation", "requirement__parent").prefetch_related(
        "assignments__unit",
        "assignments__group",
        Prefetch("periods", rounds),
        Prefetch("periods__obligations", obligations),
    )


def _progress(status: PeriodStatus) -> str:
    if status.period.carried_by_id:
        return status.light.sentence
    told = [o for o in status.obligations if o.reported_on or o.state in {State.SUBMITTED, State.ACCEPTED}]
    if len(status.obligations) == 1:
        return clip(_last(told[0]) or "已填报", 48) if told else ""
    if not told:
        return f"{len(status.obligations)} 个单位，均未填报"
    if len(told) == len(status.obligations):
        return f"{len(told)} 个单位已全部填报"
    if len(told) <= 3:
        return f"{'、'.join(str(o.unit) for o in told)}已报"
    return f"{len(told)}/{len(status.obligations)} 个单位已报"


def _last(obligation: Any) -> str:
    return obligation.last_progress or ""


def statuses(tasks: Iterable[Task], board: Board) -> list[tuple[Task, TaskStatus]]:
    return [(task, board.task(task)) for task in tasks]
