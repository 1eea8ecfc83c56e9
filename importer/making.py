"""What a commit makes beside the plan: units, names, collectives; and tasks as the ledger takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from common.text import clip, fold
from importer.corrections import Item
from importer.holders import NEW, Holder, Standing, id_of
from importer.kinds import Kind
from importer.ledger import deadline_of, number_and_text, parts_of
from importer.review import Review
from tasks.deadlines import Deadline
from tasks.services.plans import NewAssignment, NewTask
from units.audit import By
from units.models import Unit, UnitAlias, UnitGroup
from units.services import create_unit, name_group, remember_alias

# Longest that the ledger's column holds (tasks.models).
_REASON = 200


@dataclass
class Made:
    """What the commit has made so far, by the draft's tokens and printed names.

    ``fresh`` holds the ids of what was not there before: ``units``, ``groups``, ``aliases``.
    """

    by: By
    organisation: Unit
    units: dict[str, Unit] = field(default_factory=dict)
    groups: dict[str, UnitGroup] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    fresh: dict[str, list[int]] = field(default_factory=lambda: {"units": [], "groups": [], "aliases": []})


def make_units(review: Review, made: Made) -> None:
    """Units first, so that collectives can hold them; then names to remember; then collectives."""
    holders = review.holders.values()
    kinds = {holder.tokens[0]: holder.kind for holder in holders if holder.standing == Standing.NEW}
    for holder in holders:
        for token in holder.tokens:
            if token not in made.units:
                made.units[token] = _unit(token, review, made, kinds)
    for holder in holders:
        if holder.standing == Standing.GROUP:
            _name_group(holder, made)
        elif holder.answered and holder.standing in (Standing.UNIT, Standing.NEW):
            _remember(holder, made)


def _unit(token: str, review: Review, made: Made, kinds: dict[str, Kind]) -> Unit:
    known = review.directory.by_id(id_of(token))
    name = token.removeprefix(NEW)
    known = known or review.directory.names.get(fold(name))
    twin = next((unit for unit in made.units.values() if fold(unit.name) == fold(name)), None)
    if found := known or twin:
        return found
    kind = kinds.get(token, Kind.SECTION)
    unit = create_unit(name=name, kind=kind, parent=made.organisation, by=made.by)
    made.fresh["units"].append(unit.pk)
    return unit


def _name_group(holder: Holder, made: Made) -> None:
    stood = UnitGroup.objects.filter(organisation=made.organisation, name=holder.name).exists()
    group = name_group(
        organisation=made.organisation,
        name=holder.name,
        members=[made.units[token] for token in holder.tokens],
        by=made.by,
    )
    made.groups[holder.name] = group
    if not stood:
        made.fresh["groups"].append(group.pk)


def _remember(holder: Holder, made: Made) -> None:
    unit = made.units[holder.tokens[0]]
    if holder.name == unit.name:
        return
    aliases = UnitAlias.objects.filter(organisation=made.organisation, name=holder.name)
    stood = aliases.exists()
    remember_alias(organisation=made.organisation, name=holder.name, unit=unit, by=made.by)
    made.aliases.append(holder.name)
    if not stood:
        made.fresh["aliases"] += aliases.values_list("pk", flat=True)


def new_task(item: Item, review: Review, made: Made) -> NewTask:
    task = item.task
    number, text = number_and_text(item)
    return NewTask(
        text=text,
        number=number,
        path=task.path,
        assignments=tuple(assignments(item, review, made)),
        deadline=deadline_of(task.deadline),
        deadline_reason=clip(task.deadline.reason, _REASON),
        remark=task.remark,
        is_directive=task.directive,
        place=task.place.as_json(),
        cells=task.cells,
    )


def clause_of(item: Item, review: Review, made: Made) -> NewTask:
    """A clause of a reference: its words and where they stand; nobody owes it, on no day."""
    task = new_task(item, review, made)
    return replace(task, assignments=(), deadline=Deadline(text=item.task.deadline.text), deadline_reason="")


def assignments(item: Item, review: Review, made: Made) -> Iterator[NewAssignment]:
    for part in parts_of(item, review):
        group = made.groups.get(part.holder.name) if part.holder.standing == Standing.GROUP else None
        unit = None if group else made.units[part.holder.tokens[0]]
        yield NewAssignment(part.role, unit=unit, group=group, phrase=part.phrase)
