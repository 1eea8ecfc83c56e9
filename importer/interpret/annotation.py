"""Who and when behind a text: （责任单位：A、B） （A牵头，B配合） 牵头单位：A；完成时限：11月底前."""

from __future__ import annotations

import re
from dataclasses import dataclass

from importer.draft import UnitDraft
from importer.interpret import deadlines, responsibility, roles
from importer.interpret.characters import PAIRS, squeeze

_DEADLINE = re.compile(
    r"(?:^|(?<=[\s，,；;。（(〔【\[]))(?:完成|办理|落实|整改|工作|责任)?(?:时限|时间|期限|时间节点|节点)(?:要求|安排)?\s*[:：]\s*"
    r"(?P<deadline>[^；;）)〕】\]。\n]+)[；;。，,]?"
)
_LABEL_AT = re.compile(f"(?:{roles.LABEL.pattern})|(?:{_DEADLINE.pattern})")
_OPEN, _CLOSE = "（([［【〔", "）)]］】〕"
_SAYS_ROLE = re.compile("牵头|负责|配合|落实|主办|协办|承办|参与|统筹|责任")
_SENTENCE_END = re.compile("。")
_TAIL = re.compile(r"[\s。；;，,]*$")


@dataclass(frozen=True, slots=True)
class Annotation:
    """The units and the deadline printed behind a text, and the printed words."""

    units: tuple[UnitDraft, ...] = ()
    deadline: str | None = None
    printed: str = ""

    def __add__(self, other: Annotation) -> Annotation:
        new = tuple(unit for unit in other.units if unit not in self.units)
        printed = "；".join(part for part in (self.printed, other.printed) if part)
        return Annotation(self.units + new, self.deadline or other.deadline, printed)

    def __bool__(self) -> bool:
        return bool(self.units or self.deadline)


def cut(text: str, *, trusting: bool = False) -> tuple[str, Annotation]:
    """The text without what stands behind it about who and when, and that.

    ``trusting``: the document prints units in brackets, so a single name in plain ones is a unit too.
    """
    found = Annotation()
    while (bracket := _last_bracket(text)) is not None:
        opening, inner = bracket
        said = read(inner, alone=trusting or text[opening] in "〔【")
        if not said:
            break
        found, text = said + found, text[:opening].rstrip()
    if (start := _first_label(text)) is not None:
        end = start + _end_of_labels(text[start:])
        said = read(text[start:end])
        if said:
            found, text = said + found, text[:start].rstrip(" \n（(〔【[") + text[end:]
    return text.strip(), found


def read(text: str, *, alone: bool = False) -> Annotation:
    """What a bracket's content or a labelled line says; nothing where it is about something else."""
    match = _DEADLINE.search(text)
    who, when = deadlines.cut_dates(_DEADLINE.sub("；", text).strip(" ；;。，,\n"))
    deadline = match["deadline"].strip() if match else when
    if not who or not _names_units(who, alone=alone):
        return Annotation(deadline=match and deadline, printed=text.strip() if match else "")
    return Annotation(responsibility.parse(who), deadline, text.strip())


def _names_units(text: str, *, alone: bool) -> bool:
    """Units with a role; without one, several names do, or one ``alone`` in 〔〕."""
    if roles.LABEL.match(text):
        return True
    share = responsibility.share_of_units(text)
    if _SAYS_ROLE.search(text):
        return share >= 0.6
    return share == 1.0 and (alone or len(responsibility.parse(text)) > 1)


def _first_label(text: str) -> int | None:
    """Where the first label stands that begins a line or follows the end of a sentence."""
    for match in _LABEL_AT.finditer(text):
        before = text[: match.start()].rstrip(" ")
        if not before or before[-1] in "。；;\n！？）)":
            return match.start()
    return None


def _end_of_labels(text: str) -> int:
    """Where running text begins again behind labelled words: 牵头单位：A。其中，方案6月底前完成。"""
    for match in _SENTENCE_END.finditer(text):
        rest = text[match.end() :]
        if rest.strip() and not _LABEL_AT.match(rest.lstrip()) and not responsibility.share_of_units(rest):
            return match.end()
    return len(text)


def _last_bracket(text: str) -> tuple[int, str] | None:
    """Start and content of the bracket with which the text ends."""
    body = text[: len(text) - len((_TAIL.search(text) or [""])[0])]
    if not body or body[-1] not in _CLOSE:
        return None
    depth = 0
    for position in range(len(body) - 1, -1, -1):
        character = body[position]
        depth += (character in _CLOSE) - (character in _OPEN)
        if depth == 0:
            inner = body[position + 1 : -1]
            return (position, inner) if PAIRS.get(character) and squeeze(inner) else None
    return None
