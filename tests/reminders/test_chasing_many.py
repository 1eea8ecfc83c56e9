"""催办 all silent units of a period with one button."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from reminders.models import Reminder
from tasks.models import Obligation, Plan
from tasks.roles import Role
from tasks.services.plans import NewAssignment
from tests.factories import UnitFactory, person
from tests.factories_tasks import at, due, issued_plan, new_task
from tests.reminders.conftest import Bureau
from units.models import User

TODAY = dt.date(2026, 12, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    """One section leads, two assist; one of these has nobody to be reminded."""
    lead, manned, empty = (UnitFactory(parent=bureau.unit) for _ in range(3))
    person("head", lead, username="leading")
    person("head", manned, username="assisting")
    carried = [NewAssignment(role=Role.LEAD, unit=lead)]
    carried += [NewAssignment(role=Role.ASSIST, unit=unit) for unit in (manned, empty)]
    task = new_task("清理过期文件。", deadline=due(dt.date(2026, 12, 20)), assignments=tuple(carried))
    return issued_plan(bureau.unit, [task], day=dt.date(2026, 12, 1))


def chase(user: User, items: list[Obligation], **headers: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    chosen = {"item": [item.pk for item in items]}
    answer = client.post(reverse("reminder-by-hand-many"), chosen, headers=headers, follow=True)
    return answer.status_code, answer.content.decode()


def asked() -> set[str]:
    return set(Reminder.objects.filter(step__startswith="H").values_list("recipient__username", flat=True))


@time_machine.travel(at(TODAY), tick=False)
def test_each_counts_by_itself(bureau: Bureau, plan: Plan) -> None:
    items = list(plan.obligations.order_by("pk"))
    status, text = chase(bureau.clerk, items)
    assert status == 200
    assert f"已催办 {items[0].unit}、{items[1].unit}。" in text
    assert "还没有登记负责人或经办人" in text
    assert asked() == {"leading", "assisting"}
    _, again = chase(bureau.clerk, items, **{"HX-Request": "true"})
    assert "已催办" not in again.replace("已催办过", "")
    assert "24小时内已催办过" in again


@time_machine.travel(at(TODAY), tick=False)
def test_a_lead_asks_those_that_assist_it_and_others_nobody(bureau: Bureau, plan: Plan) -> None:
    lead, assisting = (User.objects.get(username=name) for name in ("leading", "assisting"))
    items = list(plan.obligations.order_by("pk"))
    assert chase(assisting, items)[0] == 403
    assert asked() == set()
    status, text = chase(lead, items)
    assert status == 200
    assert f"已催办 {items[1].unit}。" in text
    assert asked() == {"assisting"}


@time_machine.travel(at(TODAY), tick=False)
def test_what_one_may_not_see_is_not_there(plan: Plan) -> None:
    status, text = chase(person("office", UnitFactory()), list(plan.obligations.all()))
    assert status == 200
    assert "没有要催办的单位" in text
    assert asked() == set()
