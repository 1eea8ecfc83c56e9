"""What a person's roles reach.  Every list starts from such a scope; answers carry their reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from units.models import Membership, Unit, User

Role = Membership.Role


@dataclass(frozen=True, slots=True)
class Scope:
    """The units that a person's current roles reach.

    ``offices``: organisations whose plans the person runs; ``subtrees``: path prefixes that may be read
    whole (a city office and a leader see what lies below); ``heads`` / ``handlers``: units reported for.
    Ids of :class:`units.models.Unit`.
    """

    offices: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    subtrees: tuple[str, ...] = ()
    heads: frozenset[int] = frozenset()
    handlers: frozenset[int] = frozenset()
    administers: bool = False
    audits: bool = False
    # Organisations in which the person holds any role; the name of the first, for the head of every page.
    organisations: frozenset[int] = frozenset()
    organisation_name: str = ""

    @property
    def units(self) -> frozenset[int]:
        """Units that the person reports for."""
        return self.heads | self.handlers

    @property
    def is_office(self) -> bool:
        return bool(self.offices)

    @property
    def is_leader(self) -> bool:
        return bool(self.leads)

    def reads(self, unit: Unit) -> bool:
        """Whether the whole of this unit's plans may be read."""
        return any(unit.path.startswith(prefix) for prefix in self.subtrees)


def scope_of(user: User, on: dt.date | None = None) -> Scope:
    """The person's scope on a day (default: today in Shanghai), kept on the user object for one request."""
    day = on or timezone.localdate()
    cached: dict[dt.date, Scope] = user.__dict__.setdefault("_scopes", {})
    if day not in cached:
        cached[day] = _read_scope(user, day)
    return cached[day]


def _read_scope(user: User, day: dt.date) -> Scope:
    held: dict[str, list[Unit]] = {role: [] for role in Role.values}
    homes: dict[int, str] = {}
    for membership in Membership.objects.current(day).filter(user=user).select_related("unit__organisation"):
        held[membership.role].append(membership.unit)
        home = membership.unit.organisation
        homes.setdefault(home.pk, home.name)
    offices = [unit.organisation for unit in held[Role.OFFICE]]
    return Scope(
        offices=frozenset(unit.pk for unit in offices),
        leads=frozenset(unit.pk for unit in held[Role.LEADER]),
        subtrees=tuple(sorted({unit.path for unit in [*offices, *held[Role.LEADER]]})),
        heads=frozenset(unit.pk for unit in held[Role.HEAD]),
        handlers=frozenset(unit.pk for unit in held[Role.HANDLER]),
        administers=bool(held[Role.ADMIN]),
        audits=bool(held[Role.AUDITOR]),
        organisations=frozenset(homes),
        organisation_name=next(iter(homes.values()), ""),
    )
