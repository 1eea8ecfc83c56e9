"""Writes to the directory: paths, aliases and collectives are kept here, each act with its audit row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from common.decisions import Refusal
from units.audit import SYSTEM, UNIT_CHANGED, By, note
from units.directory import has_twin
from units.models import Unit, UnitAlias, UnitGroup, UnitGroupMember

# From which day until which day (the last one); both may be open.
Span = tuple[dt.date | None, dt.date | None]


@transaction.atomic
def create_unit(
    *, name: str, kind: str, parent: Unit | None = None, position: int | None = None, by: By = SYSTEM
) -> Unit:
    """Add a unit at the end of its siblings (or at ``position``), with path and organisation set."""
    if position is None:
        position = Unit.objects.filter(parent=parent).count()
    unit = Unit(name=name, kind=kind, parent=parent, position=position)
    place_unit(unit=unit)
    note(UNIT_CHANGED, by, unit, act="新建")
    return unit


def place_unit(*, unit: Unit) -> None:
    """Save a new unit; its path holds its own number, so it is saved twice."""
    parent = unit.parent
    unit.save(force_insert=True)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    own = unit.kind == Unit.Kind.ORGANISATION or parent is None
    unit.organisation = unit if own else parent.organisation  # type: ignore[union-attr]
    unit.save(update_fields=["path", "organisation"])


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, position: int, by: By = SYSTEM) -> None:
    """A new name and place among the siblings; documents still print the old name: it stays as an alias."""
    before = unit.name
    unit.name, unit.position = name, position
    unit.save(update_fields=["name", "position"])
    if name == before:
        return
    organisation = _organisation(unit)
    UnitAlias.objects.filter(organisation=organisation, name=name, unit=unit).delete()
    if not UnitAlias.objects.filter(organisation=organisation, name=before).exists():
        UnitAlias.objects.create(organisation=organisation, name=before, unit=unit)
    note(UNIT_CHANGED, by, unit, act="更名", before=before, after=name)


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, by: By = SYSTEM) -> None:
    """Under another parent, with everything below it; a section stays inside its organisation."""
    if parent is not None and parent.path.startswith(unit.path):
        raise Refusal("不能移到自己或自己的下级单位下面。")
    if parent is not None and parent.retired_on:
        raise Refusal(f"“{parent}”已停用，请选择在用的上级单位。")
    stays = parent is not None and parent.organisation_id == unit.organisation_id
    if unit.kind != Unit.Kind.ORGANISATION and not stays:
        raise Refusal("科室只能在本机关内调整上级。")
    if has_twin(parent=parent, name=unit.name, but=unit.pk):
        raise Refusal("新的上级下已有同名单位。")
    before, old = str(unit.parent or "最上级"), unit.path
    unit.parent, unit.path = parent, f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["parent", "path"])
    below = list(Unit.objects.filter(path__startswith=old).exclude(pk=unit.pk))
    for each in below:
        each.path = unit.path + each.path.removeprefix(old)
    Unit.objects.bulk_update(below, ["path"])
    note(UNIT_CHANGED, by, unit, act="调整上级", before=before, after=str(parent or "最上级"))


@transaction.atomic
def shift_unit(*, unit: Unit, up: bool, by: By = SYSTEM) -> None:
    """One place up or down among its siblings in use; the first (last) stays where it is."""
    siblings = list(Unit.objects.filter(parent=unit.parent).order_by("position", "pk"))
    in_use = [each for each in siblings if each.retired_on is None]
    place = in_use.index(unit) + (-1 if up else 1)
    if not 0 <= place < len(in_use):
        return
    siblings.remove(unit)
    siblings.insert(siblings.index(in_use[place]) + (not up), unit)
    for position, each in enumerate(siblings):
        each.position = position
    Unit.objects.bulk_update(siblings, ["position"])
    note(UNIT_CHANGED, by, unit, act="上移" if up else "下移")


@transaction.atomic
def retire_unit(*, unit: Unit, on: dt.date, successor: Unit | None = None, by: By = SYSTEM) -> None:
    """From ``on`` the unit gets no new work; what it did stays.  Refused while units below it are in use.

    What stands open on a floor above goes to the successor there (tasks.services.successions).
    """
    if unit.children.filter(retired_on__isnull=True).exists():
        raise Refusal("下级单位还在使用，请先停用下级单位。")
    unit.retired_on, unit.successor = on, successor
    unit.save(update_fields=["retired_on", "successor"])
    note(UNIT_CHANGED, by, unit, act="停用", on=str(on), successor=str(successor or ""))


@transaction.atomic
def restore_unit(*, unit: Unit, by: By = SYSTEM) -> None:
    """Take a retired unit back into use."""
    if unit.parent and unit.parent.retired_on:
        raise Refusal("上级单位已停用，请先恢复上级单位。")
    if has_twin(parent=unit.parent, name=unit.name, but=unit.pk):
        raise Refusal("同一上级下已有同名单位，不能恢复。")
    unit.retired_on = unit.successor = None
    unit.save(update_fields=["retired_on", "successor"])
    note(UNIT_CHANGED, by, unit, act="恢复")


@transaction.atomic
def remember_alias(*, organisation: Unit, name: str, unit: Unit, by: By = SYSTEM) -> None:
    """From now on the organisation's documents mean ``unit`` by ``name``."""
    if name == unit.name:
        return
    UnitAlias.objects.update_or_create(organisation=organisation, name=name, defaults={"unit": unit})
    note(UNIT_CHANGED, by, unit, act="设别名", alias=name)


@transaction.atomic
def add_alias(*, unit: Unit, name: str, by: By = SYSTEM) -> None:
    """A further name of the unit, refused where it already means another one."""
    taken = UnitAlias.objects.filter(organisation=unit.organisation, name=name).exclude(unit=unit).first()
    if taken:
        raise Refusal(f"“{name}”已是“{taken.unit}”的别名，请先在那里删除。")
    remember_alias(organisation=_organisation(unit), name=name, unit=unit, by=by)


@transaction.atomic
def forget_alias(*, alias: UnitAlias, by: By = SYSTEM) -> None:
    """The name means nobody again."""
    note(UNIT_CHANGED, by, alias.unit, act="删别名", alias=alias.name)
    alias.delete()


@transaction.atomic
def hand_over_names(*, unit: Unit, successor: Unit, by: By = SYSTEM) -> None:
    """Documents that print the unit's name or one of its aliases mean the successor from now on."""
    organisation = _organisation(unit)
    names = [unit.name, *unit.aliases.values_list("name", flat=True)]
    unit.aliases.update(unit=successor)
    if not UnitAlias.objects.filter(organisation=organisation, name=unit.name).exists():
        UnitAlias.objects.create(organisation=organisation, name=unit.name, unit=successor)
    note(UNIT_CHANGED, by, successor, act="承接名称", before=unit.name, names=names)


@transaction.atomic
def hand_over_groups(*, unit: Unit, successor: Unit, on: dt.date, by: By = SYSTEM) -> None:
    """The successor is from ``on`` a member of every collective that held the unit until then."""
    held = UnitGroupMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), unit=unit)
    for member in held.select_related("group"):
        known, created = UnitGroupMember.objects.get_or_create(
            group=member.group, unit=successor, defaults={"starts_on": on, "ends_on": member.ends_on}
        )
        if not created and known.ends_on and known.ends_on < on:
            known.ends_on = member.ends_on
            known.save(update_fields=["ends_on"])
        member.ends_on = on - dt.timedelta(days=1)
        member.save(update_fields=["ends_on"])
        note(UNIT_CHANGED, by, member.group, act="设统称", before=unit.name, after=successor.name)


@transaction.atomic
def name_group(
    *,
    organisation: Unit,
    name: str,
    members: Iterable[Unit],
    spans: Mapping[int, Span] | None = None,
    by: By = SYSTEM,
) -> UnitGroup:
    """The organisation's documents mean these units by a collective, from now on."""
    group, _ = UnitGroup.objects.get_or_create(organisation=organisation, name=name)
    change_group(group=group, name=name, members=members, spans=spans, by=by)
    return group


@transaction.atomic
def change_group(
    *,
    group: UnitGroup,
    name: str,
    members: Iterable[Unit],
    spans: Mapping[int, Span] | None = None,
    by: By = SYSTEM,
) -> None:
    """Name and present members of a collective, with their days by unit id; periods already open keep the
    members they opened with.  Who is a member no more ended yesterday and stays in its history.
    """
    group.name = name
    group.save(update_fields=["name"])
    today, members, spans = timezone.localdate(), list(members), spans or {}
    held = {member.unit_id: member for member in group.memberships.all()}
    for unit in members:
        member = held.pop(unit.pk, None) or UnitGroupMember(group=group, unit=unit)
        again = (today, None) if member.ends_on and member.ends_on < today else None
        member.starts_on, member.ends_on = spans.get(unit.pk) or again or (member.starts_on, member.ends_on)
        member.save()
    for member in held.values():
        _end_member(member, today - dt.timedelta(days=1))
    note(UNIT_CHANGED, by, group, act="设统称", members=[unit.name for unit in members])


def _end_member(member: UnitGroupMember, last_day: dt.date) -> None:
    """One that would only have begun later was never a member."""
    if member.starts_on and member.starts_on > last_day:
        member.delete()
    elif member.ends_on is None or member.ends_on > last_day:
        member.ends_on = last_day
        member.save(update_fields=["ends_on"])


@transaction.atomic
def remove_group(*, group: UnitGroup, by: By = SYSTEM) -> bool:
    """Take a collective away that nothing refers to; answers whether it went."""
    return _removed(group, by, act="删统称")


@transaction.atomic
def remove_unit(*, unit: Unit, by: By = SYSTEM) -> bool:
    """Take a unit away that has no people, no further names and no work; answers whether it went."""
    if unit.aliases.exists() or unit.groups.exists():
        return False
    return _removed(unit, by, act="删除")


def _removed(row: Unit | UnitGroup, by: By, *, act: str) -> bool:
    name = str(row)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        return False
    note(UNIT_CHANGED, by, name, act=act)
    return True


def _organisation(unit: Unit) -> Unit:
    """Set on every saved unit; the column is empty only between the two saves of a new one."""
    assert unit.organisation is not None
    return unit.organisation
