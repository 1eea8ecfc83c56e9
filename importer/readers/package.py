"""The zip container of Office files: parts and how they refer to each other.

Nothing outside the zip is ever opened: relations to other places are left out when they are read.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from typing import IO

from lxml import etree

from common.uploads import errors
from importer.readers.source import Source

# ISO/IEC 29500 Strict names the same elements in other namespaces.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
Event = tuple[str, etree._Element]
_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def is_zip(source: Source) -> bool:
    return source.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class Package:
    """Parts of an Office file by name, without a leading slash."""

    def __init__(self, source: Source) -> None:
        self._limit = source.limits.member_size
        self._zip = zipfile.ZipFile(BytesIO(source.data))
        self._names = {name.lower(): name for name in self._zip.namelist()}

    def has(self, name: str) -> bool:
        return name.lower() in self._names

    def any_under(self, folder: str) -> bool:
        return any(name.startswith(folder) for name in self._names)

    def read(self, name: str) -> bytes | None:
        """One part, or None where it is missing; at most ``member_size`` bytes are ever inflated."""
        if not self.has(name):
            return None
        with self._zip.open(self._names[name.lower()]) as part:
            data = part.read(self._limit + 1)
        if len(data) > self._limit:
            raise errors.too_complex()
        return data

    def tree(self, name: str) -> etree._Element | None:
        data = self.read(name)
        if data is None:
            return None
        return etree.fromstring(_transitional(data), etree.XMLParser(**_PARSER))

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """A part to be parsed while it is inflated: a long table never stands in memory as a whole."""
        with self._zip.open(self._names[name.lower()]) as part:
            head = part.read(4096)
        if any(strict in head for strict, _ in _STRICT):
            yield BytesIO(_transitional(self.read(name) or b""))
            return
        with self._zip.open(self._names[name.lower()]) as part:
            yield part

    def mentions(self, name: str, words: tuple[bytes, ...]) -> set[bytes]:
        """Which of these words occur in a part: what does not occur need not be looked for in every cell."""
        found: set[bytes] = set()
        longest = max(map(len, words))
        tail = b""
        with self._zip.open(self._names[name.lower()]) as part:
            while chunk := part.read(1 << 20):
                found |= {word for word in words if word in tail + chunk}
                tail = chunk[-longest:]
        return found

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → (last word of the type, part name) of the relations inside the package."""
        folder, base = posixpath.split(part)
        tree = self.tree(posixpath.join(folder, "_rels", base + ".rels"))
        found = {}
        for relation in () if tree is None else tree.iter(_RELATION):
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            name = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], name)
        return found

    def related(self, part: str, kind: str) -> str | None:
        """The part that ``part`` names as its styles, numbering, …"""
        for type_, name in self.relations(part).values():
            if type_ == kind and self.has(name):
                return name
        return None

    @cached_property
    def main(self) -> str | None:
        """word/document.xml, xl/workbook.xml or what stands for it."""
        return self.related("", "officeDocument")


def iterate(
    stream: IO[bytes], tags: tuple[str, ...], events: tuple[str, ...] = ("start", "end")
) -> Iterator[Event]:
    """``lxml.etree.iterparse`` with every outside reference switched off."""
    return iter(etree.iterparse(stream, events=events, tag=tags, collect_ids=False, **_PARSER))


def forget(element: etree._Element) -> None:
    """Free an element that has been read, and its elder siblings."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _transitional(data: bytes) -> bytes:
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    return data
