"""The commands and the jobs do the same work, any number of times."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from reminders import jobs
from reminders.clock import database_now
from reminders.models import Heartbeat, Reminder
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import Bureau


def command(name: str, **options: object) -> str:
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue().strip()


def test_a_given_day_is_planned_and_sent_once(bureau: Bureau) -> None:
    day = dt.date(2027, 1, 20)
    assert command("plan_reminders", today=day).startswith("新排提醒 10 条")
    assert command("plan_reminders", today=day).startswith("新排提醒 0 条")
    assert command("send_reminders", today=day) == "到点提醒 2 条，送达 3 封"  # and the canary
    assert command("send_reminders", today=day) == "没有到点的提醒"
    assert len(mail.outbox) == 2


def test_a_wrong_day_is_refused() -> None:
    with pytest.raises(Exception, match="20270120x"):
        call_command("plan_reminders", "--today", "20270120x")


def test_jobs_plan_send_and_leave_their_heartbeat(bureau: Bureau) -> None:
    today = dt.date.today()
    issued_plan(bureau.unit, [new_task("公布名录", bureau.section, deadline=due(today + dt.timedelta(1)))])
    jobs.plan_reminders.delay()
    # Whenever the tests run: as if the hours in which messages go out had begun.
    Reminder.objects.filter(step__startswith="T-").update(visible_from=database_now())
    jobs.send_reminders.delay()
    jobs.heartbeat.delay()
    assert Reminder.objects.filter(state="sent").count() == 2
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    assert {"beat", "plan", "send"} <= set(beats)
    assert all(abs(database_now() - at) < dt.timedelta(minutes=1) for at in beats.values())


def test_the_clock_is_the_databases(db: None) -> None:
    now = database_now()
    assert now.tzinfo is not None
    assert abs(now - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
