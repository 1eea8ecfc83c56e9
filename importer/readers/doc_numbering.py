"""Lists of the binary Word format ([MS-DOC] 2.9.131 LSTF, 2.9.150 LVLF, 2.9.132 LFO)."""

from __future__ import annotations

import struct

from importer.readers.doc_file import LIST_OVERRIDES, LISTS, Properties, WordFile
from importer.readers.numbered import LEVELS, Counters, Level, NumberedList

_LIST, _LEVEL = 0x460B, 0x260A
_LIST_SIZE, _LEVEL_SIZE, _OVERRIDE_SIZE = 28, 28, 16

# [MS-OSHARED] 2.2.1.3 MSONFC, with the names of the XML format.
_FORMATS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    10: "japaneseDigitalTenThousand", 11: "japaneseCounting", 14: "decimalFullWidth", 17: "ideographDigital",
    18: "decimalEnclosedCircle", 19: "decimalFullWidth2", 22: "decimalZero", 23: "bullet",
    26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese",
    29: "ideographEnclosedCircle", 30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting",
    34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand", 36: "taiwaneseDigital",
    37: "chineseCounting", 38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


class DocNumbering:
    """Counts the paragraphs of one document, in their order."""

    def __init__(self, file: WordFile) -> None:
        self._lists = _overridden(file.table_part(LIST_OVERRIDES), _lists(file))
        self._counters = Counters()

    def label(self, properties: Properties) -> str:
        """The number printed before a paragraph with these properties; counts one on."""
        if _LIST not in properties:
            return ""
        index = struct.unpack("<H", properties[_LIST])[0] - 1
        if not 0 <= index < len(self._lists):
            return ""
        return self._counters.label(self._lists[index], properties.get(_LEVEL, b"\0")[0])


def _lists(file: WordFile) -> dict[int, dict[int, Level]]:
    """Levels by the number of their list; the levels stand behind the table of lists."""
    heads, rest = file.table_part(LISTS), file.table_rest(LISTS)
    found: dict[int, dict[int, Level]] = {}
    position = 0
    for index in range(struct.unpack_from("<H", heads)[0] if len(heads) > 2 else 0):
        head = heads[2 + index * _LIST_SIZE : 2 + (index + 1) * _LIST_SIZE]
        levels = {}
        for number in range(1 if head[26] & 1 else LEVELS):
            levels[number], position = _level(rest, position)
        found[struct.unpack_from("<l", head)[0]] = levels
    return found


def _level(data: bytes, position: int) -> tuple[Level, int]:
    start, number_format, flags = struct.unpack_from("<lBB", data, position)
    characters, paragraphs, restart = data[position + 24], data[position + 25], data[position + 26]
    position += _LEVEL_SIZE + characters + paragraphs
    (length,) = struct.unpack_from("<H", data, position)
    raw = struct.unpack_from(f"<{length}H", data, position + 2)
    # Codes 0 to 8 stand for the numbers of the levels.
    text = "".join(f"%{code + 1}" if code < LEVELS else chr(code) for code in raw)
    limited = bool(flags & 0x08)
    level = Level(
        start, _FORMATS.get(number_format, "decimal"), text, restart if limited else None, bool(flags & 0x04)
    )
    return level, position + 2 + 2 * length


def _overridden(data: bytes, lists: dict[int, dict[int, Level]]) -> list[NumberedList]:
    """The lists that paragraphs name, by their order; each may start levels anew or replace them."""
    if len(data) < 4:
        return []
    (count,) = struct.unpack_from("<L", data)
    found = []
    position = 4 + count * _OVERRIDE_SIZE
    for index in range(count):
        head = 4 + index * _OVERRIDE_SIZE
        (identifier,) = struct.unpack_from("<l", data, head)
        numbered = NumberedList(str(identifier), dict(lists.get(identifier, {})))
        position += 4
        for _ in range(data[head + 12]):
            start, flags = struct.unpack_from("<lL", data, position)
            position += 8
            if flags & 0x20:
                numbered.levels[flags & 0x0F], position = _level(data, position)
            elif flags & 0x10:
                numbered.starts[flags & 0x0F] = start
        found.append(numbered)
    return found
