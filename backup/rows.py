"""Rows as text: one line a row, cells parted by tabs, as PostgreSQL's COPY writes them in UTC.

The same text goes into SQLite and comes out of it, so that an archive of an office PC opens on a server.
Source of the format: PostgreSQL manual, COPY, “Text Format”.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum

NULL = r"\N"
_ESCAPES = {"\\": r"\\", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}
_PLAIN = {escape[1]: char for char, escape in _ESCAPES.items()}
_SPECIAL = re.compile("[\\\\\b\f\n\r\t\v]")
_ESCAPED = re.compile(r"\\(.)")


class Kind(StrEnum):
    """What a column holds, where the two databases write it differently."""

    BOOLEAN = "boolean"
    MOMENT = "moment"
    BYTES = "bytes"
    UUID = "uuid"
    PLAIN = "plain"


def line(values: tuple[object, ...], kinds: list[Kind]) -> str:
    """A row of SQLite's values as one line, its line break included."""
    return "\t".join(_cell(value, kind) for value, kind in zip(values, kinds, strict=True)) + "\n"


def values(line: str, kinds: list[Kind]) -> list[object]:
    """A line (without its line break) as SQLite's values."""
    return [_value(cell, kind) for cell, kind in zip(line.split("\t"), kinds, strict=True)]


def _cell(value: object, kind: Kind) -> str:
    if value is None:
        return NULL
    if kind is Kind.BOOLEAN:
        return "t" if value else "f"
    if kind is Kind.MOMENT:
        return f"{value}+00"
    if kind is Kind.BYTES:
        return rf"\\x{bytes(value).hex()}"  # type: ignore[call-overload]
    if kind is Kind.UUID and isinstance(value, str) and len(value) == 32:
        return "-".join((value[:8], value[8:12], value[12:16], value[16:20], value[20:]))
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], str(value))


def _value(cell: str, kind: Kind) -> object:
    if cell == NULL:
        return None
    if kind is Kind.BOOLEAN:
        return cell == "t"
    plain = _ESCAPED.sub(lambda found: _PLAIN.get(found[1], found[1]), cell)
    if kind is Kind.MOMENT:
        # SQLite compares times as text: always with microseconds or always without, as Django writes them.
        return dt.datetime.fromisoformat(plain).replace(tzinfo=None).isoformat(" ")
    if kind is Kind.BYTES:
        return bytes.fromhex(plain[2:])
    if kind is Kind.UUID:
        return plain.replace("-", "")
    return plain
