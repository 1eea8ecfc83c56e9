"""Automatic numbering of Word turned into the text that is printed (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from importer.readers.docx_names import VALUE, W, child_of, number_of, value_of
from importer.readers.numbered import Counters, Level, NumberedList


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of numbering, resolved through the styles that it is based on."""

    name: str = ""
    list_id: str | None = None
    level: int = 0


class Numbering:
    """Counts the paragraphs of one document, in their order."""

    def __init__(
        self, numbering: etree._Element | None, styles: etree._Element | None, direct: bool = True
    ) -> None:
        """``direct`` tells whether any paragraph names a list itself, rather than by its style."""
        self._lists = {} if numbering is None else _lists(numbering)
        self.styles, self._default = _styles(styles)
        if numbering is not None:
            self._link_styles(numbering)
        self._counters = Counters()
        by_style = any(style.list_id is not None for style in self.styles.values())
        self._used = bool(self._lists) and (direct or by_style)

    def _link_styles(self, numbering: etree._Element) -> None:
        """A level may name the style it belongs to (w:pStyle); the style then need not name the level."""
        for abstract in numbering.iterfind(W + "abstractNum"):
            for level in abstract.iterfind(W + "lvl"):
                style = self.styles.get(value_of(level, "pStyle") or "")
                if style is not None and style.list_id is not None:
                    name = value_of(level, "pStyle") or ""
                    self.styles[name] = Style(style.name, style.list_id, number_of(level.get(W + "ilvl"), 0))

    def style_of(self, properties: etree._Element | None) -> Style:
        name = None if properties is None else value_of(properties, "pStyle")
        return self.styles.get(name or self._default, Style())

    def label(self, properties: etree._Element | None) -> str:
        """The number that Word prints before a paragraph with these w:pPr; counts one on."""
        if not self._used:
            return ""
        style = self.style_of(properties)
        list_id, level = style.list_id, style.level
        own = None if properties is None else child_of(properties, W + "numPr")
        if own is not None:
            list_id = value_of(own, "numId") or list_id
            level = number_of(value_of(own, "ilvl"), level)
        if list_id is None or list_id == "0" or list_id not in self._lists:
            return ""
        return self._counters.label(self._lists[list_id], level)


def _lists(numbering: etree._Element) -> dict[str, NumberedList]:
    abstracts = {item.get(W + "abstractNumId", ""): item for item in numbering.iterfind(W + "abstractNum")}
    by_style_link = {
        value_of(item, "styleLink"): item for item in abstracts.values() if value_of(item, "styleLink")
    }
    lists = {}
    for item in numbering.iterfind(W + "num"):
        abstract_id = value_of(item, "abstractNumId") or ""
        abstract = abstracts.get(abstract_id)
        if abstract is None:
            continue
        abstract = by_style_link.get(value_of(abstract, "numStyleLink") or "", abstract)
        numbered = NumberedList(abstract_id, _levels(abstract))
        for override in item.iterfind(W + "lvlOverride"):
            index = number_of(override.get(W + "ilvl"), 0)
            numbered.levels |= _levels(override)
            start = value_of(override, "startOverride")
            if start is not None:
                numbered.starts[index] = number_of(start, 1)
        lists[item.get(W + "numId", "")] = numbered
    return lists


def _levels(parent: etree._Element) -> dict[int, Level]:
    found = {}
    for level in parent.iterfind(W + "lvl"):
        restart = value_of(level, "lvlRestart")
        legal = level.find(W + "isLgl")
        found[number_of(level.get(W + "ilvl"), 0)] = Level(
            start=number_of(value_of(level, "start"), 0),
            format=_format(level),
            text=value_of(level, "lvlText") or "",
            restart=None if restart is None else number_of(restart, 0),
            legal=legal is not None and legal.get(VALUE) not in ("0", "false"),
        )
    return found


def _format(level: etree._Element) -> str:
    # Newer formats stand in mc:AlternateContent with the usual one as a fallback.
    own = level.find(W + "numFmt")
    if own is None:
        own = level.find(f".//{W}numFmt")
    return "decimal" if own is None else own.get(VALUE) or "decimal"


def _styles(tree: etree._Element | None) -> tuple[dict[str, Style], str]:
    raw: dict[str, tuple[str, str | None, int | None, str | None]] = {}
    default = ""
    for style in () if tree is None else tree.iterfind(W + "style"):
        if style.get(W + "type") != "paragraph":
            continue
        name = style.get(W + "styleId", "")
        numbered = style.find(f"{W}pPr/{W}numPr")
        list_id = None if numbered is None else value_of(numbered, "numId")
        level = None if numbered is None else value_of(numbered, "ilvl")
        raw[name] = (
            (value_of(style, "name") or "").lower(),
            list_id,
            None if level is None else number_of(level, 0),
            value_of(style, "basedOn"),
        )
        if style.get(W + "default") in ("1", "true"):
            default = name
    return {name: _resolve(name, raw) for name in raw}, default


def _resolve(name: str, raw: dict[str, tuple[str, str | None, int | None, str | None]]) -> Style:
    printed, list_id, level, parent = raw[name]
    seen = {name}
    while list_id is None and parent in raw and parent not in seen:
        seen.add(parent)
        _, list_id, inherited, parent = raw[parent]
        level = inherited if level is None else level
    return Style(printed, list_id, level or 0)
