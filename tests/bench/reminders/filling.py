"""A bureau with many sections and open items, written in whole statements."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from tasks.models import Obligation, Period, Plan, Task
from tasks.roles import Role
from units.models import Membership, Unit, User
from units.services import create_unit

BATCH = 5000


def bureau(sections: int) -> tuple[Unit, list[Unit]]:
    """With a head and a handler in each section."""
    organisation = create_unit(name="云溪市园林局", kind=Unit.Kind.ORGANISATION)
    units = [
        create_unit(name=f"第{n + 1}科", kind=Unit.Kind.SECTION, parent=organisation) for n in range(sections)
    ]
    posts = [(unit, role) for unit in units for role in (Membership.Role.HEAD, Membership.Role.HANDLER)]
    people = User.objects.bulk_create(
        (
            User(username=f"{role}{unit.pk}", name=f"{role}{unit.pk}", email=f"{role}{unit.pk}@example.org")
            for unit, role in posts
        ),
        batch_size=BATCH,
    )
    Membership.objects.bulk_create(
        (
            Membership(user=user, unit=unit, role=role)
            for user, (unit, role) in zip(people, posts, strict=True)
        ),
        batch_size=BATCH,
    )
    return organisation, units


def owed(organisation: Unit, units: list[Unit], days: list[dt.date]) -> None:
    """A plan in force with one open item a day of ``days``, by the sections in turn."""
    now = timezone.now()
    plan = Plan.objects.create(
        organisation=organisation,
        state=Plan.State.ISSUED,
        title="云溪市园林局政务公开工作要点分工方案",
        year=now.year,
        issued_on=timezone.localdate() - dt.timedelta(60),
        released_at=now - dt.timedelta(60),
    )
    tasks = Task.objects.bulk_create(
        (
            Task(
                plan=plan, position=n, text=f"公布第{n + 1}批养护名录", deadline_kind="date", due_on=day,
                deadline_text=f"{day.month}月{day.day}日前",
            )
            for n, day in enumerate(days)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    periods = Period.objects.bulk_create(
        (
            Period(
                task=task, key="once", label="一次", starts_on=min(plan.issued_on, day), due_on=day,
                first_due_on=day,
            )
            for task, day in zip(tasks, days, strict=True)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Obligation.objects.bulk_create(
        (
            Obligation(
                period=period, task_id=period.task_id, plan=plan, unit=units[n % len(units)],
                role=str(Role.RESPONSIBLE), due_on=period.due_on,
            )
            for n, period in enumerate(periods)
        ),
        batch_size=BATCH,
    )  # fmt: skip
