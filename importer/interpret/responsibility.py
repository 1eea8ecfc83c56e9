"""Units and their roles out of a responsibility cell or phrase (domain: roles in the responsibility cell).

The verb after a list belongs to every unit of that list; A会同B makes A lead and B assist; labels
(牵头单位：…；配合单位：…) give the role to what follows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from importer.draft import UnitDraft
from importer.interpret import numbering, roles
from importer.interpret.characters import BLANKS, CLOSING, OPENING, says_nothing, squeeze
from importer.interpret.unit_names import ends_like_unit, is_collective, looks_like_unit, trim

# No list of units is this long between two separators; looking for verbs in it would take for ever.
_LONGEST_PIECE = 200
_HARD = "；;。"
_SOFT = "、，,/／\n"
_WRAPPED = re.compile(r"^[（(〔【\[](?P<inner>.*)[）)〕】\]][。.]?$", re.DOTALL)
_LABELLED_BRACKET = re.compile(rf"[（(](?P<inner>(?:{roles.LABEL.pattern})[^（()）]*)[)）]")
_CLAUSE_BRACKET = re.compile(rf"(?<=\S)\s*[（(](?P<inner>[^（()）]{{3,60}}?{roles.PHRASE})[)）]")
_AND = re.compile("以及|和|与|及|暨")
_ROLE_IN_BRACKETS = re.compile(rf"[（(［\[【〔](?P<phrase>{roles.PHRASE})(?:单位|部门|科室)?[)）］\]】〕]$")
_AND_OTHERS = re.compile("等(?:有关|相关)?(?:部门|单位|科室|股室)?$")
_NAMED_AS = re.compile("(?:作为|为|是)(?:牵头|责任|配合|主办|协办)(?:单位|部门|科室)?$")


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a list; ``comma`` and ``hard`` say what separates it from the piece before."""

    text: str
    separator: str = ""


@lru_cache(maxsize=2048)
def parse(text: str, default: str = roles.RESPONSIBLE) -> tuple[UnitDraft, ...]:
    """Units in printed order, each with its role; ``default`` is the column's role for units without a verb.

    ``()`` for an empty cell and for signs that stand for one.
    """
    text = _unwrap(text.strip())
    if says_nothing(text):
        return ()
    units: list[UnitDraft] = []
    for segment, role in _segments(_open_labelled(text), default):
        units.extend(_parse_list(segment, role))
    if default != roles.ASSIST and units and _only_assisting(text, units):
        units[0] = replace(units[0], role=default)
    return _without_repeats(units)


def _only_assisting(text: str, units: list[UnitDraft]) -> bool:
    """``办公室，各科室配合``: somebody has to be assisted, so the comma parts the two."""
    first_comma = re.search("[、，,]", text)
    if first_comma is None or first_comma[0] == "、" or roles.LABEL.search(text):
        return False
    return all(unit.role == roles.ASSIST for unit in units)


@lru_cache(maxsize=2048)
def share_of_units(text: str) -> float:
    """How much of a cell reads as a list of units, 0 … 1: the evidence that a column holds units."""
    if says_nothing(text):
        return 0.0
    if roles.LABEL.search(text):
        return 1.0
    atoms = _atoms(_unwrap(text.strip()))
    if any(len(atom.text) > _LONGEST_PIECE for atom in atoms):
        return 0.0
    names = [name for name in (_bare_name(atom.text) for atom in atoms) if name]
    good = sum(looks_like_unit(name) and len(name) <= 24 for name in names)
    return good / len(names) if names else 0.0


def _bare_name(text: str) -> str:
    name = trim(text)
    return trim(roles.AT_END.sub("", name)) or name


def _unwrap(text: str) -> str:
    while match := _WRAPPED.match(text):
        inner = match["inner"]
        if _depth_breaks(inner):
            break
        text = inner.strip()
    return text


def _open_labelled(text: str) -> str:
    """``A局（配合：B局）`` as ``A局；配合：B局``: a label in brackets is read like one outside."""
    text = _LABELLED_BRACKET.sub(lambda match: f"；{match['inner']}；", text)
    return _CLAUSE_BRACKET.sub(lambda match: _as_clause(match), text)


def _as_clause(match: re.Match[str]) -> str:
    """``A局（B局配合）`` as ``A局；B局配合``; a role alone in brackets belongs to the name before it."""
    name = roles.AT_END.sub("", match["inner"])
    return f"；{match['inner']}；" if len(name) > 2 and ends_like_unit(name) else match[0]


def _depth_breaks(text: str) -> bool:
    """True where the brackets do not balance, so that the outer pair was none."""
    depth = 0
    for character in text:
        depth += (character in OPENING) - (character in CLOSING)
        if depth < 0:
            return True
    return False


def _segments(text: str, default: str) -> Iterator[tuple[str, str]]:
    """Stretches of the text with the role that a label gives them."""
    labels = list(roles.LABEL.finditer(text))
    start, role = 0, default
    for label in labels:
        yield text[start : label.start()], role
        start, role = label.end(), str(label.lastgroup)
    yield text[start:], role


def _atoms(text: str) -> list[Atom]:
    """Pieces between separators that stand outside brackets; blanks part pieces only between whole names."""
    pieces: list[Atom] = []
    depth, start, separator = 0, 0, ""
    for position, character in enumerate(text):
        depth = max(0, depth + (character in OPENING) - (character in CLOSING))
        if depth == 0 and character in _HARD + _SOFT:
            pieces.append(Atom(text[start:position], separator))
            start, separator = position + 1, character
    pieces.append(Atom(text[start:], separator))
    return _join_stumps([part for piece in pieces for part in _at_blanks(piece) if squeeze(part.text)])


def _join_stumps(atoms: list[Atom]) -> list[Atom]:
    """``各科室、队、所`` is one collective: a single character is no unit of its own."""
    joined: list[Atom] = []
    for atom in atoms:
        if joined and len(squeeze(atom.text)) == 1:
            joined[-1] = Atom(f"{joined[-1].text}{atom.separator}{squeeze(atom.text)}", joined[-1].separator)
        else:
            joined.append(atom)
    return joined


_BLANK_RUN = re.compile(f"[{BLANKS}]+")


def _at_blanks(atom: Atom) -> Iterator[Atom]:
    """``办公室 财务科`` are two units, ``公共 服务中心`` is one: a blank parts whole names only."""
    words = [word for word in _BLANK_RUN.split(atom.text) if word]
    if len(squeeze(atom.text)) > _LONGEST_PIECE:
        yield Atom(squeeze(atom.text), atom.separator)
        return
    if not words:
        return
    joined = [words[0]]
    for word in words[1:]:
        if _is_complete(joined[-1]) and _is_complete(word):
            joined.append(word)
        else:
            joined[-1] += word
    yield Atom(joined[0], atom.separator)
    for word in joined[1:]:
        yield Atom(word, " ")


def _is_complete(text: str) -> bool:
    name = _bare_name(text)
    return (len(name) >= 2 and ends_like_unit(name)) or bool(roles.ONLY.match(squeeze(text)))


def _parse_list(text: str, default: str) -> list[UnitDraft]:
    if match := _meeting(text):
        before = _parse_list(text[: match.start()], roles.LEAD)
        after = _parse_list(text[match.end() :], roles.ASSIST)
        # A会同B落实: the verb behind the list says nothing that 会同 has not said.
        return before + [_assisting(unit) for unit in after]
    atoms = [part for atom in _atoms(text) for part in _at_verbs(atom)]
    commas_part_clauses = _uses(atoms, "、\n") and _uses(atoms, "，,")
    units: list[UnitDraft] = []
    waiting: list[UnitDraft] = []
    seen_verb = False
    for atom in atoms:
        new_clause = atom.separator in "，," and commas_part_clauses and not seen_verb
        if atom.separator and (atom.separator in _HARD or new_clause):
            units.extend(waiting)
            waiting = []
        names, role = _read(atom.text)
        waiting.extend(UnitDraft(name, default, is_collective(name), squeeze(atom.text)) for name in names)
        if role is not None:
            seen_verb = True
            units.extend(replace(unit, role=role) for unit in waiting)
            waiting = []
    return units + waiting


def _uses(atoms: list[Atom], separators: str) -> bool:
    return any(atom.separator and atom.separator in separators for atom in atoms)


def _meeting(text: str) -> re.Match[str] | None:
    """A会同B, A牵头会同B, 由A牵头，会同B."""
    match = roles.TOGETHER.search(text)
    if not match or not squeeze(text[match.end() :]):
        return None
    before = text[: match.start()].rstrip(_SOFT + " ")
    return match if ends_like_unit(before) or roles.AT_END.search(before) else None


def _assisting(unit: UnitDraft) -> UnitDraft:
    return replace(unit, role=roles.ASSIST) if unit.role in (roles.IMPLEMENT, roles.RESPONSIBLE) else unit


def _at_verbs(atom: Atom) -> list[Atom]:
    """Pieces of a text in which a verb is followed by the next unit without any separator: A牵头B配合."""
    text = squeeze(atom.text)
    if len(text) > _LONGEST_PIECE:
        return [atom]
    for match in roles.INSIDE.finditer(text):
        tail = text[match.end() :]
        name = roles.AT_END.sub("", text[: match.start()])
        named = ends_like_unit(name, strong=not roles.NEVER_IN_NAMES.search(match[0]))
        if roles.NEVER_IN_NAMES.match(tail):
            continue  # 负责牵头: the phrase is not over yet
        if named and len(tail) > 2 and looks_like_unit(_bare_name(tail)):
            return [Atom(text[: match.end()], atom.separator), *_at_verbs(Atom(tail, "、"))]
    return [Atom(text, atom.separator)]


def _read(text: str) -> tuple[list[str], str | None]:
    """The names in one piece and the role that its verb gives them and the names waiting before it."""
    text = numbering.strip(squeeze(text).strip("。.：:"))
    if len(text) > _LONGEST_PIECE:
        return [text], None
    if roles.ONLY.match(text):
        return [], roles.of_phrase(text)
    role: str | None = None
    if match := _ROLE_IN_BRACKETS.search(text) or _NAMED_AS.search(text):
        role, text = roles.of_phrase(match[0]), text[: match.start()]
    elif (match := roles.AT_END.search(text)) and ends_like_unit(_AND_OTHERS.sub("", text[: match.start()])):
        role, text = roles.of_phrase(match["phrase"]), text[: match.start()]
    elif match := _duty(text):
        role, text = roles.of_phrase(match[0]), text[: match.start()]
    return [name for name in _names(text) if name], role


def _duty(text: str) -> re.Match[str] | None:
    """``办公室负责汇总上报``: a name, a verb, and what is to be done."""
    for match in roles.INSIDE.finditer(text):
        if ends_like_unit(text[: match.start()].rstrip("：:"), strong=True) and not looks_like_unit(text):
            return match
    return None


def _names(text: str) -> list[str]:
    text = trim(text)
    shorter = _AND_OTHERS.sub("", text)
    text = shorter if ends_like_unit(shorter) else text
    for match in _AND.finditer(text):
        head, tail = text[: match.start()], text[match.end() :]
        if ends_like_unit(head, strong=True) and looks_like_unit(tail) and len(tail) > 2:
            return [trim(head), *_names(tail)]
    return [text] if len(text) > 1 else []


def _without_repeats(units: list[UnitDraft]) -> tuple[UnitDraft, ...]:
    """Each (name, role) once; a unit that leads or is responsible is not listed again as assisting."""
    seen: dict[tuple[str, str], UnitDraft] = {}
    for unit in units:
        seen.setdefault((unit.name, unit.role), unit)
    return tuple(seen.values())
