"""Plans with their tasks, periods, obligations, reports and history, written in whole statements.

The rows are those that the services would have written; the services themselves would take hours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from django.db import transaction
from django.utils import timezone

from gongkai.scale import words
from gongkai.scale.directory import Bureau
from tasks.calendar import current_calendar
from tasks.deadlines import DeadlineKind
from tasks.models import (
    Assignment,
    Evidence,
    Obligation,
    Period,
    Plan,
    ProgressReport,
    Requirement,
    Task,
    TaskEvent,
)
from tasks.roles import Role
from tasks.rounds import spans_of
from tasks.workflow import Completion, State
from units.models import Unit

TASKS_EACH = 200
CHAPTERS = 8
YEARS = 3
# How likely each state is once the day is over, and before.
PAST = (
    (State.ACCEPTED, 88),
    (State.WAIVED, 4),
    (State.SUBMITTED, 3),
    (State.RETURNED, 1),
    (State.PENDING, 4),
)
AHEAD = ((State.PENDING, 70), (State.SUBMITTED, 10), (State.ACCEPTED, 18), (State.RETURNED, 2))
REPORTED = {State.ACCEPTED, State.SUBMITTED, State.RETURNED}
ACTS = {
    State.SUBMITTED: (TaskEvent.Act.REPORTED, TaskEvent.Act.SUBMITTED),
    State.ACCEPTED: (TaskEvent.Act.REPORTED, TaskEvent.Act.SUBMITTED, TaskEvent.Act.ACCEPTED),
    State.RETURNED: (TaskEvent.Act.REPORTED, TaskEvent.Act.SUBMITTED, TaskEvent.Act.RETURNED),
    State.WAIVED: (TaskEvent.Act.WAIVED,),
    State.PENDING: (),
}


def fill(*, bureaus: list[Bureau], tasks: int, today: dt.date, draw: Random) -> Iterator[int]:
    """Write plans of up to 200 tasks, bureau by bureau in turn; gives the number of tasks after each plan."""
    written = number = 0
    while written < tasks:
        bureau = bureaus[number % len(bureaus)]
        # Of one bureau's plans every third is of one year.
        year = today.year - number // len(bureaus) % YEARS
        size = min(TASKS_EACH, tasks - written)
        with transaction.atomic():
            _Writer(bureau, _plan(bureau, year, today, number), today, draw).write(size)
        written, number = written + size, number + 1
        yield written


def _plan(bureau: Bureau, year: int, today: dt.date, number: int) -> Plan:
    issued_on = min(dt.date(year, 3, 10), today)
    moment = timezone.make_aware(dt.datetime.combine(issued_on, dt.time(9)))
    return Plan.objects.create(
        organisation=bureau.organisation,
        state=Plan.State.ISSUED,
        title=f"{bureau.organisation}{year}年政务公开工作任务分工方案（第{number + 1}号）",
        issuer=bureau.organisation.name,
        year=year,
        issued_on=issued_on,
        released_at=moment,
        created_by=bureau.office,
        created_at=moment,
        columns=["工作要求", "工作任务", "责任单位", "完成时限"],
    )


class _Writer:
    """One plan's rows."""

    def __init__(self, bureau: Bureau, plan: Plan, today: dt.date, draw: Random) -> None:
        self.bureau, self.plan, self.today, self.draw = bureau, plan, today, draw

    def write(self, size: int) -> None:
        headings = Requirement.objects.bulk_create(
            Requirement(plan=self.plan, title=words.heading(self.draw, n + 1), position=n)
            for n in range(CHAPTERS)
        )
        tasks = Task.objects.bulk_create(
            self._task(position, headings[position * CHAPTERS // size]) for position in range(size)
        )
        held = {task.pk: self._units(task) for task in tasks}
        Assignment.objects.bulk_create(
            Assignment(task=task, unit=unit, role=str(role), position=position)
            for task in tasks
            for position, (unit, role) in enumerate(
                zip(held[task.pk], (Role.LEAD, Role.ASSIST), strict=False)
            )
        )
        self._owe(tasks, held)

    def _units(self, task: Task) -> list[Unit]:
        """One leads; on every third task another assists."""
        number = 1 if task.position % 3 else 2
        return self.draw.sample(self.bureau.sections, min(number, len(self.bureau.sections)))

    def _task(self, position: int, heading: Requirement) -> Task:
        dated = position % 8 != 0
        due_on = dt.date(self.plan.year, 4, 1) + dt.timedelta(self.draw.randrange(270))
        return Task(
            plan=self.plan,
            requirement=heading,
            position=position,
            number=str(position + 1),
            text=words.clause(self.draw),
            deadline_kind=str(DeadlineKind.DATE if dated else DeadlineKind.LONG_TERM),
            due_on=due_on if dated else None,
            deadline_text=f"{due_on.month}月{due_on.day}日" if dated else "长期",
        )

    def _owe(self, tasks: list[Task], held: dict[int, list[Unit]]) -> None:
        calendar = current_calendar()
        periods = Period.objects.bulk_create(
            Period(
                task=task,
                key=span.key,
                label=span.label,
                starts_on=span.starts_on,
                due_on=span.due_on,
                first_due_on=span.due_on,
            )
            for task in tasks
            for span in spans_of(task, self.plan, self.today, calendar)
        )
        owed = Obligation.objects.bulk_create(
            self._obligation(period, unit, role)
            for period in periods
            for unit, role in zip(held[period.task_id], (Role.LEAD, Role.ASSIST), strict=False)
        )
        self._tell(owed)

    def _obligation(self, period: Period, unit: Unit, role: Role) -> Obligation:
        chances = PAST if period.due_on < self.today else AHEAD
        state = self.draw.choices([s for s, _ in chances], [weight for _, weight in chances])[0]
        # Late now and then: on what is done as much as on what is not.
        done = min(period.due_on + dt.timedelta(self.draw.randrange(-20, 6)), self.today)
        return Obligation(
            period=period,
            task_id=period.task_id,
            plan=self.plan,
            unit=unit,
            role=str(role),
            decides=role is Role.LEAD,
            due_on=period.due_on,
            state=str(state),
            completion=str(Completion.DONE) if state in REPORTED else "",
            reported_on=done if state in REPORTED else None,
            submitted_on=done if state in {State.SUBMITTED, State.ACCEPTED} else None,
            done_on=done if state is State.ACCEPTED else None,
            returned_reason="请补充公开网址。" if state is State.RETURNED else "",
        )

    def _tell(self, owed: list[Obligation]) -> None:
        reports = ProgressReport.objects.bulk_create(
            ProgressReport(
                obligation=each,
                author=self.bureau.heads[each.unit_id],
                progress=words.clause(self.draw),
                completion=each.completion,
                created_at=_at(each.reported_on),
            )
            for each in owed
            if each.reported_on
        )
        Evidence.objects.bulk_create(
            Evidence(report=report, url=f"https://www.example.cn/{report.pk}.html", title="公开页面")
            for report in reports[::2]
        )
        TaskEvent.objects.bulk_create(
            TaskEvent(
                plan=self.plan,
                task_id=each.task_id,
                obligation=each,
                actor=self.bureau.heads[each.unit_id] if act in OWN else self.bureau.office,
                act=act,
                at=_at(each.reported_on or min(each.due_on, self.today)),
            )
            for each in owed
            for act in ACTS[State(each.state)]
        )


OWN = {TaskEvent.Act.REPORTED, TaskEvent.Act.SUBMITTED}


def _at(day: dt.date | None) -> dt.datetime:
    assert day is not None
    return timezone.make_aware(dt.datetime.combine(day, dt.time(15)))
