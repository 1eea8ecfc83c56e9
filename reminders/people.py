"""Who hears of an item: the unit's handlers and heads, the office that runs the plan, the leader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from reminders.rules import HANDLER, HEAD, LEADER, OFFICE
from units.models import Membership

_ROLES = {
    Membership.Role.HANDLER: HANDLER,
    Membership.Role.HEAD: HEAD,
    Membership.Role.OFFICE: OFFICE,
    Membership.Role.LEADER: LEADER,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item lies: the unit that owes, its path in the tree, the organisation whose plan it is."""

    unit: int
    path: str
    organisation: int


@dataclass
class People:
    """Holders of roles on a day, by (audience, unit id); the office's by its organisation.  One query."""

    _holders: dict[tuple[str, int], set[int]] = field(default_factory=dict)

    @classmethod
    def on(cls, day: dt.date, of: Iterable[int] | None = None) -> People:
        """Everybody's roles on ``day``, or only those of some people (ids)."""
        rows = Membership.objects.current(day).filter(role__in=_ROLES)
        if of is not None:
            rows = rows.filter(user__in=of)
        people = cls()
        found = rows.values_list("role", "unit_id", "unit__organisation_id", "user_id")
        for role, unit, organisation, user in found.order_by("pk"):
            audience = _ROLES[Membership.Role(role)]
            place = organisation if audience == OFFICE else unit
            if place is not None:
                people._holders.setdefault((audience, place), set()).add(user)
        return people

    def hear(self, audience: Iterable[str], place: Place) -> frozenset[int]:
        """Ids of the people who hear it.

        A unit without handlers is reached through its heads, one without anybody through the office: no item
        is left without somebody who knows of it.
        """
        found: set[int] = set()
        for part in audience:
            found |= self._part(part, place)
        return frozenset(found or self._at(HEAD, place.unit) or self._at(OFFICE, place.organisation))

    def at_unit(self, place: Place) -> set[int]:
        """The unit's own handlers and heads."""
        return self._at(HANDLER, place.unit) | self._at(HEAD, place.unit)

    def still_concerns(self, user: int, place: Place) -> bool:
        """Whether the person has any part in the item today, whatever the step."""
        return any(user in self._part(part, place) for part in (HANDLER, HEAD, OFFICE, LEADER))

    def _part(self, audience: str, place: Place) -> set[int]:
        if audience == OFFICE:
            return self._at(OFFICE, place.organisation)
        if audience == LEADER:
            return self._leader_in_charge(place)
        return self._at(audience, place.unit)

    def _leader_in_charge(self, place: Place) -> set[int]:
        """Of the unit itself, else of the nearest place above it, not beyond its organisation."""
        for unit in reversed([int(part) for part in place.path.split("/") if part]):
            if found := self._at(LEADER, unit):
                return found
            if unit == place.organisation:
                break
        return set()

    def _at(self, audience: str, place: int) -> set[int]:
        return self._holders.get((audience, place), set())
