"""A recognised plan as lines for people: facts, outline, row arithmetic, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from importer.draft import DeadlineDraft, Finding, PlanDraft, Severity, TaskDraft, UnitDraft

ROLES = {
    "lead": "牵头",
    "coordinate": "统筹",
    "implement": "落实",
    "assist": "配合",
    "guide": "指导",
    "responsible": "责任",
}
_RECURRENCES = {"yearly": "每年", "half_yearly": "每半年", "quarterly": "每季度", "monthly": "每月"}
_SEVERITIES = {
    Severity.ERROR: "错误",
    Severity.QUESTION: "待确认",
    Severity.WARNING: "请核对",
    Severity.INFO: "说明",
}


def render(plan: PlanDraft) -> str:
    """The plan as text, a line a heading, task, detail or finding."""
    return "\n".join([*_facts(plan), "", *_outline(plan), "", *_sums(plan), "", *_findings(plan)]).strip()


def _facts(plan: PlanDraft) -> Iterator[str]:
    yield plan.title or "（没有找到标题）"
    known = (
        ("发文单位", plan.issuer),
        ("文号", plan.document_number),
        ("年度", plan.year),
        ("印发日期", plan.issued_on),
        ("栏目", "、".join(plan.columns)),
    )
    for label, value in known:
        if value:
            yield f"{label}：{value}"


def _outline(plan: PlanDraft) -> Iterator[str]:
    above: tuple[str, ...] = ()
    for task in plan.tasks:
        same = 0
        while same < min(len(above), len(task.path)) and above[same] == task.path[same]:
            same += 1
        for level, heading in enumerate(task.path[same:], start=same):
            yield "  " * level + heading
        above = task.path
        yield from _task(task, "  " * len(task.path))


def _task(task: TaskDraft, indent: str) -> Iterator[str]:
    number = f"{task.number}. " if task.number else "· "
    yield indent + number + task.text.replace("\n", "\n" + indent + "  ")
    details = [_units(task.units), _deadline(task.deadline)]
    if not task.directive:
        details.append("禁止或说明事项")
    yield indent + "    " + "　".join(part for part in details if part)


def _units(units: tuple[UnitDraft, ...]) -> str:
    by_role: dict[str, list[str]] = {}
    for unit in units:
        by_role.setdefault(unit.role, []).append(unit.name + ("（统称）" if unit.group else ""))
    return (
        "；".join(f"{ROLES[role]}：{'、'.join(names)}" for role, names in by_role.items()) or "未写明责任单位"
    )


def _deadline(deadline: DeadlineDraft) -> str:
    parts = {
        "date": f"时限：{deadline.date or '年份待定'}（{deadline.text}）",
        "relative": f"时限：{deadline.text}",
        "long_term": f"时限：{deadline.text}（长期）",
        "none": f"时限：{deadline.text}" if deadline.text else "未写明时限",
    }
    rhythm = _RECURRENCES.get(deadline.recurrence or "")
    return parts[deadline.kind] + (f"，{rhythm}" if rhythm else "")


def _sums(plan: PlanDraft) -> Iterator[str]:
    kinds = Counter(task.deadline.kind for task in plan.tasks)
    labels = {"date": "有日期", "relative": "按印发日推算", "long_term": "长期", "none": "未定"}
    counted = "、".join(f"{label} {kinds[kind]}" for kind, label in labels.items())
    yield f"任务 {len(plan.tasks)} 条（时限：{counted}）"
    yield str(plan.rows)


def _findings(plan: PlanDraft) -> Iterator[str]:
    """Each message once, at its first place, with how often it holds."""
    times = Counter((finding.severity, finding.message) for finding in plan.findings)
    for severity, label in _SEVERITIES.items():
        for finding in plan.findings:
            count = times.pop((severity, finding.message), 0) if finding.severity is severity else 0
            if count:
                more = f"（共 {count} 处）" if count > 1 else ""
                yield f"{label}：{_where(finding)}{finding.message}{more}"


def _where(finding: Finding) -> str:
    return f"[{finding.place}] " if finding.place else ""
