"""What a person sees inside: one notice an item, the latest; opening it reads the earlier ones too.

Who hears of many late items of other units (the office, a leader) sees one line a plan and day in their
stead.  The rows stay one an item: only what is shown is put together.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from common.dates import SHANGHAI
from reminders.models import OVERDUE, WAITING_STATES, Reminder
from reminders.window import wall
from tasks.models import Plan
from units.models import User
from units.permissions import scope_of

# So many late items of one plan and day are still shown one by one.
ONE_BY_ONE = 3

_WANTING = Q(obligation__state__in=WAITING_STATES, obligation__plan__state=Plan.State.ISSUED)


@dataclass(frozen=True, slots=True)
class Group:
    """Late items of other units in one plan (its id) of which the person was told on one day.

    ``settled`` of the ``number`` have been submitted or closed since; ``unread`` of the rest were not read.
    """

    plan: int
    title: str
    day: dt.date
    number: int
    units: int
    settled: int
    unread: int
    latest: dt.datetime

    @property
    def sentence(self) -> str:
        return f"《{self.title}》有 {self.number} 件逾期，涉及 {self.units} 个单位"

    @property
    def covers(self) -> Q:
        """The condition on the person's latest notices from elsewhere."""
        start, end = wall(self.day, dt.time.min), wall(self.day + dt.timedelta(1), dt.time.min)
        return Q(obligation__plan=self.plan, visible_from__gte=start, visible_from__lt=end)


def from_elsewhere(user: User, rows: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """Those of late items that the person does not report for."""
    return rows.filter(_elsewhere(user))


def grouped(user: User, now: dt.datetime) -> list[Group]:
    """The lines that stand for many: unread first, then the newest.  One query, none for a unit's people."""
    scope = scope_of(user)
    if not (scope.is_office or scope.is_leader):
        return []
    rows = (
        from_elsewhere(user, _latest(user, now))
        .annotate(day=TruncDate("visible_from", tzinfo=SHANGHAI))
        .order_by()
        .values("obligation__plan", "obligation__plan__title", "day")
        .annotate(
            number=Count("pk"),
            units=Count("obligation__unit", distinct=True),
            wanting=Count("pk", filter=_WANTING),
            unread=Count("pk", filter=_WANTING & Q(seen_at__isnull=True)),
            latest=Max("visible_from"),
        )
        .filter(number__gt=ONE_BY_ONE)
    )
    found = [
        Group(
            plan=row["obligation__plan"],
            title=row["obligation__plan__title"],
            day=row["day"],
            number=row["number"],
            units=row["units"],
            settled=row["number"] - row["wanting"],
            unread=row["unread"],
            latest=row["latest"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda group: (group.unread > 0, group.latest, group.plan), reverse=True)


def notices(user: User, now: dt.datetime, groups: list[Group]) -> QuerySet[Reminder]:
    """The latest notice on each item with what a row shows: unread first, then the newest.

    Without those for which ``groups`` stand.  ``times`` is how often the person was reminded of the item.
    """
    mine = Reminder.objects.notices_of(user, now)
    counted = (
        mine.filter(obligation=OuterRef("obligation"))
        .order_by()
        .values("obligation")
        .annotate(number=Count("pk"))
        .values("number")
    )
    rows = _one_by_one(user, now, groups).select_related(
        "asked_by", "obligation__task", "obligation__period", "obligation__unit", "obligation__plan"
    )
    return rows.annotate(times=Subquery(counted)).order_by(
        F("seen_at").desc(nulls_first=True), "-visible_from", "-pk"
    )


def unread_count(user: User, now: dt.datetime | None = None) -> int:
    """Unread lines whose items still wait for the unit: what is done needs no reading."""
    now = now or timezone.now()
    groups = grouped(user, now)
    if not groups:
        unread = Reminder.objects.notices_of(user, now).wanting().filter(seen_at__isnull=True)
        return unread.order_by().values("obligation").distinct().count()
    single = _one_by_one(user, now, groups).filter(_WANTING, seen_at__isnull=True)
    return single.count() + sum(group.unread > 0 for group in groups)


def _latest(user: User, now: dt.datetime) -> QuerySet[Reminder]:
    mine = Reminder.objects.notices_of(user, now)
    later = Q(visible_from__gt=OuterRef("visible_from")) | Q(
        visible_from=OuterRef("visible_from"), pk__gt=OuterRef("pk")
    )
    return mine.filter(~Exists(mine.filter(later, obligation=OuterRef("obligation")).order_by()))


def _one_by_one(user: User, now: dt.datetime, groups: list[Group]) -> QuerySet[Reminder]:
    covered = Q(pk__in=[])
    for group in groups:
        covered |= group.covers
    return _latest(user, now).exclude(_elsewhere(user) & covered) if groups else _latest(user, now)


def _elsewhere(user: User) -> Q:
    return Q(step__startswith=OVERDUE) & ~Q(obligation__unit__in=scope_of(user).units)
