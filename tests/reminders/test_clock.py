"""The host's clock may jump: the database tells the time."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from reminders import jobs
from reminders.models import Delivery, Reminder
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import Bureau


def rows() -> list[tuple[object, ...]]:
    return sorted(Reminder.objects.values_list("obligation", "step", "recipient", "visible_from", "state"))


@pytest.mark.parametrize("jump", [dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=-1)])
def test_a_host_whose_clock_jumps_sends_nothing_early_and_nothing_twice(
    bureau: Bureau, jump: dt.timedelta
) -> None:
    soon = dt.datetime.now(dt.UTC).date() + dt.timedelta(9)
    issued_plan(bureau.unit, [new_task("公布检查结果", bureau.section, deadline=due(soon))])
    jobs.plan_reminders()
    jobs.send_reminders()
    planned, sent = rows(), Delivery.objects.count()
    assert planned
    with time_machine.travel(dt.datetime.now(dt.UTC) + jump):
        jobs.plan_reminders()
        jobs.send_reminders()
    assert (rows(), Delivery.objects.count()) == (planned, sent)
