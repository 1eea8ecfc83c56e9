"""The schedule's round: periods open, the working calendar and the collectives are followed."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from tasks.deadlines import Deadline, DeadlineKind
from tasks.models import CalendarException, Plan, TaskEvent
from tasks.roles import Role
from tasks.services import progress, upkeep
from tasks.services.plans import NewAssignment
from tasks.services.upkeep import Kept
from tasks.telling import sentence
from tests.factories import UnitFactory
from tests.factories_tasks import at, issued_plan, new_task
from tests.tasks.conftest import Bureau
from units.models import UnitGroup
from units.services import name_group

JULY, LATER = dt.date(2026, 7, 1), dt.date(2026, 8, 20)
QUIET = Kept(0, 0, 0, 0)


@pytest.fixture
def everyone(bureau: Bureau) -> UnitGroup:
    return name_group(organisation=bureau.unit, name="各科室", members=[bureau.green])


@pytest.fixture
def shared(bureau: Bureau, everyone: UnitGroup) -> Plan:
    carried = (NewAssignment(Role.LEAD, bureau.roads), NewAssignment(Role.ASSIST, group=everyone))
    return issued_plan(bureau.unit, [new_task("报送信息。", assignments=carried)])


def keep(day: dt.date = LATER) -> Kept:
    return upkeep.keep(today=day, now=at(day))


def test_who_joins_a_collective_owes_from_then_on(bureau: Bureau, shared: Plan, everyone: UnitGroup) -> None:
    new = UnitFactory(parent=bureau.unit, name="新设科")
    name_group(organisation=bureau.unit, name="各科室", members=[bureau.green, new])
    assert keep() == Kept(0, 0, 0, 1)
    assert keep() == QUIET
    owed = shared.obligations.get(unit=new)
    assert (owed.role, owed.decides, owed.group, owed.due_on) == (
        "assist", False, everyone, dt.date(2026, 9, 30),
    )  # fmt: skip
    told = sentence(TaskEvent.objects.filter(act="adjust").select_related("actor").get())
    assert told == "系统 调整了承办事项，2026年三季度新增承办：“”→“新设科”：“各科室”增加了成员"


def test_who_leaves_a_collective_still_owes_what_stood_open(bureau: Bureau, shared: Plan) -> None:
    with time_machine.travel(at(LATER), tick=False):
        name_group(organisation=bureau.unit, name="各科室", members=[bureau.roads])
    assert keep() == QUIET
    assert shared.obligations.filter(unit=bureau.green).exists()
    october = dt.date(2026, 10, 1)
    assert keep(october) == Kept(1, 1, 0, 0)
    assert [o.unit for o in shared.obligations.filter(due_on=dt.date(2026, 12, 30))] == [bureau.roads]


def test_a_waived_member_is_not_asked_again(bureau: Bureau, shared: Plan) -> None:
    owed = shared.obligations.get(unit=bureau.green)
    progress.waive(obligation=owed, actor=bureau.clerk, now=at(JULY), reason="职责划出")
    assert keep() == QUIET


@pytest.fixture
def counted(bureau: Bureau) -> Plan:
    """30 working days from 1 July 2026: 12 August."""
    ledger = Deadline(
        text="印发30个工作日内", kind=DeadlineKind.RELATIVE, days_after_issue=30, working_days=True
    )
    return issued_plan(bureau.unit, [new_task("建立台账。", bureau.green, deadline=ledger)])


def test_a_corrected_calendar_moves_what_is_counted_in_working_days(bureau: Bureau, counted: Plan) -> None:
    owed = counted.obligations.get()
    before = owed.due_on
    CalendarException.objects.create(day=dt.date(2026, 7, 8), is_workday=False, note="调休")
    assert keep(dt.date(2026, 7, 2)) == Kept(0, 0, 1, 0)
    assert keep(dt.date(2026, 7, 2)) == QUIET
    owed.refresh_from_db()
    assert owed.due_on > before
    assert owed.period.first_due_on == before
    assert counted.events.get(act="adjust").reason == "工作日安排有变化"


def test_what_is_begun_or_over_keeps_its_day(bureau: Bureau, counted: Plan) -> None:
    owed = counted.obligations.get()
    CalendarException.objects.create(day=dt.date(2026, 7, 8), is_workday=False)
    assert keep(owed.due_on + dt.timedelta(1)) == QUIET
    progress.report(obligation=owed, actor=bureau.head, now=at(JULY), progress="着手。")
    assert keep(dt.date(2026, 7, 2)) == QUIET
