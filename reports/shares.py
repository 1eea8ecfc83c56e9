"""Reads what units have reported on the tasks of a plan (reports.told): three queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet

from common.dates import long_date
from reports import told
from tasks.models import Evidence, Obligation, Plan, ProgressReport
from units.models import User


@dataclass(frozen=True, slots=True)
class Window:
    """Only periods that fall due from ``first`` to ``last``, both included."""

    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        return f"{long_date(self.first)}至{long_date(self.last)}"


def obligations_of(plan: Plan, user: User | None, window: Window | None = None) -> QuerySet[Obligation]:
    """What the person may see of a plan's obligations (None: everything)."""
    visible = Obligation.objects.all() if user is None else Obligation.objects.visible_to(user)
    visible = visible.filter(plan=plan)
    return visible.filter(due_on__range=(window.first, window.last)) if window else visible


def shares_of(obligations: QuerySet[Obligation]) -> dict[int, list[told.Share]]:
    """By task id, in the order of periods, deciding units first."""
    rows = obligations.order_by("period__due_on", "period", "-decides", "unit__position", "unit").values_list(
        "pk", "task", "period", "period__label", "unit__name", "decides", "state", "completion"
    )
    by_obligation: dict[int, told.Share] = {}
    by_task: dict[int, list[told.Share]] = {}
    for pk, task, period, label, unit, decides, state, completion in rows:
        by_obligation[pk] = share = told.Share(period, label, unit, decides, state, completion)
        by_task.setdefault(task, []).append(share)
    _add_words(by_obligation, obligations)
    return by_task


def _add_words(shares: dict[int, told.Share], visible: QuerySet[Obligation]) -> None:
    """The last report with words, and every page and file that was given as evidence."""
    reports = ProgressReport.objects.filter(obligation__in=visible)
    last = reports.order_by().values("obligation").annotate(last=Max("pk", filter=~Q(progress="")))
    words: Iterable[tuple[Any, ...]] = ProgressReport.objects.filter(pk__in=last.values("last")).values_list(
        "obligation", "progress", "problems", "on_behalf"
    )
    for pk, progress, problems, on_behalf in words:
        share = shares[pk]
        share.progress, share.problems, share.on_behalf = progress, problems, on_behalf
    pages = Evidence.objects.filter(report__obligation__in=visible).order_by("pk")
    fields = ("report__obligation", "url", "title", "name", "published_on")
    for pk, url, title, name, day in pages.values_list(*fields):
        shares[pk].proofs.append(told.Proof(url, title or name, day))
