"""The tree of units, a unit a row, out and in; every change goes through units.services."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Prefetch

from common.decisions import Refusal, require
from units import services
from units.audit import By
from units.directory import has_twin
from units.models import Unit, UnitAlias, User
from units.permissions import may_keep_units
from units.sheets import Kind, Line, Row, compared
from units.tree import in_order
from units.visibility import visible_units
from units.ways import Ways, full_names

NUMBER, NAME, KIND, PARENT, ALIASES, RETIRED = "编号", "名称", "类别", "上级编号", "别名", "停用日期"
COLUMNS = (NUMBER, NAME, KIND, PARENT, ALIASES, RETIRED)
WAY = "全称（供查看）"
CONTENT = (NAME, KIND, PARENT, ALIASES, RETIRED)
KINDS = {str(label): str(value) for value, label in Unit.Kind.choices}
MAX_NAME = 100


def rows_of(user: User) -> list[dict[str, str]]:
    """Every unit in reach, retired ones too, in the order of the tree."""
    aliases = Prefetch("aliases", UnitAlias.objects.order_by("pk"))
    branches = in_order(visible_units(user).prefetch_related(aliases))
    names = full_names(branch.unit for branch in branches)
    return [_row(branch.unit, names) for branch in branches]


def _row(unit: Unit, names: dict[int, str]) -> dict[str, str]:
    """A parent out of reach is not told; aliases are those that the unit's own organisation uses."""
    own = [alias.name for alias in unit.aliases.all() if alias.organisation_id == unit.organisation_id]
    return {
        NUMBER: str(unit.pk),
        NAME: unit.name,
        KIND: unit.get_kind_display(),
        PARENT: str(unit.parent_id) if unit.parent_id in names else "",
        ALIASES: _joined(own),
        RETIRED: str(unit.retired_on or ""),
        WAY: names[unit.pk],
    }


def _split(text: str) -> set[str]:
    return {part.strip() for part in re.split("[；;]", text)} - {""}


def _joined(names: Sequence[str]) -> str:
    return "；".join(sorted(_split("；".join(names))))


@dataclass
class _Run:
    """One sheet being applied: what stood at its beginning, and what its rows have named so far."""

    user: User
    by: By
    before: dict[str, dict[str, str]]
    ways: Ways
    named: set[str] = field(default_factory=set)


def preview(user: User, rows: Sequence[Row]) -> list[Line]:
    """What applying the rows would do: by doing it and taking it back."""
    with transaction.atomic():
        lines = apply(user, rows, By(user))
        transaction.set_rollback(True)
    return lines


@transaction.atomic
def apply(user: User, rows: Sequence[Row], by: By) -> list[Line]:
    """Everything that was not refused, in one transaction."""
    before = {row[NUMBER]: row for row in rows_of(user)}
    run = _Run(user, by, before, Ways(visible_units(user).in_use()))
    return [_tried(run, number, row) for number, row in enumerate(rows, start=2)]


def _tried(run: _Run, number: int, row: Row) -> Line:
    try:
        with transaction.atomic():
            return _one(run, number, row)
    except Refusal as refusal:
        return Line(number, row[NAME] or row[NUMBER], Kind.REFUSED, reason=refusal.reason)


def _one(run: _Run, number: int, row: Row) -> Line:
    if not row[NAME]:
        raise Refusal("名称不能为空。")
    if max(map(len, [row[NAME], *_split(row[ALIASES])])) > MAX_NAME:
        raise Refusal(f"名称和别名最多 {MAX_NAME} 字。")
    if row[KIND] and row[KIND] not in KINDS:
        raise Refusal(f"类别“{row[KIND]}”不认识，应为：{'、'.join(KINDS)}。")
    if not row[NUMBER]:
        return _new(run, number, row)
    if row[NUMBER] not in run.before:
        raise Refusal(f"没有编号为 {row[NUMBER]} 的单位；新单位的编号请留空。")
    if row[NUMBER] in run.named:
        raise Refusal("这个编号在表里出现了两次。")
    run.named.add(row[NUMBER])
    return _known(run, number, row)


def _parent(run: _Run, text: str) -> Unit | None:
    parent = run.ways.find(text) if text else None
    if text and parent is None:
        raise Refusal(f"没有找到在用的上级单位“{text}”，可写编号，或像“全称”一列那样从最上级写起。")
    require(may_keep_units(run.user, parent.organisation if parent else None))
    return parent


def _new(run: _Run, number: int, row: Row) -> Line:
    if row[RETIRED]:
        raise Refusal("新单位不能一开始就停用。")
    parent = _parent(run, row[PARENT])
    _refuse_twin(parent, row[NAME])
    kind = row[KIND] or Unit.Kind.SECTION.label
    unit = services.create_unit(name=row[NAME], kind=KINDS[kind], parent=parent, by=run.by)
    _rename_aliases(unit, set(), _split(row[ALIASES]), run.by)
    run.ways.add(unit)
    return compared(number, row[NAME], None, {**{name: row[name] for name in CONTENT}, KIND: kind})


def _known(run: _Run, number: int, row: Row) -> Line:
    before = {name: run.before[row[NUMBER]][name] for name in CONTENT}
    moved = row[PARENT] != before[PARENT]
    parent = _parent(run, row[PARENT]) if moved else None
    after = {name: row[name] for name in CONTENT}
    after |= {KIND: row[KIND] or before[KIND], ALIASES: _joined([row[ALIASES]])}
    after |= {PARENT: str(parent.pk) if parent else ""} if moved else {}
    line = compared(number, before[NAME], before, after)
    if line.kind is Kind.CHANGED:
        _change(run, row[NUMBER], line, parent)
    return line


def _change(run: _Run, number: str, line: Line, parent: Unit | None) -> None:
    _refuse_elsewhere(line)
    unit = visible_units(run.user).select_related("organisation", "parent").get(pk=int(number))
    require(may_keep_units(run.user, unit.organisation))
    if RETIRED in line.changes:
        services.restore_unit(unit=unit, by=run.by)
    if PARENT in line.changes:
        services.move_unit(unit=unit, parent=parent, by=run.by)
    if NAME in line.changes:
        name = line.changes[NAME][1]
        _refuse_twin(unit.parent, name, but=unit.pk)
        services.rename_unit(unit=unit, name=name, position=unit.position, by=run.by)
    if ALIASES in line.changes:
        before, after = map(_split, line.changes[ALIASES])
        _rename_aliases(unit, before - after, after - before, run.by)
    if line.changes.keys() & {NAME, PARENT, RETIRED}:
        run.ways.forget()


def _refuse_elsewhere(line: Line) -> None:
    """What a row of a sheet cannot tell enough about."""
    if KIND in line.changes:
        raise Refusal("类别不能更改；请新建单位，再把原单位并入。")
    if line.changes.keys() & {RETIRED} and line.changes[RETIRED][1]:
        raise Refusal("停用请在单位页办理：那里先列出未办结的事项，再选承接单位。")


def _refuse_twin(parent: Unit | None, name: str, but: int | None = None) -> None:
    if has_twin(parent=parent, name=name, but=but):
        raise Refusal("同一上级下已有同名单位。")


def _rename_aliases(unit: Unit, gone: set[str], come: set[str], by: By) -> None:
    for alias in UnitAlias.objects.filter(organisation=unit.organisation, unit=unit, name__in=gone):
        services.forget_alias(alias=alias, by=by)
    for name in sorted(come):
        services.add_alias(unit=unit, name=name, by=by)
