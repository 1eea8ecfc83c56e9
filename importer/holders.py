"""What every printed name of a draft stands for, once the directory has been asked and people have answered.

``answers["units"]`` maps a printed name to ``{"as": "unit", "to": token}`` (of a new one also its ``kind``),
to ``{"as": "group", "members": [token, …] | classes}`` or to ``{"as": "out"}``.  A token is ``unit:<id>`` or
``new:<name>``: a unit that the commit will create.  Classes are words of importer.kinds.Class with blanks
between, or ``all``: everybody but outside bodies, those included that this very import will create.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from common.text import fold
from importer.corrections import Draft
from importer.draft import UnitDraft
from importer.kinds import Class, Kind, class_of, guess_classes, guess_kind
from importer.matching import Directory, Match, match_group, match_unit
from units.models import Unit, UnitGroup

Json = dict[str, Any]
UNIT, NEW = "unit:", "new:"
NOTHING = Match()
EVERYBODY = "all"


class Standing(StrEnum):
    """UNIT: one that exists; NEW: one to be created; GROUP: several; OUT: no unit after all; OPEN: asked."""

    UNIT = "unit"
    NEW = "new"
    GROUP = "group"
    OUT = "out"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Holder:
    """A printed name.  ``collective``: printed as one that stands for several.  ``tokens``: whom it means."""

    name: str
    standing: Standing
    collective: bool
    items: tuple[int, ...]
    tokens: tuple[str, ...] = ()
    match: Match = NOTHING
    group: UnitGroup | None = None
    group_size: int = 0
    answered: bool = False
    # What it is, or would be, as a new unit.
    kind: Kind = Kind.SECTION

    @property
    def is_open(self) -> bool:
        return self.standing == Standing.OPEN


def unit_token(unit: Unit) -> str:
    return f"{UNIT}{unit.pk}"


def holders_of(draft: Draft, directory: Directory, answers: Json) -> dict[str, Holder]:
    """Every name of the kept tasks in printed order, by its key (common.text.fold).

    各科(室) and 各科（室） are one name: it is asked about once.
    """
    given = {fold(name): answer for name, answer in answers.get("units", {}).items()}
    names: dict[str, list[UnitDraft]] = {}
    items: dict[str, list[int]] = {}
    keys: dict[str, str] = {}
    for item in draft.kept:
        for unit in item.task.units:
            # A long plan prints the same few names ten thousand times.
            key = keys.get(unit.name) or keys.setdefault(unit.name, fold(unit.name))
            names.setdefault(key, []).append(unit)
            items.setdefault(key, []).append(item.index)
    found = {
        key: _holder(
            name=printed[0].name,
            collective=any(unit.group for unit in printed),
            items=tuple(dict.fromkeys(items[key])),
            directory=directory,
            answer=given.get(key),
        )
        for key, printed in names.items()
    }
    return _with_everybody(found, directory, given)


def _holder(
    *, name: str, collective: bool, items: tuple[int, ...], directory: Directory, answer: Json | None
) -> Holder:
    match = NOTHING if collective else match_unit(name, directory)
    group = match_group(name, directory)
    size = len(directory.members.get(group.pk, ())) if group else 0
    kind = guess_kind(name, directory.organisation.name)
    if answer and (standing := _standing(answer, directory)):
        kind = Kind(answer.get("kind", kind))
        return Holder(name, standing, collective, items, _tokens(answer), match, group, size, True, kind)
    if match.unit:
        return Holder(name, Standing.UNIT, collective, items, (unit_token(match.unit),), match)
    return Holder(name, Standing.OPEN, collective, items, (), match, group, size, kind=kind)


def _standing(answer: Json, directory: Directory) -> Standing | None:
    """What an answer says; None where it no longer holds, because its unit is gone."""
    if answer["as"] == "out":
        return Standing.OUT
    known = all(directory.by_id(id_of(token)) for token in _tokens(answer) if token.startswith(UNIT))
    if not known:
        return None
    if answer["as"] == "group":
        return Standing.GROUP
    return Standing.NEW if answer["to"].startswith(NEW) else Standing.UNIT


def id_of(token: str) -> int | None:
    """The id in a token of an existing unit."""
    number = token.removeprefix(UNIT)
    return int(number) if token.startswith(UNIT) and number.isdigit() else None


def _tokens(answer: Json) -> tuple[str, ...]:
    if answer["as"] == "unit":
        return (answer["to"],)
    members = answer.get("members", ())
    return () if isinstance(members, str) else tuple(members)


def _with_everybody(
    found: dict[str, Holder], directory: Directory, given: dict[str, Json]
) -> dict[str, Holder]:
    """Collectives of whole classes, those included that this very import will create."""
    whom = by_class(directory, found.values())
    for key, holder in found.items():
        members = given[key].get("members") if holder.answered else None
        if isinstance(members, str):
            tokens = tuple(members_of(members, whom))
            found[key] = replace(holder, tokens=tokens or (unit_token(directory.organisation),))
    return found


def members_of(classes: str, whom: dict[Class, dict[str, str]]) -> dict[str, str]:
    """Token to name of everybody in these classes (blanks between), or of all but outside bodies."""
    chosen = classes.split()
    return {
        token: name
        for each, units in whom.items()
        if each in chosen or (chosen == [EVERYBODY] and each != Class.OUTSIDE)
        for token, name in units.items()
    }


def meant(name: str, directory: Directory, whom: dict[Class, dict[str, str]]) -> str:
    """The classes that a collective's name means, as answers hold them; nothing where none is known."""
    return " ".join(each for each in guess_classes(name, directory.organisation.name) if whom.get(each))


def by_class(directory: Directory, holders: Iterable[Holder]) -> dict[Class, dict[str, str]]:
    """Whom a collective may hold: token to name, in classes."""
    holders = list(holders)
    kinds = {unit_token(unit): str(unit.kind) for unit in directory.sections}
    kinds |= {holder.tokens[0]: holder.kind for holder in holders if holder.standing == Standing.NEW}
    found: dict[Class, dict[str, str]] = {each: {} for each in Class}
    for token, name in choices(directory, holders).items():
        found[class_of(kinds[token], name)][token] = name
    return {each: units for each, units in found.items() if units}


def choices(directory: Directory, holders: Iterable[Holder]) -> dict[str, str]:
    """Whom a name may mean, token to name: the organisation's units, and those that are to be created."""
    units = {unit_token(unit): unit.name for unit in directory.sections}
    names = {fold(name) for name in units.values()}
    for holder in holders:
        if holder.standing == Standing.NEW:
            name = holder.tokens[0].removeprefix(NEW)
            if fold(name) not in names:
                names.add(fold(name))
                units[f"{NEW}{name}"] = name
    return units
