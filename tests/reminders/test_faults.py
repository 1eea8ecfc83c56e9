"""Fail the n-th call to the outside, for every n: nothing is lost, and what comes twice has one id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import DatabaseError, connection

from reminders import delivery, planner
from reminders.models import Delivery, DeliveryItem, Reminder
from tests.reminders.conftest import Bureau, moment
from tests.reminders.smtp_sink import DROP, LATER, Sink

pytestmark = pytest.mark.django_db(transaction=True)
T7 = dt.date(2027, 1, 20)
# Enough for the statements of a run over two people; the test says when it was too few.
MOST = 80


class Fault(DatabaseError):
    """The database has gone away."""


@contextmanager
def failing(number: int) -> Iterator[list[int]]:
    """The ``number``-th statement and all after it fail; yields how many were asked."""
    asked = [0]

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked[0] += 1
        if asked[0] >= number:
            raise Fault
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield asked


def run(minutes: int) -> None:
    now = moment(T7) + dt.timedelta(minutes=minutes)
    planner.plan(today=T7, now=now)
    delivery.deliver(now=now)


def all_is_well(bureau: Bureau, sink: Sink) -> None:
    """Everybody was told, nobody twice under two ids, and every row says how it ended."""
    ids: dict[str, set[str]] = {}
    for message in sink.accepted:
        ids.setdefault(message["To"], set()).add(message["Message-ID"])
    assert {who: len(each) for who, each in ids.items()} == {bureau.head.email: 1, bureau.handler.email: 1}
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    due = Reminder.objects.filter(visible_from__lte=moment(T7, "09:15"))
    assert set(due.values_list("step", "state")) == {("T-7", "sent")}
    assert DeliveryItem.objects.count() == 2


@pytest.mark.parametrize("number", range(1, MOST, 3))
def test_the_nth_statement_fails(bureau: Bureau, sink: Sink, number: int) -> None:
    with failing(number) as asked, suppress(DatabaseError):
        run(0)
    for minutes in (5, 10, 15):
        run(minutes)
    all_is_well(bureau, sink)
    assert asked[0] < MOST


@pytest.mark.parametrize("fault", [LATER, DROP])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_nth_mail_fails(bureau: Bureau, sink: Sink, number: int, fault: str) -> None:
    sink.script = ["accept"] * number + [fault]
    for minutes in (0, 5, 10):
        run(minutes)
    all_is_well(bureau, sink)
    assert len(sink.accepted) == 2 + (fault == DROP and number < 2)
