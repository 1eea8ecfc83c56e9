"""What people do, and what becomes of the reminders that were planned before: one line an act.

Rows of 19 January: head and handler have five each (FIRST, T-7, T-3, T-1, T-0) for Sunday 31 January.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from reminders import planner, reconcile
from reminders.models import Reminder
from tasks.services import arranging, editing, extensions, plans, progress, workdays
from tasks.services.plans import NewAssignment
from tasks.workflow import Completion
from tests.factories import UnitFactory, person
from tests.factories_tasks import due
from tests.reminders.conftest import DUE, Bureau, moment
from units.audit import By
from units.models import Membership

D = dt.date
DAY = D(2027, 1, 19)
NOW = moment(DAY, "07:30")
LATER = D(2027, 2, 26)


def submitted(bureau: Bureau) -> None:
    item = bureau.item
    progress.report(
        obligation=item, actor=bureau.handler, now=NOW, progress="已公布", completion=Completion.DONE
    )
    progress.submit(obligation=item, actor=bureau.head, now=NOW)


def returned(bureau: Bureau) -> None:
    submitted(bureau)
    plan()
    progress.return_(obligation=bureau.item, actor=bureau.clerk, now=NOW, reason="请补充网址")


def withdrawn(bureau: Bureau) -> None:
    submitted(bureau)
    plan()
    progress.withdraw(obligation=bureau.item, actor=bureau.head, now=NOW)


def accepted(bureau: Bureau) -> None:
    submitted(bureau)
    progress.accept(obligation=bureau.item, actor=bureau.clerk, now=NOW)


def waived(bureau: Bureau) -> None:
    progress.waive(obligation=bureau.item, actor=bureau.clerk, now=NOW, reason="栏目已撤")


def reopened(bureau: Bureau) -> None:
    accepted(bureau)
    plan()
    progress.reopen(obligation=bureau.item, actor=bureau.clerk, now=NOW, reason="抽查有误")


def put_off(bureau: Bureau) -> None:
    task = bureau.item.task
    seen = editing.deadline_words(task.deadline)
    editing.edit_deadline(task=task, actor=bureau.clerk, now=NOW, deadline=due(LATER), seen=seen)


def extended(bureau: Bureau) -> None:
    extensions.ask(obligation=bureau.item, actor=bureau.head, now=NOW, reason="等数据", wanted_on=LATER)
    extensions.grant(obligation=bureau.item, actor=bureau.clerk, now=NOW)


def extension_denied(bureau: Bureau) -> None:
    extensions.ask(obligation=bureau.item, actor=bureau.head, now=NOW, reason="等数据", wanted_on=LATER)
    extensions.deny(obligation=bureau.item, actor=bureau.clerk, now=NOW, reason="不宜再延")


def reassigned(bureau: Bureau) -> None:
    other = UnitFactory(parent=bureau.unit, name="科技科")
    person("head", other, username="other-head")
    (standing,) = editing.standing_assignments(bureau.item.task)
    _divide(bureau, [replace(standing, unit=other)])


def shared(bureau: Bureau) -> None:
    other = UnitFactory(parent=bureau.unit, name="科技科")
    person("handler", other, username="other-handler")
    (standing,) = editing.standing_assignments(bureau.item.task)
    _divide(bureau, [standing, replace(standing, unit=other)])


def _divide(bureau: Bureau, assignments: list[NewAssignment]) -> None:
    task = bureau.item.task
    seen = editing.units_words(task.assignments.all())
    editing.edit_units(task=task, actor=bureau.clerk, now=NOW, assignments=assignments, seen=seen)


def taken_out(bureau: Bureau) -> None:
    arranging.take_out(plan=bureau.plan, tasks=[bureau.item.task], actor=bureau.clerk, now=NOW)


def archived(bureau: Bureau) -> None:
    plans.archive(plan=bureau.plan, actor=bureau.clerk, now=NOW)


def left(bureau: Bureau) -> None:
    Membership.objects.filter(user=bureau.handler).update(ends_on=DAY - dt.timedelta(1))


def stands_in(bureau: Bureau) -> None:
    deputy = person("handler", bureau.clerk.memberships.get().unit, username="deputy")
    deputy.memberships.all().delete()
    Membership.objects.create(user=deputy, unit=bureau.section, role="head", acting_for=bureau.head)


def holiday(bureau: Bureau) -> None:
    """The 27th to the 29th: all steps move before them, so that T-7 is the one that counts now."""
    by = By(bureau.clerk, None)
    workdays.set_days(actor=bureau.clerk, first=D(2027, 1, 27), last=D(2027, 1, 29), is_workday=False, by=by)


def plan() -> None:
    planner.plan(today=DAY, now=NOW)


Act = Callable[[Bureau], None]
# What waits afterwards, by person; why the others were taken back.
CASES: list[tuple[Act, dict[str, int], dict[str, int]]] = [
    (submitted, {}, {"已提交，等待审核": 10}),
    (returned, {"head": 5, "handler": 5}, {"已提交，等待审核": 2}),  # the return stands in for FIRST
    (withdrawn, {"head": 5, "handler": 5}, {}),
    (accepted, {}, {"已办结": 10}),
    (waived, {}, {"已办结": 10}),
    (reopened, {"head": 5, "handler": 5}, {}),
    (put_off, {"head": 1, "handler": 1}, {"期限已调整": 10}),
    (extended, {"head": 1, "handler": 1}, {"期限已调整": 10}),
    (extension_denied, {"head": 5, "handler": 5}, {}),
    (reassigned, {"other-head": 5}, {}),
    (shared, {"head": 5, "handler": 5, "other-handler": 5}, {}),
    (taken_out, {}, {}),
    (archived, {}, {"计划未下发或已归档": 10}),
    (left, {"head": 5}, {"不再负责这一事项": 5}),
    (stands_in, {"head": 5, "handler": 5, "deputy": 5}, {}),
    (holiday, {"head": 4, "handler": 4}, {"提醒安排已调整": 2}),
]


@pytest.mark.parametrize(("act", "waiting", "taken_back"), CASES, ids=[case[0].__name__ for case in CASES])
def test_what_follows(bureau: Bureau, act: Act, waiting: dict[str, int], taken_back: dict[str, int]) -> None:
    plan()
    act(bureau)
    plan()
    rows = Reminder.objects.filter(state="pending").values_list("recipient__username", flat=True)
    assert Counter(rows) == waiting
    gone = Reminder.objects.filter(state="cancelled").values_list("reason", flat=True)
    assert Counter(gone) == taken_back
    # The nightly check works each item out by itself, and agrees.
    assert reconcile.compare(NOW).differences == []
    before = list(Reminder.objects.order_by("pk").values())
    plan()
    assert list(Reminder.objects.order_by("pk").values()) == before


def test_a_new_holiday_moves_the_steps_before_it(bureau: Bureau) -> None:
    plan()
    holiday(bureau)
    plan()
    rows = Reminder.objects.filter(recipient=bureau.head, state="pending").order_by("visible_from")
    assert [(row.step, row.visible_from.astimezone(NOW.tzinfo).date()) for row in rows] == [
        ("T-7", D(2027, 1, 19)),  # the 15th has passed: it comes with the next hours of sending
        ("T-3", D(2027, 1, 21)),
        ("T-1", D(2027, 1, 25)),
        ("T-0", D(2027, 1, 26)),
    ]
    assert {row.due_on for row in rows} == {DUE}
