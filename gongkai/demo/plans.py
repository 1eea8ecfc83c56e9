"""The demo's plans as drafts, made by the service that screens and imports use."""

from __future__ import annotations

import datetime as dt

from gongkai.demo.content import PlanContent, TaskContent
from gongkai.demo.days import Days
from gongkai.demo.directory import Bureau
from standing.catalogue import new_item
from tasks.deadlines import Deadline
from tasks.models import Plan
from tasks.presets import presets
from tasks.roles import Role
from tasks.services.plans import NewAssignment, NewTask, create_plan
from tasks.services.standing import switch_on

# How a printed division of work names the roles.
PRINTED = {
    Role.LEAD: "{}牵头",
    Role.COORDINATE: "{}统筹",
    Role.IMPLEMENT: "{}落实",
    Role.ASSIST: "{}配合",
    Role.GUIDE: "{}指导",
    Role.RESPONSIBLE: "{}",
}


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


def standing(bureau: Bureau, days: Days) -> tuple[Plan, list[TaskContent]]:
    """The law's recurring items that are on by default, switched on; and their content in the same order."""
    chosen = [preset for preset in presets().values() if preset.default]
    fates, carried = bureau.raw.get("standing", {}), bureau.raw.get("carried", {})
    contents = [
        TaskContent(
            text=preset.item + "。",
            path=(),
            parts=tuple((Role.RESPONSIBLE, name) for name in bureau.raw["holders"][preset.holder]),
            fate=fates.get(preset.code, "silent"),
            topic=preset.item.split("，")[0],
            carried=preset.code in carried,
        )
        for preset in chosen
    ]
    items = [
        new_item(preset, [assignment(bureau, role, name) for role, name in task.parts], days.standing_issued)
        for preset, task in zip(chosen, contents, strict=True)
    ]
    now = days.at(days.standing_issued, 10)
    made = switch_on(organisation=bureau.organisation, actor=bureau.clerk, now=now, items=items)
    return Plan.objects.get(tasks=made[0].task_id), contents
