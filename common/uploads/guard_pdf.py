"""Streams of a PDF that unpack to far more than a page of words can need.

Only deflated streams are looked into, those of pictures left out: nobody unpacks them.  What hides behind
other filters meets the limits of the reading process.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from common.uploads import errors
from common.uploads.limits import Limits

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image")
_CHUNK = 1 << 18
_DICTIONARY = 1_024  # bytes before a stream in which its dictionary is looked for
_LAYERS = 3


def check(data: bytes, limits: Limits) -> None:
    """Raise Refused where one stream, or all of them, would unpack beyond the limits."""
    view = memoryview(data)
    total = 0
    for match in _STREAM.finditer(data):
        begin = data.rfind(b"obj", max(0, match.start() - _DICTIONARY), match.start())
        if _PICTURE.search(data, max(begin, 0), match.start()):
            continue
        end = data.find(b"endstream", match.end())
        packed = view[match.end() : end if end >= 0 else len(data)]
        total += _largest_layer(packed, limits)
        if total > limits.total_size:
            raise errors.too_complex()


def _largest_layer(packed: memoryview, limits: Limits) -> int:
    """Bytes of the largest layer: a stream may be deflated several times over."""
    chunks: Iterator[bytes] = iter([packed])  # type: ignore[list-item]
    sizes = [_Size() for _ in range(_LAYERS)]
    for size in sizes:
        chunks = size.counted(_inflated(chunks), limits.stream_size)
    try:
        for _ in chunks:
            pass
    except zlib.error:
        pass  # a broken stream, or another filter: the reader will tell
    return max(size.seen for size in sizes)


class _Size:
    """Counts what passes."""

    def __init__(self) -> None:
        self.seen = 0

    def counted(self, chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
        for chunk in chunks:
            self.seen += len(chunk)
            if self.seen > most:
                raise errors.too_complex()
            yield chunk


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks unpacked; nothing where they are not deflated, which is read to the end to be counted."""
    inflate = None
    for chunk in chunks:
        if inflate is None:
            if not _is_deflated(chunk[:2]):
                break
            inflate = zlib.decompressobj()
        rest: bytes = chunk
        while rest and not inflate.eof:
            yield inflate.decompress(rest, _CHUNK)
            rest = inflate.unconsumed_tail
    for _ in chunks:
        pass


def _is_deflated(head: bytes) -> bool:
    return len(head) == 2 and head[0] & 15 == zlib.DEFLATED and (head[0] << 8 | head[1]) % 31 == 0
