"""Writes to the directory: the tree's paths, aliases and collectives are kept here."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from units.models import Unit, UnitAlias, UnitGroup, UnitGroupMember


@transaction.atomic
def create_unit(*, name: str, kind: str, parent: Unit | None = None, position: int | None = None) -> Unit:
    """Add a unit at the end of its siblings (or at ``position``), with path and organisation set."""
    if position is None:
        position = Unit.objects.filter(parent=parent).count()
    unit = Unit.objects.create(name=name, kind=kind, parent=parent, position=position, path="")
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.organisation = unit if kind == Unit.Kind.ORGANISATION or parent is None else parent.organisation
    unit.save(update_fields=["path", "organisation"])
    return unit


def remember_alias(*, organisation: Unit, name: str, unit: Unit) -> None:
    """From now on the organisation's documents mean ``unit`` by ``name``."""
    if name != unit.name:
        UnitAlias.objects.update_or_create(organisation=organisation, name=name, defaults={"unit": unit})


@transaction.atomic
def name_group(*, organisation: Unit, name: str, members: Iterable[Unit]) -> UnitGroup:
    """The collective ``name`` with exactly these members from now on."""
    group, _ = UnitGroup.objects.get_or_create(organisation=organisation, name=name)
    members = list(members)
    group.memberships.exclude(unit__in=members).delete()
    for unit in members:
        UnitGroupMember.objects.get_or_create(group=group, unit=unit)
    return group
