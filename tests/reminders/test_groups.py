"""Many late items are one line a plan and day for those who hear of other units' items."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from reminders.models import Reminder
from reminders.notices import grouped, notices, unread_count
from tasks.models import Obligation, Plan
from tests.factories import UnitFactory, person
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import Bureau, moment
from tests.reminders.test_pages import at

D = dt.date
DAY = D(2026, 11, 30)  # ten days after the release: T+6


def late_plan(bureau: Bureau, number: int) -> Plan:
    other = UnitFactory(parent=bureau.unit)
    person("handler", other)
    tasks = [
        new_task(f"公布第{n}批苗木名录", (bureau.section, other)[n % 2], deadline=due(D(2026, 6, 30)))
        for n in range(number)
    ]
    plan = issued_plan(bureau.unit, tasks, day=D(2026, 11, 20))
    bureau.run(D(2026, 11, 24))
    bureau.run(DAY)
    return plan


def page(client: Client, bureau: Bureau, who: str) -> str:
    with at(DAY):
        client.force_login(getattr(bureau, who))
        return client.get(reverse("reminder-list")).content.decode()


@pytest.mark.parametrize("who", ["clerk", "leader"])
def test_office_and_leader_see_one_line(bureau: Bureau, client: Client, who: str) -> None:
    plan = late_plan(bureau, 6)
    shown = page(client, bureau, who)
    assert f"《{plan.title}》有 6 件逾期，涉及 2 个单位" in shown
    assert "批苗木名录" not in shown
    assert unread_count(getattr(bureau, who), moment(DAY)) == 1
    assert Reminder.objects.filter(recipient=getattr(bureau, who), state="sent").count() == 6


def test_up_to_three_are_shown_one_by_one(bureau: Bureau, client: Client) -> None:
    late_plan(bureau, 3)
    assert page(client, bureau, "leader").count("批苗木名录") == 3
    assert unread_count(bureau.leader, moment(DAY)) == 3


def test_a_units_own_people_see_every_item(bureau: Bureau, client: Client) -> None:
    late_plan(bureau, 10)
    assert page(client, bureau, "handler").count("批苗木名录") == 5
    assert grouped(bureau.handler, moment(DAY)) == []
    assert unread_count(bureau.handler, moment(DAY)) == 5


def test_an_office_clerk_who_also_reports_sees_the_own_items_singly(bureau: Bureau) -> None:
    bureau.section.memberships.create(user=bureau.clerk, role="handler")
    late_plan(bureau, 10)
    now = moment(DAY)
    (group,) = grouped(bureau.clerk, now)
    assert (group.number, group.units) == (5, 1)
    own = notices(bureau.clerk, now, [group])
    assert {row.obligation.unit for row in own} == {bureau.section}
    assert unread_count(bureau.clerk, now) == 6


def test_another_plan_is_another_line(bureau: Bureau) -> None:
    late_plan(bureau, 6)
    late_plan(bureau, 4)
    assert sorted(group.number for group in grouped(bureau.leader, moment(DAY))) == [4, 6]


def test_opening_the_line_reads_them_and_shows_the_late_tasks(bureau: Bureau, client: Client) -> None:
    plan = late_plan(bureau, 6)
    with at(DAY):
        client.force_login(bureau.leader)
        answer = client.get(reverse("reminder-read-plan", args=[plan.pk, "2026-11-30"]))
    assert answer.headers["Location"] == reverse("plan-detail", args=[plan.pk]) + "?light=red"
    assert unread_count(bureau.leader, moment(DAY)) == 0
    assert unread_count(bureau.clerk, moment(DAY)) == 1
    assert client.get(reverse("reminder-read-plan", args=[plan.pk, "2026-13-30"])).status_code == 404
    assert client.get(reverse("reminder-read-plan", args=[10**9, "2026-11-30"])).status_code == 404


def test_what_was_done_since_is_said(bureau: Bureau, client: Client) -> None:
    plan = late_plan(bureau, 6)
    done = list(plan.obligations.values_list("pk", flat=True)[:2])
    Obligation.objects.filter(pk__in=done).update(state="accepted", done_on=DAY)
    assert "其中 2 件已提交或办结" in page(client, bureau, "leader")
    Obligation.objects.filter(plan=plan).update(state="accepted", done_on=DAY)
    assert unread_count(bureau.leader, moment(DAY)) == 0
