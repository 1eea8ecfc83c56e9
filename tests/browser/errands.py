"""A small plan in the demo whose tasks the journeys carry out, one each, owed by the demo head's unit.

Run in the product's environment: ``python -m tests.browser.errands``.
"""

from __future__ import annotations

import datetime as dt

TITLE = "{year}年网页检查专项任务"
# What each journey looks for; the words stand in no other task.
TASKS = {
    "keyboard": "核对政务栏目的更新日期并改正错漏。",
    "phone": "检查咨询电话能否接通并更新名单。",
    "plain": "清点失效链接并逐条修复。",
    "chased": "公布检查结果和整改台账。",
    "asked": "迁移旧栏目并核对附件。",
}


def create() -> None:
    from django.utils import timezone

    from tasks.deadlines import Deadline, DeadlineKind
    from tasks.roles import Role
    from tasks.services import plans
    from tasks.services.plans import NewAssignment, NewTask
    from units.models import Membership

    now = timezone.now()
    today = timezone.localdate(now)
    unit = Membership.objects.get(user__username="head", role=Membership.Role.HEAD).unit
    due = today + dt.timedelta(days=2)
    deadline = Deadline(text=f"{due.month}月{due.day}日前", kind=DeadlineKind.DATE, date=due)
    plan = plans.create_plan(
        organisation=unit.organisation,
        actor=None,
        now=now,
        title=TITLE.format(year=today.year),
        year=today.year,
        issued_on=today - dt.timedelta(days=30),
        tasks=[
            NewTask(
                text=text,
                number=str(number),
                deadline=deadline,
                path=("一、查漏补缺",),
                assignments=(NewAssignment(role=Role.RESPONSIBLE, unit=unit),),
            )
            for number, text in enumerate(TASKS.values(), start=1)
        ],
    )
    plans.issue(plan=plan, actor=None, now=now)


if __name__ == "__main__":
    import django

    django.setup()
    create()
