"""The light in SQL says the same as the light in Python, for every state, date and kind."""

from __future__ import annotations

import datetime as dt
from itertools import product

from tasks.deadlines import DeadlineKind
from tasks.filters import PROGRESS, TaskFilter, light_condition
from tasks.lights import Colour, Thresholds
from tasks.models import Obligation, Period, Plan, Task
from tasks.status import Board, statuses
from tasks.views.table import plan_figures
from tasks.workdays import WorkCalendar
from tasks.workflow import State
from tests.factories_tasks import issued_plan, new_task
from tests.tasks.conftest import Bureau

# A Wednesday before a long holiday with make-up days, so that working days and days differ.
TODAY = dt.date(2026, 9, 23)
BOARD = Board(TODAY, WorkCalendar(), Thresholds())


def every_case(plan: Plan, bureau: Bureau) -> None:
    """One task a case: state × days to the end × long term × reported."""
    base = plan.tasks.get(is_directive=True)
    cases = product(State, range(-12, 25), (True, False), (True, False))
    for number, (state, days, long_term, reported) in enumerate(cases, start=1):
        kind = DeadlineKind.LONG_TERM if long_term else DeadlineKind.NONE
        task = Task.objects.create(plan=plan, position=number, text=f"第{number}项", deadline_kind=kind)
        day = TODAY + dt.timedelta(days=days)
        period = Period.objects.create(
            task=task, key="once", label="一期", starts_on=day, due_on=day, first_due_on=day
        )
        Obligation.objects.create(
            period=period,
            task=task,
            plan=plan,
            unit=bureau.green,
            role="responsible",
            state=state,
            due_on=day,
            reported_on=day if reported else None,
            done_on=day if state == State.ACCEPTED else None,
            submitted_on=day if state in (State.SUBMITTED, State.ACCEPTED) else None,
            returned_reason="补充" if state == State.RETURNED else "",
        )
    base.delete()


def test_sql_and_python_agree_on_every_case(bureau: Bureau) -> None:
    plan = issued_plan(bureau.unit, [new_task("甲", bureau.green)])
    every_case(plan, bureau)
    loaded = Obligation.objects.with_everything()
    by_python = {o.pk: BOARD.light(o).colour for o in loaded}
    assert set(by_python.values()) == set(Colour)
    for colour in Colour:
        by_sql = set(Obligation.objects.filter(light_condition(colour, BOARD)).values_list("pk", flat=True))
        assert by_sql == {pk for pk, found in by_python.items() if found == colour}, colour


def test_the_task_filter_agrees_with_the_tasks_own_light(bureau: Bureau) -> None:
    plan = issued_plan(bureau.unit, [new_task("甲", bureau.green)])
    every_case(plan, bureau)
    loaded = statuses(plan.tasks.select_related("plan"), BOARD)
    by_python = {task.pk: status.light.colour for task, status in loaded}
    for colour in Colour:
        chosen = TaskFilter(
            {"light": str(colour)}, queryset=Task.objects.all(), board=BOARD, plans=Plan.objects.all()
        )
        assert {t.pk for t in chosen.qs} == {pk for pk, found in by_python.items() if found == colour}


def test_the_figures_of_a_plan_add_up_and_each_is_its_list(bureau: Bureau) -> None:
    plan = issued_plan(
        bureau.unit, [new_task("甲", bureau.green), new_task("不再发文。", is_directive=False)]
    )
    every_case(plan, bureau)
    figures = plan_figures(plan, BOARD)
    directive = plan.tasks.filter(is_directive=True).count()
    parts = {name: int(figures[name]) for name, _ in PROGRESS}
    assert sum(parts.values()) == directive
    assert all(parts.values())
    for name, count in parts.items():
        chosen = TaskFilter(
            {"progress": name}, queryset=plan.tasks.all(), board=BOARD, plans=Plan.objects.all()
        )
        assert chosen.qs.count() == count
