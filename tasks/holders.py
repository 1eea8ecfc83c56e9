"""Whom a form offers as units of a task: the organisation's units and its collectives."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.models import Assignment
from tasks.roles import Role
from tasks.services.plans import NewAssignment
from units import directory
from units.models import Unit, UnitGroup


@dataclass(frozen=True, slots=True)
class Holders:
    """Units and collectives by the key that a form sends (u12, g3)."""

    units: dict[str, Unit]
    groups: dict[str, UnitGroup]

    @classmethod
    def of(cls, organisation: Unit) -> Holders:
        units = {unit.pk: unit for unit in directory.names_of(organisation).values()}
        in_order = sorted(units.values(), key=lambda unit: (unit.position, unit.pk))
        groups = directory.groups_of(organisation).values()
        return cls({f"u{unit.pk}": unit for unit in in_order}, {f"g{group.pk}": group for group in groups})

    @property
    def choices(self) -> list[tuple[str, str]]:
        named = [(key, str(unit)) for key, unit in self.units.items()]
        return [*named, *((key, f"{group}（统称）") for key, group in self.groups.items())]

    def assignment(self, key: str, role: Role = Role.RESPONSIBLE) -> NewAssignment:
        return NewAssignment(role=role, unit=self.units.get(key), group=self.groups.get(key))


def key_of(assignment: Assignment) -> str:
    return f"u{assignment.unit_id}" if assignment.unit_id else f"g{assignment.group_id}"
