"""Search over everything that a person may see: each kind begins with what is visible to them.

Chinese is found by substring from two signs on.  An index of trigrams would not help there, two signs hold
none; reading the words of a hundred thousand tasks takes a fraction of a second (docs/architecture.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from tasks.models import Evidence, Obligation, Period, Plan, ProgressReport, Remark, Requirement, Task
from units.initials import LETTERS, rank
from units.models import Unit, UnitAlias, User
from units.permissions import may_read_people, scope_of
from units.visibility import visible_people, visible_units

LEAST, LONGEST = 2, 40
_DAY = re.compile(
    r"(?:(?P<year>20\d\d)\s*[-/.年]\s*)?(?P<month>\d{1,2})\s*[-/.月]\s*(?:(?P<day>\d{1,2})\s*日?)?(?:之?前)?"
)
_ITEM = re.compile(r"第?\s*(\S{1,18}?)\s*项")
_BRACKETS = str.maketrans("[]()（）【】", "〔〕〔〕〔〕〔〕")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; ``note`` says where it belongs."""

    href: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; ``more``: there is more than is shown."""

    word: str
    hits: Sequence[Hit]
    more: bool


def search(user: User, asked: str, most: int, kinds: Iterable[str] | None = None) -> list[Group]:
    """Groups with something in them, at most ``most`` of each kind."""
    if len(asked) < LEAST:
        return []
    found = []
    for kind in kinds or KINDS:
        word, look = KINDS[kind]
        hits = look(user, asked, most + 1)
        if hits:
            found.append(Group(word, hits[:most], len(hits) > most))
    return found


def holds(asked: str, *fields: str) -> Q:
    """Every word of ``asked`` in one of the fields."""
    # Telling small from capital letters apart is dearer, and Chinese has neither.
    how = "icontains" if re.search("[a-zA-Z]", asked) else "contains"
    return _all(_any(Q(**{f"{field}__{how}": word}) for field in fields) for word in asked.split())


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _all(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions)


def on_day(asked: str, field: str) -> Q | None:
    """“2026-01-31”, “2026年1月”, “1月31日” as a condition on a column of days; None where it is no day."""
    found = _DAY.fullmatch(asked)
    if found is None or not (found["year"] or found["day"]):
        return None
    parts = {name: int(value) for name, value in found.groupdict().items() if value}
    if not 1 <= parts["month"] <= 12 or not 1 <= parts.get("day", 1) <= 31:
        return None
    return Q(**{f"{field}__{name}": value for name, value in parts.items()})


def task_condition(asked: str) -> Q:
    """Words of a task, its number (“12”, “第12项”), and the days on which something of it falls due."""
    item = _ITEM.fullmatch(asked)
    numbered = Q(number=item[1] if item else asked)
    found = holds(asked, "text", "remark", "deadline_text") | numbered
    if (due := on_day(asked, "due_on")) is not None:
        found |= due | Q(pk__in=Period.objects.filter(due).values("task"))
    return found


def _tasks(user: User, asked: str, most: int) -> list[Hit]:
    found = Task.objects.visible_to(user).in_force().filter(task_condition(asked))
    rows = found.select_related("plan__organisation").order_by("-plan__year", "plan", "position")[:most]
    return [Hit(_of_task(task.pk), _words(task, asked), _place(task)) for task in rows]


def _words(task: Task, asked: str) -> str:
    """The clause, and the remark where only that holds what was asked for."""
    first = asked.split()[0].casefold()
    is_in_remark = first in task.remark.casefold() and first not in task.text.casefold()
    return f"{task.text}　备注：{task.remark}" if is_in_remark else task.text


def _place(task: Task) -> str:
    number = f"　第 {task.number} 项" if task.number else ""
    return f"{task.plan.short_title}{number}"


def _plans(user: User, asked: str, most: int) -> list[Hit]:
    found = holds(asked, "title", "document_number", "issuer")
    found |= Q(document_number__contains=asked.translate(_BRACKETS))
    if (day := on_day(asked, "issued_on")) is not None:
        found |= day
    rows = Plan.objects.visible_to(user).filter(found).order_by("-year", "-pk")[:most]
    return [Hit(reverse("plan-detail", args=[plan.pk]), plan.title, plan.document_number) for plan in rows]


def _headings(user: User, asked: str, most: int) -> list[Hit]:
    seen = Requirement.objects.filter(plan__in=Plan.objects.visible_to(user))
    rows = seen.filter(holds(asked, "title")).select_related("plan__organisation")
    ordered = rows.order_by("-plan__year", "plan", "position")[:most]
    return [Hit(_of_heading(each), each.title, each.plan.short_title) for each in ordered]


def _units(user: User, asked: str, most: int) -> list[Hit]:
    """By a part of the name or of another name, or by initials; they lead to the unit's tasks."""
    named = Q(organisation__in=Plan.objects.visible_to(user).values("organisation"))
    own = Q(organisation__in=scope_of(user).organisations) | Q(pk__in=visible_units(user).values("pk"))
    seen = Unit.objects.in_use().filter(named | own)
    names = list(seen.values_list("pk", "name", "organisation__name", "name"))
    aliases = UnitAlias.objects.filter(unit__in=seen.values("pk"))
    names += aliases.values_list("unit", "unit__name", "unit__organisation__name", "name")
    best: dict[int, tuple[int, int, str, str]] = {}
    for pk, name, home, called in names:
        fits = _fits(asked, called)
        if fits is not None:
            best[pk] = min(best.get(pk, (9, 0, "", "")), (fits, len(name), name, home))
    ordered = sorted(best.items(), key=lambda each: each[1])[:most]
    tasks = reverse("task-list")
    return [Hit(f"{tasks}?unit={pk}", name, home if home != name else "") for pk, (*_, name, home) in ordered]


def _fits(asked: str, name: str) -> int | None:
    if asked.casefold() in name.casefold():
        return 0 if len(asked) == len(name) else 1
    return rank(asked, name) if LETTERS.fullmatch(asked) else None


def _people(user: User, asked: str, most: int) -> list[Hit]:
    if not may_read_people(user):
        return []
    rows = visible_people(user).filter(holds(asked, "name", "username", "phone", "email")).order_by("name")
    return [Hit(reverse("person-detail", args=[each.pk]), each.name, each.username) for each in rows[:most]]


def _reports(user: User, asked: str, most: int) -> list[Hit]:
    seen = ProgressReport.objects.filter(obligation__in=Obligation.objects.visible_to(user))
    rows = seen.filter(holds(asked, "progress", "problems")).order_by("-created_at", "-pk")
    return [
        Hit(_of_duty(each.obligation), f"{each.progress}　{each.problems}".strip(), _duty(each.obligation))
        for each in rows.select_related("obligation__unit", "obligation__task")[:most]
    ]


def _evidence(user: User, asked: str, most: int) -> list[Hit]:
    found = holds(asked, "title", "name", "url")
    if (day := on_day(asked, "published_on")) is not None:
        found |= day
    rows = Evidence.objects.visible_to(user).filter(found).order_by("-pk")
    loaded = rows.select_related("report__obligation__unit", "report__obligation__task")[:most]
    return [
        Hit(_of_duty(each.report.obligation), f"{each}　{each.url}".strip(), _duty(each.report.obligation))
        for each in loaded
    ]


def _remarks(user: User, asked: str, most: int) -> list[Hit]:
    seen: QuerySet[Remark] = Remark.objects.filter(task__in=Task.objects.visible_to(user))
    rows = seen.filter(holds(asked, "text")).select_related("author", "task")[:most]
    return [Hit(_of_task(each.task_id), each.text, f"{each.author}　{each.task}") for each in rows]


def _of_task(pk: int) -> str:
    return reverse("task-detail", args=[pk])


def _of_heading(heading: Requirement) -> str:
    return f"{reverse('plan-detail', args=[heading.plan_id])}?chapter={heading.pk}"


def _of_duty(obligation: Obligation) -> str:
    return f"{_of_task(obligation.task_id)}#obligation-{obligation.pk}"


def _duty(obligation: Obligation) -> str:
    return f"{obligation.unit}　{obligation.task}"


Look = Callable[[User, str, int], list[Any]]
KINDS: dict[str, tuple[str, Look]] = {
    "units": ("单位", _units),
    "plans": ("计划", _plans),
    "headings": ("工作要求", _headings),
    "tasks": ("任务", _tasks),
    "remarks": ("批示", _remarks),
    "reports": ("填报", _reports),
    "evidence": ("佐证材料", _evidence),
    "people": ("人员", _people),
}
