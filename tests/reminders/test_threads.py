"""Two of everything at once: on PostgreSQL, where rows are really locked."""

from __future__ import annotations

import datetime as dt

import pytest

from common.decisions import Refusal
from reminders import delivery, planner
from reminders.models import Delivery, DeliveryAttempt, Reminder
from reminders.services.asking import remind_by_hand
from tests.factories import UnitFactory, person
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import DUE, Bureau, moment
from tests.reminders.smtp_sink import Sink
from tests.threads import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
T7 = dt.date(2027, 1, 20)
SECTIONS = 12


def test_two_planners_write_each_row_once(bureau: Bureau) -> None:
    tasks = [new_task(f"公布第{n}批养护名录", bureau.section, deadline=due(DUE)) for n in range(30)]
    issued_plan(bureau.unit, tasks)
    results = at_once(2, lambda: planner.plan(today=T7, now=moment(T7)))
    assert [each for each in results if isinstance(each, Exception)] == []
    assert Reminder.objects.count() == 31 * 2 * 5


def test_three_senders_send_each_mail_once(bureau: Bureau, sink: Sink) -> None:
    sections = [UnitFactory(parent=bureau.unit) for _ in range(SECTIONS)]
    people = [person("handler", section) for section in sections]
    issued_plan(bureau.unit, [new_task("公布养护名录", *sections, deadline=due(DUE))])
    planner.plan(today=T7, now=moment(T7))
    results = at_once(3, lambda: delivery.deliver(now=moment(T7)))
    assert [each for each in results if isinstance(each, Exception)] == []
    # A sender that came while another held the lock has left the rest to it; the next run finds nothing.
    delivery.deliver(now=moment(T7))
    to = sorted(message["To"] for message in sink.accepted)
    assert to == sorted(each.email for each in [*people, bureau.head, bureau.handler])
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert DeliveryAttempt.objects.count() == SECTIONS + 2


def test_two_clicks_remind_once(bureau: Bureau) -> None:
    results = at_once(2, lambda: remind_by_hand(obligation=bureau.item, actor=bureau.clerk, now=moment(T7)))
    assert sorted(type(each) for each in results if isinstance(each, Exception)) == [Refusal]
    assert Reminder.objects.filter(asked_by=bureau.clerk).count() == 2
