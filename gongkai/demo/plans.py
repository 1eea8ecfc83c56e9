"""The demo's plans as drafts, made by the service that screens and imports use."""

from __future__ import annotations

import datetime as dt

from gongkai.demo import content
from gongkai.demo.content import PlanContent, TaskContent
from gongkai.demo.days import Days
from gongkai.demo.directory import Bureau
from reminders.services.rules import set_first_reminders
from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.models import Plan
from tasks.roles import Role
from tasks.services.plans import NewAssignment, NewTask, create_plan
from units.audit import By

# How a printed division of work names the roles.
PRINTED = {
    Role.LEAD: "{}牵头",
    Role.COORDINATE: "{}统筹",
    Role.IMPLEMENT: "{}落实",
    Role.ASSIST: "{}配合",
    Role.GUIDE: "{}指导",
    Role.RESPONSIBLE: "{}",
}
STANDING_TITLE = "{name}政务公开常设事项"


def draft(
    bureau: Bureau, plan: PlanContent, days: Days, *, year: int, issued: dt.date | None, at: dt.datetime
) -> Plan:
    """A draft plan of ``year``; year-less dates count from ``issued``."""
    return create_plan(
        organisation=bureau.organisation,
        actor=bureau.clerk,
        now=at,
        title=plan.title.format(year=year),
        year=year,
        issuer=plan.issuer,
        document_number=plan.number.format(year=year),
        issued_on=issued,
        columns=plan.columns,
        tasks=[
            _task(bureau, task, days.deadline(task, year, issued or at.date()), plan.columns, row)
            for row, task in enumerate(plan.tasks, 1)
        ],
    )


def _task(
    bureau: Bureau, task: TaskContent, deadline: Deadline, columns: tuple[str, ...], row: int
) -> NewTask:
    printed = {
        "序号": str(row),
        "工作要求": task.path[-1],
        "工作任务": task.text,
        "责任分工": printed_parts(task),
        "责任单位": printed_parts(task),
        "完成时限": deadline.text or "",
        "完成时间": deadline.text or "",
    }
    return NewTask(
        text=task.text,
        path=task.path,
        number=str(row) if "序号" in columns else "",
        assignments=tuple(assignment(bureau, role, name) for role, name in task.parts),
        deadline=deadline,
        deadline_reason="按原表时限栏" if deadline.text else "原表未写时限",
        is_directive=task.directive,
        place={"table": 1, "row": row + 1},
        cells=tuple(printed[column] for column in columns),
    )


def assignment(bureau: Bureau, role: Role, name: str) -> NewAssignment:
    """By the name of a section or of a collective."""
    phrase = PRINTED[role].format(name)
    if name in bureau.groups:
        return NewAssignment(role, group=bureau.groups[name], phrase=phrase)
    return NewAssignment(role, unit=bureau.sections[name], phrase=phrase)


def printed_parts(task: TaskContent) -> str:
    """“规划建设科牵头，财务审计科、公路养护中心配合”."""
    names: dict[Role, list[str]] = {}
    for role, name in task.parts:
        names.setdefault(role, []).append(name)
    return "，".join(PRINTED[role].format("、".join(units)) for role, units in names.items())


def draft_standing(bureau: Bureau, days: Days) -> tuple[Plan, list[TaskContent]]:
    """The law's recurring items as a standing plan, and their content in the same order.

    What counts from the issue of a plan stands in that plan and not here.
    """
    items = [item for item in content.standing_items() if item["period"] in {"yearly", "quarterly"}]
    fates = bureau.raw.get("standing", {})
    tasks = [
        TaskContent(
            text=item["item"] + "。",
            path=(),
            parts=tuple((Role.RESPONSIBLE, name) for name in bureau.raw["holders"][item["holder"]]),
            recurrence=item["period"],
            fate=fates.get(item["code"], "silent"),
            topic=item["item"].split("，")[0],
        )
        for item in items
    ]
    plan = create_plan(
        organisation=bureau.organisation,
        actor=bureau.clerk,
        now=days.at(days.standing_issued, 9),
        title=STANDING_TITLE.format(name=bureau.name),
        year=days.standing_issued.year,
        issued_on=days.standing_issued,
        kind=Plan.Kind.STANDING,
        tasks=[
            NewTask(
                text=task.text,
                number=item["code"],
                assignments=tuple(assignment(bureau, role, name) for role, name in task.parts),
                deadline=_standing_deadline(item["rule"], Recurrence(item["period"]), days),
                deadline_reason="按依据文件",
                remark=f"依据：{item['source']}",
            )
            for item, task in zip(items, tasks, strict=True)
        ],
    )
    rows = plan.tasks.in_printed_order().values_list("pk", flat=True)
    set_first_reminders(
        actor=bureau.clerk,
        days={pk: item["first_days"] for pk, item in zip(rows, items, strict=True)},
        organisation=bureau.organisation,
        by=By(bureau.clerk),
    )
    return plan, tasks


def _standing_deadline(rule: dict[str, int], recurrence: Recurrence, days: Days) -> Deadline:
    if "month" not in rule:
        return Deadline("每季度末", DeadlineKind.LONG_TERM, recurrence=recurrence)
    text = f"每年{rule['month']}月{rule['day']}日前"
    day = dt.date(days.standing_issued.year, rule["month"], rule["day"])
    if day < days.standing_issued:
        day = day.replace(year=day.year + 1)
    return Deadline(text, DeadlineKind.DATE, day, recurrence=recurrence)
