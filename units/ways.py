"""A unit found by its number or by its full name, the way from the top of the tree: 云溪市园林局/绿化科."""

from __future__ import annotations

from collections.abc import Iterable

from common.decisions import Refusal
from units.models import Unit, UnitQuerySet
from units.tree import in_order

BETWEEN = "/"


def full_names(units: Iterable[Unit]) -> dict[int, str]:
    """Names from the topmost of ``units`` down, by unit id."""
    names: dict[int, str] = {}
    for branch in in_order(units):
        above = names.get(branch.unit.parent_id) if branch.unit.parent_id else None
        names[branch.unit.pk] = f"{above}{BETWEEN}{branch.unit.name}" if above else branch.unit.name
    return names


class Ways:
    """The units of a query by number or full name; names are read once, when first asked for."""

    def __init__(self, units: UnitQuerySet) -> None:
        self._units = units
        self._names: dict[int, str] | None = None
        self._numbers: dict[str, list[int]] = {}

    def find(self, text: str) -> Unit | None:
        """As stored now, with its organisation; Refusal where two units have this full name."""
        numbers = [int(text)] if text.isdecimal() else self._called(text)
        if len(numbers) > 1:
            raise Refusal(f"有几个单位的全称都是“{text}”，请写编号。")
        return self._units.filter(pk__in=numbers).select_related("organisation").first()

    def add(self, unit: Unit) -> None:
        """A new unit of the query, below one of its units."""
        if self._names is not None:
            above = self._names.get(unit.parent_id) if unit.parent_id else None
            self._learn(unit.pk, f"{above}{BETWEEN}{unit.name}" if above else unit.name)

    def forget(self) -> None:
        """Names or places have changed: read them again when next asked."""
        self._names = None

    def _called(self, text: str) -> list[int]:
        if self._names is None:
            self._names, self._numbers = {}, {}
            for number, name in full_names(self._units).items():
                self._learn(number, name)
        return self._numbers.get(text, [])

    def _learn(self, number: int, name: str) -> None:
        assert self._names is not None
        self._names[number] = name
        self._numbers.setdefault(name, []).append(number)
