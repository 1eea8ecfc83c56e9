"""The figures once more, in plain Python from raw rows: by the printed definitions alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from tasks.models import Obligation, Plan
from units.models import Membership, User


def sees(user: User, obligation: Obligation) -> bool:
    """The table of roles, read again."""
    if obligation.plan.state == "draft":
        return False
    for held in Membership.objects.filter(user=user).select_related("unit__organisation"):
        whole = {"office": held.unit.organisation, "leader": held.unit}.get(held.role)
        if whole is not None and obligation.plan.organisation.path.startswith(whole.path):
            return True
        own = held.role in {"head", "handler"}
        if own and obligation.task.obligations.filter(unit=held.unit).exists():
            return True
    return False


def rows(user: User, year: int) -> list[Obligation]:
    """Counted obligations of a year, by their definition."""
    found = Obligation.objects.select_related("plan__organisation", "task__requirement", "unit", "period")
    return [
        each
        for each in found
        if sees(user, each)
        and each.decides
        and each.state != "waived"
        and each.task.withdrawn_at is None
        and (each.plan.year if each.plan.kind == Plan.Kind.ANNUAL else each.due_on.year) == year
    ]


def periods(obligations: Iterable[Obligation]) -> dict[int, list[Obligation]]:
    grouped: dict[int, list[Obligation]] = {}
    for each in obligations:
        grouped.setdefault(each.period_id, []).append(each)
    return grouped


def figures_of(group: list[Obligation], today: dt.date) -> set[str]:
    """Names of all figures that count a period of these obligations."""
    found = {"total"}
    if min(each.due_on for each in group) <= today:
        found.add("due")
    if all(each.state == "accepted" for each in group):
        after = any(each.done_on and each.done_on > each.due_on for each in group)
        return found | {"done"} | ({"late"} if after else set())
    found.add("open")
    if any(overdue(each, today) for each in group):
        return found | {"overdue", "attention"}
    if any(_missing(each, today) for each in group):
        return found | {"missing", "watch", "attention"}
    found.add("progress")
    if any(_soon(each, today) for each in group):
        found |= {"soon", "watch", "attention"}
    return found


def _waits(each: Obligation) -> bool:
    return each.state in ("pending", "returned")


def _long_term(each: Obligation) -> bool:
    return each.task.deadline_kind == "long_term"


def overdue(each: Obligation, today: dt.date) -> bool:
    return _waits(each) and not _long_term(each) and each.due_on < today


def _missing(each: Obligation, today: dt.date) -> bool:
    silent = each.reported_on is None or each.state == "returned"
    return _waits(each) and _long_term(each) and each.due_on < today and silent


def _soon(each: Obligation, today: dt.date) -> bool:
    told = _long_term(each) and each.state == "pending" and each.reported_on is not None
    return _waits(each) and not told and each.due_on <= today + dt.timedelta(days=30)


def count(obligations: Iterable[Obligation], today: dt.date) -> Counter[str]:
    counted: Counter[str] = Counter()
    for group in periods(obligations).values():
        counted.update(figures_of(group, today))
    return counted
