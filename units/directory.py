"""Find a unit by the name a document prints, expand a collective to its members at a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from units.models import Membership, Unit, UnitAlias, UnitGroup, User


def names_of(organisation: Unit) -> dict[str, Unit]:
    """Every name and alias by which the organisation's own documents call its units, itself, and the
    organisations right below it."""
    below = Unit.objects.filter(parent__organisation=organisation, kind=Unit.Kind.ORGANISATION).in_use()
    names = {unit.name: unit for unit in below}
    names |= {unit.name: unit for unit in Unit.objects.sections_of(organisation)}
    for alias in UnitAlias.objects.filter(organisation=organisation).select_related("unit"):
        names.setdefault(alias.name, alias.unit)
    return names


def groups_of(organisation: Unit) -> dict[str, UnitGroup]:
    """The organisation's collectives by name."""
    return {group.name: group for group in UnitGroup.objects.filter(organisation=organisation)}


def expand(group: UnitGroup, on: dt.date) -> list[Unit]:
    """The collective's members on a day, retired units left out, in the organisation's order."""
    return list(
        Unit.objects.filter(
            Q(retired_on__isnull=True) | Q(retired_on__gt=on),
            pk__in=group.memberships.filter(
                Q(starts_on__isnull=True) | Q(starts_on__lte=on),
                Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            ).values("unit"),
        ).order_by("position", "pk")
    )


def people_of(unit_ids: Iterable[int], role: str, on: dt.date) -> dict[int, list[User]]:
    """Active holders of ``role`` on a day, by unit id; units without one are missing from the answer."""
    holders: dict[int, list[User]] = {}
    found = Membership.objects.current(on).filter(unit_id__in=unit_ids, role=role).select_related("user")
    for membership in found:
        holders.setdefault(membership.unit_id, []).append(membership.user)
    return holders


def has_twin(*, parent: Unit | None, name: str, but: int | None = None) -> bool:
    """Whether another unit in use has this name under the same parent."""
    twins = Unit.objects.in_use().filter(parent=parent, name=name)
    return (twins.exclude(pk=but) if but else twins).exists()
