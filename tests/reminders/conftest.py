"""A bureau with an office, a leader and a section whose item is due on Sunday 31 January 2027."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core import mail
from pytest_django import Settings

from reminders import delivery, planner
from reminders.window import wall
from tasks.models import CalendarException, Obligation, Plan
from tests.factories import UnitFactory, organisation, person
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.smtp_sink import Sink
from units.models import Unit, User

DUE = dt.date(2027, 1, 31)


def moment(day: dt.date, clock: str = "09:00") -> dt.datetime:
    """A wall time in Shanghai."""
    return wall(day, dt.time.fromisoformat(clock))


@dataclass
class Bureau:
    unit: Unit
    section: Unit
    clerk: User
    leader: User
    head: User
    handler: User
    plan: Plan
    # (day, username, subject) of every mail that `run` saw.
    mails: list[tuple[dt.date, str, str]] = field(default_factory=list)

    @property
    def item(self) -> Obligation:
        return self.plan.obligations.select_related("unit", "period", "task", "plan__organisation").get()

    def run(self, day: dt.date, clock: str = "09:00") -> list[str]:
        """What the schedule does at this moment; returns whom a mail went to."""
        now, before = moment(day, clock), len(mail.outbox)
        planner.plan(today=day, now=now)
        delivery.deliver(now=now)
        sent = [(day, each.to[0].partition("@")[0], each.subject) for each in mail.outbox[before:]]
        self.mails += sent
        return sorted(who for _, who, _ in sent)


@pytest.fixture
def bureau(db: None) -> Bureau:
    # The year's holidays are not published: the office has put in New Year's Day.
    CalendarException.objects.create(day=dt.date(2027, 1, 1), is_workday=False)
    unit = organisation("云溪市园林局")
    section = UnitFactory(parent=unit, name="绿化科")
    people = {
        "clerk": person("office", unit, username="clerk"),
        "leader": person("leader", unit, username="leader"),
        "head": person("head", section, username="head"),
        "handler": person("handler", section, username="handler"),
    }
    plan = issued_plan(unit, [new_task("公布年度绿化养护情况", section, deadline=due(DUE))])
    return Bureau(unit=unit, section=section, plan=plan, **people)


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A mail server on the loopback that the product's own mail settings point at."""
    with Sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.address
        yield server
