"""From names as printed to units: what a careful colleague would take for sure, and what they would ask.

For sure: the unit's own name, a remembered other name, its place in the tree (局办公室, 县财政局), and a
short form that ends exactly one unit's name (法规股 for 政策法规股).  Anything less only suggests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from common.text import fold
from units.directory import groups_of, names_of
from units.models import Unit, UnitGroup, UnitGroupMember

# Below these likenesses (0 … 100) a suggestion would rather mislead.
LIKE_ENOUGH, STEM_LIKE_ENOUGH = 60.0, 50.0
_KIND = re.compile("(?:办公室|委员会|分中心|中心|分局|大队|支队|科室|[科股室处局办委站所队])$")
_OWN = re.compile("^[本我该]")
_WHOSE = "局属|所属|下属|机关|本局|全局|我局|县直|区直|市直"
_EVERY = re.compile(f"^(?:{_WHOSE})?(?:各个?|全体|所有|全部|相关|有关)?")


@dataclass(frozen=True, slots=True)
class Match:
    """What a printed name means: ``unit`` for certain (``reason`` says why), ``nearest`` as a suggestion."""

    unit: Unit | None = None
    reason: str = ""
    nearest: Unit | None = None


@dataclass(frozen=True)
class Directory:
    """The names that an organisation's documents may use, folded (common.text.fold)."""

    organisation: Unit
    names: dict[str, Unit]
    units: tuple[Unit, ...]
    groups: dict[str, UnitGroup] = field(default_factory=dict)
    members: dict[int, tuple[Unit, ...]] = field(default_factory=dict)

    @property
    def sections(self) -> tuple[Unit, ...]:
        """The units below the organisation: what a collective may stand for."""
        return tuple(unit for unit in self.units if unit != self.organisation)

    def by_id(self, pk: int | None) -> Unit | None:
        return next((unit for unit in self.units if unit.pk == pk), None)


def directory_of(organisation: Unit) -> Directory:
    """The organisation's units in use, their other names, and the organisations right below it."""
    known = names_of(organisation).items()
    names = {fold(name): unit for name, unit in known if unit.retired_on is None}
    units = tuple(sorted(set(names.values()), key=_in_tree))
    groups = groups_of(organisation)
    return Directory(
        organisation=organisation,
        names=names,
        units=units,
        groups={fold(name): group for name, group in groups.items()},
        members=_members(groups.values(), units),
    )


def _in_tree(unit: Unit) -> tuple[int, int, int]:
    return unit.path.count("/"), unit.position, unit.pk


def _members(groups: Iterable[UnitGroup], units: Iterable[Unit]) -> dict[int, tuple[Unit, ...]]:
    """Members of collectives that can be chosen: not ended, in use, and of this organisation."""
    known = {unit.pk: unit for unit in units}
    found: dict[int, list[Unit]] = {}
    rows = UnitGroupMember.objects.filter(group__in=list(groups), unit__in=known)
    rows = rows.exclude(ends_on__lt=timezone.localdate())
    for group, unit in rows.order_by("unit__position", "unit_id").values_list("group_id", "unit_id"):
        found.setdefault(group, []).append(known[unit])
    return {group: tuple(members) for group, members in found.items()}


def match_unit(name: str, directory: Directory) -> Match:
    """The unit that the printed name means, or the nearest one as a suggestion, or nothing."""
    key = fold(name)
    if unit := directory.names.get(key):
        same = fold(unit.name) == key
        return Match(unit, "" if same else f"“{name}”是“{unit.name}”在名录中的另一个名称。")
    if unit := _by_place(key, directory):
        return Match(unit, f"“{name}”按上下级关系认作“{unit.name}”。")
    shortened = [unit for unit in directory.sections if len(key) >= 2 and _is_within(key, fold(unit.name))]
    if len(shortened) == 1 and _is_plain_ending(key, fold(shortened[0].name)):
        return Match(shortened[0], f"“{name}”是“{shortened[0].name}”的简称，名录中没有第二个这样的单位。")
    return Match(nearest=_nearest(key, shortened, directory))


def _by_place(key: str, directory: Directory) -> Unit | None:
    """局办公室: the organisation's own name before a unit's; 县财政局: its place left out of one."""
    own = fold(directory.organisation.name)
    bare = _OWN.sub("", key)
    if bare != key and own.endswith(bare) and len(bare) <= 2:
        return directory.organisation
    found = {
        unit
        for name, unit in directory.names.items()
        if unit != directory.organisation
        and (
            (bare.endswith(name) and _names_organisation(bare.removesuffix(name), own))
            or (name.endswith(key) and own.startswith(name.removesuffix(key)))
        )
    }
    return found.pop() if len(found) == 1 else None


def _names_organisation(words: str, own: str) -> bool:
    """局, 市局, 自然资源局, the whole name: in order, and ending as the organisation's own name ends."""
    return not words or (words[-1] == own[-1:] and _is_within(words, own))


def _is_within(short: str, full: str) -> bool:
    """Whether all signs of ``short`` stand in ``full``, in the same order."""
    return LCSseq.similarity(short, full) == len(short)


def _is_plain_ending(short: str, full: str) -> bool:
    """法规股 of 政策法规股; not 财务股 of 财务审计股, not 信访股 of 政策法规和信访股: there one would ask."""
    return len(short) >= 3 and full.endswith(short) and 2 * len(short) > len(full)


def _nearest(key: str, shortened: list[Unit], directory: Directory) -> Unit | None:
    candidates = shortened or [unit for unit in directory.sections if _is_alike(key, fold(unit.name))]
    scored = [(fuzz.WRatio(key, fold(unit.name)), -number, unit) for number, unit in enumerate(candidates)]
    return max(scored, key=lambda entry: entry[:2])[2] if scored else None


def _is_alike(key: str, other: str) -> bool:
    """By what a name says before its kind: 宣传办公室 is not like 办公室."""
    stems = (_KIND.sub("", key), _KIND.sub("", other))
    return fuzz.WRatio(key, other) >= LIKE_ENOUGH and fuzz.ratio(*stems) >= STEM_LIKE_ENOUGH


def match_group(name: str, directory: Directory) -> UnitGroup | None:
    """The collective of that name, or of the same words without 各 and 全体, where it has members."""
    key = fold(name)
    core = _EVERY.sub("", key)
    same = [group for known, group in directory.groups.items() if known == key]
    alike = [group for known, group in directory.groups.items() if core and _EVERY.sub("", known) == core]
    return next((group for group in [*same, *alike] if directory.members.get(group.pk)), None)
