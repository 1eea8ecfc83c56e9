"""A small issued plan in the bureau of people.py: ``python -m tests.browser.plans TITLE`` prints its id."""

from __future__ import annotations

import datetime as dt
import sys

from tests.browser.people import BUREAU


def create(title: str) -> int:
    from django.utils import timezone

    from tasks.deadlines import Deadline, DeadlineKind
    from tasks.roles import Role
    from tasks.services.plans import NewAssignment, NewTask, create_plan, issue
    from units.models import Unit

    now, today = timezone.now(), timezone.localdate()
    part = (NewAssignment(Role.RESPONSIBLE, unit=Unit.objects.get(name="供水科")),)
    due = Deadline(text="12月30日", kind=DeadlineKind.DATE, date=dt.date(today.year + 1, 12, 30))
    tasks = [
        NewTask(text=f"公开事项{n}。", number=str(n), path=("一、公开",), deadline=due, assignments=part)
        for n in range(1, 5)
    ]
    plan = create_plan(
        organisation=Unit.objects.get(name=BUREAU),
        actor=None,
        now=now,
        title=title,
        year=today.year,
        issued_on=today,
        tasks=tasks,
    )
    return issue(plan=plan, actor=None, now=now).pk


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(str(create(sys.argv[1])))
