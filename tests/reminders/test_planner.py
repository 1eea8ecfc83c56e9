"""Planning: the same rows however often, and in line with whatever has changed since."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reminders import planner
from reminders.models import Reminder, ReminderRule
from tasks.models import Obligation
from tasks.services import editing, plans, progress
from tests.factories import UnitFactory, organisation, person
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import DUE, Bureau, moment
from units.models import Membership

D = dt.date
DAY = D(2027, 1, 19)  # the Tuesday before T-7


def plan(day: dt.date = DAY, clock: str = "07:00") -> planner.Counts:
    return planner.plan(today=day, now=moment(day, clock))


def rows(**which: object) -> list[tuple[str, str, str, str]]:
    """(person, step, state, local time) in order."""
    return [
        (
            row.recipient.username,
            row.step,
            row.state,
            f"{row.visible_from.astimezone(moment(DAY).tzinfo):%m-%d %H:%M}",
        )
        for row in Reminder.objects.filter(**which).order_by("recipient__username", "visible_from", "pk")
    ]


def test_the_current_step_and_those_of_the_next_fortnight_stand(bureau: Bureau) -> None:
    plan()
    assert rows(recipient=bureau.handler) == [
        ("handler", "FIRST", "pending", "01-19 08:30"),  # planned late: its day was 31 December
        ("handler", "T-7", "pending", "01-20 08:30"),
        ("handler", "T-3", "pending", "01-26 08:30"),
        ("handler", "T-1", "pending", "01-28 08:30"),
        ("handler", "T-0", "pending", "01-29 08:30"),
    ]


def test_a_second_run_writes_nothing(bureau: Bureau) -> None:
    plan()
    before = list(Reminder.objects.order_by("pk").values())
    assert plan() == planner.Counts()
    assert list(Reminder.objects.order_by("pk").values()) == before


def test_days_are_working_days_by_the_wall_clock_in_shanghai(bureau: Bureau) -> None:
    plan()
    row = Reminder.objects.filter(step="T-0").first()
    assert row
    assert row.visible_from == dt.datetime(2027, 1, 29, 0, 30, tzinfo=dt.UTC)


def test_a_changed_deadline_takes_back_what_has_not_gone_out_and_arms_anew(bureau: Bureau) -> None:
    bureau.run(D(2027, 1, 20))
    move_to(bureau, D(2027, 3, 31))
    counts = plan(D(2027, 1, 21))
    assert counts.cancelled == 8  # T-3, T-1, T-0, T+3 of head and handler
    assert {state for _, step, state, _ in rows(due_on=DUE) if step == "T-7"} == {"sent"}
    assert {state for _, step, state, _ in rows(due_on=DUE) if step not in {"T-7", "FIRST"}} == {"cancelled"}
    assert rows(due_on=D(2027, 3, 31)) == []
    plan(D(2027, 2, 24))
    assert [step for who, step, *_ in rows(due_on=D(2027, 3, 31)) if who == "head"] == ["FIRST"]


def test_a_deadline_moved_there_and_back_reminds_of_the_old_one_again(bureau: Bureau) -> None:
    plan()
    move_to(bureau, D(2027, 3, 31))
    plan()
    move_to(bureau, DUE)
    assert plan().rearmed == 10
    assert {state for *_, state, _ in rows(due_on=DUE)} == {"pending"}


def move_to(bureau: Bureau, day: dt.date) -> None:
    task = bureau.item.task
    editing.edit_deadline(
        task=task,
        actor=bureau.clerk,
        now=moment(DAY),
        deadline=due(day),
        seen=editing.deadline_words(task.deadline),
    )


@pytest.mark.parametrize(
    ("state", "reason"),
    [("submitted", "已提交，等待审核"), ("accepted", "已办结"), ("waived", "已办结")],
)
def test_what_no_longer_waits_for_the_unit_is_taken_back(bureau: Bureau, state: str, reason: str) -> None:
    plan()
    Obligation.objects.update(state=state, done_on=DAY)
    assert plan().cancelled == 10
    assert set(Reminder.objects.values_list("state", "reason")) == {("cancelled", reason)}


def test_an_archived_plan_is_not_reminded_of(bureau: Bureau) -> None:
    plan()
    plans.archive(plan=bureau.plan, actor=bureau.clerk, now=moment(DAY))
    assert plan().cancelled == 10
    assert plan() == planner.Counts()


def test_taken_back_by_the_head_it_is_armed_again(bureau: Bureau) -> None:
    plan()
    Obligation.objects.update(state="submitted", submitted_on=DAY)
    plan()
    progress.withdraw(obligation=bureau.item, actor=bureau.head, now=moment(DAY))
    assert plan().rearmed == 10


def test_whoever_now_holds_the_role_gets_the_step(bureau: Bureau) -> None:
    plan()
    Membership.objects.filter(user=bureau.handler).update(ends_on=DAY - dt.timedelta(1))
    deputy = person("handler", bureau.section, username="deputy")
    plan()
    gone = Reminder.objects.filter(recipient=bureau.handler)
    assert set(gone.values_list("state", "reason")) == {("cancelled", "不再负责这一事项")}
    assert Reminder.objects.filter(recipient=deputy, state="pending").count() == 5


def test_a_unit_without_people_is_known_to_the_office(bureau: Bureau) -> None:
    Membership.objects.filter(unit=bureau.section).delete()
    plan()
    assert {who for who, *_ in rows()} == {"clerk"}


def test_the_leader_in_charge_is_the_nearest_above_the_unit(bureau: Bureau) -> None:
    deputy_mayor = person("leader", organisation("云溪市人民政府"))
    division = UnitFactory(parent=bureau.unit, name="建设分局")
    section = UnitFactory(parent=division, name="苗圃")
    nearest = person("leader", division)
    issued_plan(bureau.unit, [new_task("更新苗圃目录", section, deadline=due(D(2026, 12, 30)))])
    plan()
    heard = set(Reminder.objects.filter(obligation__unit=section).values_list("recipient", flat=True))
    assert heard == {bureau.clerk.pk, nearest.pk}
    assert deputy_mayor.pk not in heard


def test_new_hours_move_what_is_planned(bureau: Bureau) -> None:
    plan()
    ReminderRule.objects.create(organisation=bureau.unit, send_at=dt.time(10, 0), workdays_before=[7, 1])
    counts = plan()
    assert (counts.planned, counts.moved, counts.cancelled) == (0, 6, 4)
    assert rows(recipient=bureau.head, state="pending") == [
        ("head", "FIRST", "pending", "01-19 10:00"),
        ("head", "T-7", "pending", "01-20 10:00"),
        ("head", "T-1", "pending", "01-28 10:00"),
    ]


def test_another_bureau_keeps_its_own_rule(bureau: Bureau) -> None:
    other = organisation("云溪市体育局")
    ReminderRule.objects.create(organisation=other, send_at=dt.time(9, 15))
    section = UnitFactory(parent=other)
    coach = person("handler", section, username="coach")
    issued_plan(other, [new_task("公布场馆开放时间", section, deadline=due(DUE))])
    plan()
    assert {clock[-5:] for *_, clock in rows(recipient=coach)} == {"09:15"}
    assert {clock[-5:] for *_, clock in rows(recipient=bureau.head)} == {"08:30"}


def test_a_long_term_item_is_reminded_of_before_its_period_ends(bureau: Bureau) -> None:
    issued_plan(bureau.unit, [new_task("更新专栏", bureau.section)])
    planner.plan(today=D(2026, 9, 18), now=moment(D(2026, 9, 18)))
    assert rows(recipient=bureau.handler, due_on=D(2026, 9, 30)) == [
        ("handler", "P", "pending", "09-20 08:30")  # a Sunday on which people work
    ]


@pytest.mark.django_db(transaction=True)
def test_an_item_deleted_meanwhile_waits_for_the_next_run(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = planner._Chunk._insert

    def delete_first(chunk: planner._Chunk, missing: dict[planner.Key, dt.datetime]) -> int:
        Obligation.objects.all().delete()
        return original(chunk, missing)

    with monkeypatch.context() as patch:
        patch.setattr(planner._Chunk, "_insert", delete_first)
        assert plan() == planner.Counts()
    assert plan() == planner.Counts()
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("number", [1, 60])
def test_queries_do_not_grow_with_the_items(bureau: Bureau, number: int) -> None:
    tasks = [new_task(f"公布第{n}批养护名录", bureau.section, deadline=due(DUE)) for n in range(number)]
    issued_plan(bureau.unit, tasks)
    with CaptureQueriesContext(connection) as first:
        plan()
    with CaptureQueriesContext(connection) as second:
        plan()
    assert Reminder.objects.count() == 10 * (number + 1)
    writes = [query["sql"] for query in first if query["sql"].startswith("INSERT")]
    assert len(first) - len(writes) == 14  # 12 reads and updates, a transaction around the inserts
    assert len(second) == 12
