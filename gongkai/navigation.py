"""The bar on every page: what this person may open, and how much waits for the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tasks.models import Obligation, Plan
from tasks.workflow import State
from units.permissions import Scope, scope_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the bar; ``also`` are further path prefixes whose pages light it, ``count`` names the
    address of a fragment that counts something there."""

    name: str
    label: str
    may: Callable[[Scope], bool]
    also: tuple[str, ...] = ()
    count: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as one person sees it on one page."""

    href: str
    label: str
    on: bool
    count_href: str = ""


@dataclass(frozen=True, slots=True)
class Navigation:
    items: list[Item] = field(default_factory=list)
    organisation: str = ""
    is_office: bool = False
    administers: bool = False
    # Whether there are tasks to search in.
    searches: bool = False
    # Submitted obligations of the office's plans.
    waiting: int = 0


def _works(scope: Scope) -> bool:
    return bool(scope.offices or scope.leads or scope.units)


def _keeps_people(scope: Scope) -> bool:
    return bool(scope.administers or scope.offices or scope.heads)


ENTRIES = (
    Entry("home", "工作台", _works),
    Entry("dashboard", "看板", lambda scope: scope.is_office or scope.is_leader),
    Entry("plan-list", "计划", _works, also=("/tasks/", "/standing/")),
    Entry("silent", "谁还没报", lambda scope: bool(scope.offices or scope.heads)),
    Entry("import-list", "导入", lambda scope: scope.is_office),
    Entry("compare-list", "对照", lambda scope: scope.is_office),
    Entry("reminder-list", "提醒", _works, count="reminder-count"),
    Entry("outlet-list", "渠道", lambda scope: scope.administers),
    Entry("report-list", "报表", _works),
    Entry("unit-list", "单位", lambda scope: scope.administers or scope.is_office),
    Entry("person-list", "人员", _keeps_people),
    Entry("audit-list", "审计", lambda scope: scope.audits),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``nav`` for templates, worked out only where a template asks for it."""
    return {"nav": SimpleLazyObject(lambda: _navigation(request))}


def _navigation(request: HttpRequest) -> Navigation:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Navigation()
    scope = scope_of(user)
    return Navigation(
        items=_items(scope, request.path),
        organisation=scope.organisation_name,
        is_office=scope.is_office,
        administers=scope.administers,
        searches=_works(scope),
        waiting=_waiting(scope),
    )


def _items(scope: Scope, path: str) -> list[Item]:
    """The entries this person may use; the one with the longest matching prefix is on."""
    mine = [(entry, _address(entry.name)) for entry in ENTRIES if entry.may(scope)]
    lit = max(mine, key=lambda pair: _match(pair[0], pair[1], path), default=None)
    return [
        Item(
            href=href,
            label=entry.label,
            on=(entry, href) == lit and _match(entry, href, path) > 0,
            count_href=_address(entry.count) if entry.count else "",
        )
        for entry, href in mine
    ]


@cache
def _address(name: str) -> str:
    return reverse(name)


def _match(entry: Entry, href: str, path: str) -> int:
    """How much of the path the entry's addresses cover; the front page covers only itself."""
    if href == "/":
        return int(path == "/")
    return max((len(prefix) for prefix in (href, *entry.also) if path.startswith(prefix)), default=0)


def _waiting(scope: Scope) -> int:
    if not scope.offices:
        return 0
    return Obligation.objects.filter(
        state=str(State.SUBMITTED),
        plan__organisation__in=scope.offices,
        plan__state=Plan.State.ISSUED,
    ).count()
