"""Which rounds of standing items a task of a plan carries (承接): they are not asked for twice.

A plan in force carries the rounds in which its own task falls due; filed away, those that it has finished.
Nothing else is remembered: a plan that is archived, removed or changed gives back by itself what it no
longer covers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tasks.deadlines import round_of
from tasks.duties import Duty
from tasks.models import Carrying, Period, Plan, Task
from tasks.presets import presets
from tasks.rounds import follows_plans, round_of_plan, spans_of
from tasks.workdays import WorkCalendar
from tasks.workflow import State

# Annual plans end; a day behind the last of them.
_FAR = dt.date(2110, 1, 1)


@dataclass(frozen=True, slots=True)
class Carriers:
    """(id of the standing task, key of the round) → the plan's task that carries it."""

    tasks: dict[tuple[int, str], Task]

    @classmethod
    def of(cls, plan: Plan, calendar: WorkCalendar) -> Carriers:
        """Of a standing plan's items; one query where nothing is carried, none for an annual plan."""
        if plan.kind != Plan.Kind.STANDING:
            return cls({})
        said = Carrying.objects.filter(standing__plan=plan, same=True, task__is_directive=True)
        found = (
            said.filter(task__withdrawn_at__isnull=True)
            .exclude(task__plan__state=Plan.State.DRAFT)
            .select_related("standing", "task__plan__organisation")
            .order_by("-pk")
        )
        # The first that was confirmed wins.
        return cls(
            {
                (each.standing_id, key): each.task
                for each in found
                for key in rounds(each.standing, each.task, calendar)
            }
        )

    def of_round(self, task: Task, key: str) -> Task | None:
        return self.tasks.get((task.pk, key))


def rounds(standing: Task, task: Task, calendar: WorkCalendar) -> set[str]:
    """Keys of the rounds of a standing item that a task of a plan covers."""
    if follows_plans(standing.deadline):
        return {round_of_plan(task.plan)}
    keys = (round_of(standing.deadline, day) for day in _days(task, calendar))
    return {key for key in keys if key}


def _days(task: Task, calendar: WorkCalendar) -> Iterable[dt.date]:
    """When the task falls due: by its plan in force; of one that is filed away, where it was done."""
    if task.plan.state != Plan.State.ARCHIVED:
        return [span.due_on for span in spans_of(task, task.plan, _FAR, calendar)]
    periods = Period.objects.filter(task=task, obligations__state=State.ACCEPTED).distinct()
    unfinished = Period.objects.filter(task=task, obligations__decides=True).exclude(
        obligations__state__in=[State.ACCEPTED, State.WAIVED]
    )
    return list(periods.exclude(pk__in=unfinished.values("pk")).values_list("due_on", flat=True))


def duties_of(organisation_id: int) -> list[Duty]:
    """What an organisation owes every year anyway, for finding it again in plans."""
    standing = Plan.objects.filter(organisation=organisation_id, kind=Plan.Kind.STANDING)
    tasks = Task.objects.filter(plan__in=standing.exclude(state=Plan.State.ARCHIVED)).in_force()
    rows = tasks.values_list("pk", "text", "due_on", "standing__code")
    known = presets()
    return [
        Duty(pk, text, due_on, known[code].words if code in known else ()) for pk, text, due_on, code in rows
    ]


def words(task: Task) -> str:
    """“《政务公开要点分工方案》第12项”; the plan and its organisation are loaded."""
    number = task.number if task.number.isdecimal() else str(task.position + 1)
    return f"《{task.plan.short_title}》第{number}项"
