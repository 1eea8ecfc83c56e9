"""Checks of an Office container: the zip's own tables, what its members really unpack to, and their XML.

The central directory is read here, not with ``zipfile``: before Python 3.11.8 that does not notice members
that overlap (CVE-2024-0450), and a negative seek makes it raise whatever the operating system says.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from common.uploads import errors
from common.uploads.limits import Limits

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED, _STORED, _DEFLATED = 1, 0, 8
_CHUNK = 1 << 18
_UNSAFE_NAME = re.compile(r"[\0\\:]|^/|(^|/)\.\.(/|$)")
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_KNOWN_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"gb2312", b"gbk", b"gb18030")
_XML = (".xml", ".rels", ".vml")
_KEPT = 16  # bytes carried from one chunk to the next, so that a cut does not hide a declaration


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    start: int
    end: int


def check(data: bytes, limits: Limits) -> None:
    """Raise Refused for what must not be parsed; other errors mean that the container is broken."""
    members = list(_members(data, limits))
    _check_together(members, limits)
    total = 0
    for member in members:
        total += _unpack(data, member, limits)
        if total > limits.total_size:
            raise errors.too_complex()


def _members(data: bytes, limits: Limits) -> Iterator[_Member]:
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0:
        raise errors.corrupt()
    _, disk, first_disk, _, count, size, offset, _ = _END.unpack_from(data, end)
    # 0xFFFF stands for the zip64 tables, which no document of 20 MB needs.
    if disk or first_disk or count == 0xFFFF or offset + size > end:
        raise errors.corrupt()
    if count > limits.entries:
        raise errors.too_complex()
    position = offset
    for _ in range(count):
        fields = _CENTRAL.unpack_from(data, position)
        if fields[0] != b"PK\x01\x02":
            raise errors.corrupt()
        flags, method, checksum, packed, unpacked = fields[3], fields[4], *fields[7:10]
        name_size, extra_size, comment_size, start = fields[10], fields[11], fields[12], fields[16]
        position += _CENTRAL.size
        raw_name = data[position : position + name_size]
        position += name_size + extra_size + comment_size
        body = _body(data, start, raw_name)
        if body + packed > offset:
            raise errors.corrupt()
        name = raw_name.decode("utf-8", errors="replace")
        yield _Member(name, flags, method, checksum, packed, unpacked, start, body + packed)
    if position > offset + size:
        raise errors.corrupt()


def _body(data: bytes, start: int, name: bytes) -> int:
    """Where a member's packed bytes begin; its local header has to name the same member."""
    header = _LOCAL.unpack_from(data, start)
    begin = start + _LOCAL.size
    if header[0] != b"PK\x03\x04" or data[begin : begin + header[9]] != name:
        raise errors.corrupt()
    return begin + header[9] + header[10]


def _check_together(members: list[_Member], limits: Limits) -> None:
    if any(member.flags & _ENCRYPTED for member in members):
        raise errors.encrypted()
    names = [member.name.lower() for member in members]
    if len(set(names)) < len(names) or any(_UNSAFE_NAME.search(name) for name in names):
        raise errors.corrupt()
    if any(member.method not in (_STORED, _DEFLATED) for member in members):
        raise errors.corrupt()
    ordered = sorted(members, key=lambda member: member.start)
    if any(later.start < earlier.end for earlier, later in zip(ordered, ordered[1:], strict=False)):
        raise errors.corrupt()
    bombs = (
        member.size > limits.member_size
        or (member.size > limits.ratio_from and member.size > limits.ratio * max(member.packed, 1))
        for member in members
    )
    if any(bombs) or sum(member.size for member in members) > limits.total_size:
        raise errors.too_complex()
    _check_kind(set(names))


def _check_kind(names: set[str]) -> None:
    folders = {name.split("/", 1)[0] for name in names if "/" in name}
    if "[content_types].xml" not in names and "mimetype" not in names:
        raise errors.archive()
    if "ppt" in folders:
        raise errors.slides()
    if not folders & {"word", "xl"} and "content.xml" not in names:
        raise errors.archive()


def _unpack(data: bytes, member: _Member, limits: Limits) -> int:
    """Unpack a member chunk by chunk and look at its XML; the size that it declares may be a lie."""
    scan = _XmlScan() if member.name.lower().endswith(_XML) else None
    seen, checksum = 0, 0
    for chunk in _chunks(data[member.end - member.packed : member.end], member.method):
        seen += len(chunk)
        if seen > member.size:
            raise errors.too_complex() if seen > limits.member_size else errors.corrupt()
        checksum = zlib.crc32(chunk, checksum)
        if scan:
            scan.feed(chunk)
    if seen != member.size or checksum != member.checksum:
        raise errors.corrupt()
    return seen


def _chunks(packed: bytes, method: int) -> Iterator[bytes]:
    if method == _STORED:
        yield packed
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = packed
    while not inflate.eof:
        chunk = inflate.decompress(rest, _CHUNK)
        rest = inflate.unconsumed_tail
        if not chunk and not rest:
            break
        yield chunk


class _XmlScan:
    """Declarations are refused outright: parsers drop their text in silence, or worse, expand it."""

    def __init__(self) -> None:
        self._tail = b""
        self._begun = False

    def feed(self, chunk: bytes) -> None:
        if not self._begun and chunk:
            self._begun = True
            # UTF-16 and UTF-32 would hide a declaration from this scan; no Office program writes them.
            encoding = _ENCODING.search(chunk[:256])
            strange = encoding is not None and encoding.group(1).lower() not in _KNOWN_ENCODINGS
            if strange or b"\0" in chunk[:256] or chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise errors.corrupt()
        if _DECLARATION.search(self._tail + chunk):
            raise errors.declared_entities()
        self._tail = chunk[-_KEPT:]
