"""History rows as sentences that people read."""

from __future__ import annotations

from tasks.models import TaskEvent

_VERBS = {
    TaskEvent.Act.CREATED: "建立了计划",
    TaskEvent.Act.ISSUED: "下发了计划",
    TaskEvent.Act.ARCHIVED: "归档了计划",
    TaskEvent.Act.ADDED: "把它补入计划",
    TaskEvent.Act.RETIRED: "把它撤出计划",
    TaskEvent.Act.RESTORED: "把它恢复到计划中",
    TaskEvent.Act.REPORTED: "填报了进展",
    TaskEvent.Act.SUBMITTED: "标记完成，提交审核",
    TaskEvent.Act.ACCEPTED: "审核通过",
    TaskEvent.Act.RETURNED: "退回",
    TaskEvent.Act.WITHDRAWN: "撤回了提交",
    TaskEvent.Act.WAIVED: "标为不适用",
    TaskEvent.Act.REOPENED: "要求重新办理",
    TaskEvent.Act.ASKED: "申请延期",
    TaskEvent.Act.GRANTED: "同意延期",
    TaskEvent.Act.DENIED: "不同意延期",
    TaskEvent.Act.ADJUSTED: "调整了承办事项",
    TaskEvent.Act.DISCARDED: "删除了佐证",
    TaskEvent.Act.REMARKED: "批示",
}


def sentence(event: TaskEvent) -> str:
    """“李某 退回 办公室 2026年三季度：请补充网址”.  The event's actor, unit and period are loaded."""
    who = event.who
    if event.act == TaskEvent.Act.OPENED:
        return f"{event.who}开启了{_after(event)}"
    if event.act == TaskEvent.Act.EDITED:
        return f"{who} 修改了{_changes(event)}{_because(event)}"
    if event.act == TaskEvent.Act.MOVED:
        return f"{who} 调整了{_changes(event)}{_because(event)}"
    if event.act == TaskEvent.Act.REVISED:
        return f"{who} 按修订稿修改了{_changes(event)}{_because(event)}"
    if event.act == TaskEvent.Act.ADJUSTED:
        return f"{who} 调整了承办事项，{_changes(event)}{_because(event)}"
    of_whom = f" {event.obligation.unit} {event.obligation.period}" if event.obligation else ""
    return f"{who} {_VERBS[TaskEvent.Act(event.act)]}{of_whom}{_what(event)}{_because(event)}"


def _what(event: TaskEvent) -> str:
    """What an act on an obligation changed, where its verb does not tell: days moved, evidence taken away."""
    if event.act in {TaskEvent.Act.ASKED, TaskEvent.Act.GRANTED, TaskEvent.Act.DISCARDED}:
        return f"（{_changes(event)}）"
    return ""


# What a unit does is told of the unit, what is decided of the person.
_OF_UNITS = {
    TaskEvent.Act.REPORTED: "填报了进展",
    TaskEvent.Act.SUBMITTED: "提交审核",
    TaskEvent.Act.WITHDRAWN: "撤回了提交",
}


def brief(event: TaskEvent) -> str:
    """“供水科 提交审核”, “岳知行 退回 供水科：请补充网址”, for lists that name the task beside it."""
    if event.obligation is None:
        return sentence(event)
    own = _OF_UNITS.get(TaskEvent.Act(event.act))
    if own:
        return f"{event.obligation.unit} {own}"
    told = f"{event.who} {_VERBS[TaskEvent.Act(event.act)]} {event.obligation.unit}"
    return f"{told}{_what(event)}{_because(event)}"


def _changes(event: TaskEvent) -> str:
    return "；".join(f"{field}：“{before}”→“{after}”" for field, (before, after) in event.changes.items())


def _after(event: TaskEvent) -> str:
    return "、".join(after for _, after in event.changes.values())


def _because(event: TaskEvent) -> str:
    if event.undoes and not event.reason:
        return "（撤销）"
    return f"：{event.reason}" if event.reason else ""
