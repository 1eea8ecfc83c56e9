"""What is shown of tasks and obligations: lights, period strips, a line of progress; never stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from common.text import clip
from tasks.calendar import current_calendar
from tasks.carriers import words
from tasks.deadlines import DeadlineKind
from tasks.lights import SHAPES, Colour, Light, Thresholds, light, worst
from tasks.models import Assignment, Obligation, Period, Plan, ProgressReport, Task
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
    """A task's light, its periods in order, the one that matters now, and one line on where it stands.

    ``bars``: one light a period; of a single period, one a unit.  ``due_words``: the day that counts now.
    """

    light: Light
    periods: tuple[PeriodStatus, ...]
    current: PeriodStatus | None
    progress: str
    bars: list[Light]
    due_words: str

    @property
    def obligation_ids(self) -> set[int]:
        return {each.pk for status in self.periods for each in status.obligations}

    @property
    def bar_words(self) -> str:
        return "、".join(bar.word for bar in self.bars)


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

    def task(self, task: Task, found: Iterable[Period], owed: dict[int, list[Obligation]]) -> TaskStatus:
        """The status of a task by its periods in order and by what is owed in each of them."""
        periods = tuple(self._period(task, period, owed.get(period.pk, [])) for period in found)
        current = next(
            (status for status in periods if not status.is_finished), periods[-1] if periods else None
        )
        return TaskStatus(
            light=self._task_light(task, periods),
            periods=periods,
            current=current,
            progress=_progress(current) if current else "",
            bars=_bars(periods),
            due_words=_due_words(task, current.period if current else None),
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

    def _period(self, task: Task, period: Period, obligations: list[Obligation]) -> PeriodStatus:
        for obligation in obligations:
            # What is already loaded need not be asked again.
            obligation.period, obligation.task, obligation.plan = period, task, task.plan
        lights = {obligation.pk: self.light(obligation) for obligation in obligations}
        deciding = [lights[o.pk] for o in obligations if o.decides] or list(lights.values())
        if period.carried_by:
            carried = _grey("已承接", f"由{words(period.carried_by)}承接，不另行填报和提醒")
            return PeriodStatus(period, obligations, lights, carried)
        return PeriodStatus(period, obligations, lights, worst(deciding))


def _grey(word: str, sentence: str) -> Light:
    return Light(Colour.GREY, word, sentence, SHAPES[Colour.GREY])


def _bars(periods: Sequence[PeriodStatus]) -> list[Light]:
    if len(periods) == 1:
        return [periods[0].lights[o.pk] for o in periods[0].obligations[:MOST_BARS]]
    return [status.light for status in periods[-MOST_BARS:]]


def _due_words(task: Task, period: Period | None) -> str:
    rhythm = task.get_recurrence_display() if task.recurrence else ""
    if period is None:
        return str(task.due_on or rhythm)
    moved = f"（原定 {period.first_due_on}）" if period.due_on != period.first_due_on else ""
    until = "本期至 " if task.deadline_kind == DeadlineKind.LONG_TERM else ""
    return f"{rhythm}{' · ' if rhythm else ''}{until}{period.due_on}{moved}"


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
    """The tasks, whose plan is loaded, with their status and their ``division`` of work.

    Three queries for any number of them, by hand: related managers would cost a page more than its rows.
    """
    tasks = list(tasks)
    ids = [task.pk for task in tasks]
    holders = Assignment.objects.filter(task__in=ids).select_related("unit", "group")
    divisions = _grouped(holders, "task_id")
    rounds = Period.objects.filter(task__in=ids).order_by("due_on", "pk")
    # Of few rounds another task carries the work: no join for all of them.
    periods = _grouped(rounds.prefetch_related("carried_by__plan__organisation"), "task_id")
    owed = _grouped(_with_last_words(Obligation.objects.filter(task__in=ids)), "period_id")
    for task in tasks:
        task.division = divisions.get(task.pk, [])
    return [(task, board.task(task, periods.get(task.pk, []), owed)) for task in tasks]


def status_of(task: Task, board: Board) -> TaskStatus:
    """Of one task; as :func:`statuses`."""
    return statuses([task], board)[0][1]


def _with_last_words(obligations: QuerySet[Obligation]) -> QuerySet[Obligation]:
    last = ProgressReport.objects.filter(obligation=OuterRef("pk")).order_by("-created_at", "-pk")
    found = obligations.select_related("unit").annotate(last_progress=Subquery(last.values("progress")[:1]))
    return found.order_by("-decides", "unit__position", "unit_id")


def _grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found
