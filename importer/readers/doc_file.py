"""The binary Word format as far as words, tables and numbering need it ([MS-DOC]; offsets are of its FIB)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from common.uploads import errors
from common.uploads.errors import Refused
from importer.readers.ole import Container

Properties = dict[int, bytes]
Reading = Callable[[bytes, int, int], Properties]

_WORD_97, _OLDER = 0xA5EC, 0xA5DC
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_CCP_TEXT = 0x004C
_CHARACTERS, _PARAGRAPHS, _CLX = 0x00FA, 0x0102, 0x01A2
LISTS, LIST_OVERRIDES = 0x02E2, 0x02EA
_PAGE = 512

REVISION_DELETED, HIDDEN = 0x0800, 0x083C
_DEFINE_TABLE, _CHANGE_TABS, _HUGE = 0xD608, 0xC615, 0x6646
_OPERAND_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters from ``start`` to ``end`` stand at ``offset`` of the stream, ``size`` bytes each."""

    start: int
    end: int
    offset: int
    size: int


class WordFile:
    """Text by character position, properties of paragraphs, ranges that are deleted or hidden."""

    def __init__(self, container: Container) -> None:
        self._main = container.read("WordDocument")
        kind, flags = self._short(0), self._short(0x0A)
        if kind == _OLDER:
            raise Refused(
                "too_old", "文件是 Word 95 或更早的格式，请用 Word 或 WPS 打开后另存为 .docx，再重新上传。"
            )
        if kind != _WORD_97:
            raise errors.corrupt()
        if flags & _ENCRYPTED:
            raise errors.encrypted()
        self._tables = container.read("1Table" if flags & _TABLE_1 else "0Table")
        self._data = container.read("Data")
        self._pieces = list(self._read_pieces())
        self.text = "".join(map(self._decode, self._pieces))[: self._long(_CCP_TEXT)]
        self._paragraphs = list(self._intervals(_PARAGRAPHS, self._paragraph_properties))
        self._starts = [start for start, _, _ in self._paragraphs]
        self.removed = self._removed()

    def _short(self, offset: int) -> int:
        return int(struct.unpack_from("<H", self._main, offset)[0])

    def _long(self, offset: int) -> int:
        return int(struct.unpack_from("<l", self._main, offset)[0])

    def table_part(self, offset: int) -> bytes:
        """A part of the table stream, by the place of its offset and size in the FIB."""
        start, size = struct.unpack_from("<LL", self._main, offset)
        return self._tables[start : start + size]

    def table_rest(self, offset: int) -> bytes:
        """The table stream from the end of a part on: levels of lists stand there."""
        start, size = struct.unpack_from("<LL", self._main, offset)
        return self._tables[start + size :] if size else b""

    def _read_pieces(self) -> Iterator[_Piece]:
        clx = self.table_part(_CLX)
        position = 0
        while clx[position] == 1:
            position += 3 + struct.unpack_from("<H", clx, position + 1)[0]
        (size,) = struct.unpack_from("<L", clx, position + 1)
        plc = clx[position + 5 : position + 5 + size]
        count = (len(plc) - 4) // 12
        places = struct.unpack_from(f"<{count + 1}L", plc)
        for index in range(count):
            (offset,) = struct.unpack_from("<L", plc, 4 * (count + 1) + 8 * index + 2)
            narrow = bool(offset & 0x40000000)
            offset &= 0x3FFFFFFF
            yield _Piece(
                places[index], places[index + 1], offset // 2 if narrow else offset, 1 if narrow else 2
            )

    def _decode(self, piece: _Piece) -> str:
        size = (piece.end - piece.start) * piece.size
        data = self._main[piece.offset : piece.offset + size]
        if piece.size == 1:
            return data.decode("cp1252", errors="replace")
        # One code unit a character, so that positions stay right beyond the basic plane too.
        return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])))

    def properties(self, position: int) -> Properties:
        """Paragraph properties that hold at a character: sprm code → operand."""
        for piece in self._pieces:
            if piece.start <= position < piece.end:
                offset = piece.offset + (position - piece.start) * piece.size
                index = bisect_right(self._starts, offset) - 1
                if index >= 0 and offset < self._paragraphs[index][1]:
                    return self._paragraphs[index][2]
        return {}

    def _removed(self) -> list[bool]:
        marks = [False] * len(self.text)
        for start, end, properties in self._intervals(_CHARACTERS, self._character_properties):
            if not any(properties.get(code, b"\0")[:1] == b"\1" for code in (REVISION_DELETED, HIDDEN)):
                continue
            for piece in self._pieces:
                first = piece.start + max(start - piece.offset, 0) // piece.size
                last = piece.start + max(end - piece.offset, 0) // piece.size
                for position in range(first, min(last, piece.end, len(marks))):
                    marks[position] = True
        return marks

    def _intervals(self, offset: int, read: Reading) -> Iterator[tuple[int, int, Properties]]:
        """Ranges of the stream with their properties, page by page (FKP)."""
        plc = self.table_part(offset)
        count = (len(plc) - 4) // 8
        for number in struct.unpack_from(f"<{count}L", plc, 4 * (count + 1)) if count > 0 else ():
            page = self._main[number * _PAGE : (number + 1) * _PAGE]
            if len(page) < _PAGE:
                continue
            runs = page[-1]
            limits = struct.unpack_from(f"<{runs + 1}L", page)
            for index in range(runs):
                yield limits[index], limits[index + 1], read(page, runs, index)

    def _paragraph_properties(self, page: bytes, runs: int, index: int) -> Properties:
        start = page[4 * (runs + 1) + 13 * index] * 2
        if not start:
            return {}
        size = page[start] * 2 - 1
        if size < 0:
            start, size = start + 1, page[start + 1] * 2
        found = parse(page[start + 3 : start + 1 + size])
        if _HUGE in found:
            (place,) = struct.unpack("<L", found[_HUGE])
            (size,) = struct.unpack_from("<H", self._data, place)
            found |= parse(self._data[place + 2 : place + 2 + size])
        return found

    def _character_properties(self, page: bytes, runs: int, index: int) -> Properties:
        start = page[4 * (runs + 1) + index] * 2
        return parse(page[start + 1 : start + 1 + page[start]]) if start else {}


def parse(properties: bytes) -> Properties:
    """A run of sprms: code and operand, whose size is part of the code; the last one of a code holds."""
    found: Properties = {}
    position = 0
    while position + 3 <= len(properties):
        (code,) = struct.unpack_from("<H", properties, position)
        position += 2
        size = _OPERAND_SIZES[code >> 13]
        if not size:
            if code == _DEFINE_TABLE:
                size = int(struct.unpack_from("<H", properties, position)[0]) + 1
            elif code == _CHANGE_TABS and properties[position] == 255:
                break
            else:
                size = properties[position] + 1
        found[code] = properties[position : position + size]
        position += size
    return found
