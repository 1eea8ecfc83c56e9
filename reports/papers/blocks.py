"""A paper before it is a file: title, headings, paragraphs, gaps for a person, signature, tables.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.tables import Table


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 to 4; the writer numbers it (一、 （一） 1. （1）), so ``text`` holds no number."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph of running text; ``lead`` stands before it in 黑体, ``level`` 3 and 4 number it."""

    text: str
    lead: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """What only a person can write: printed as 【请填写：…】 and marked."""

    wanted: str

    def __str__(self) -> str:
        return f"【请填写：{self.wanted}】"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and the day in words."""

    issuer: str
    day: str


@dataclass(frozen=True, slots=True)
class Annex:
    """A wide table on pages of its own, landscape; ``label`` is 附件 or 附件1."""

    label: str
    table: Table


Block = Heading | Para | Gap | Signature | Annex


@dataclass(frozen=True, slots=True)
class Paper:
    """``below``: the line under the title (document number, day)."""

    title: str
    below: str = ""
    blocks: Sequence[Block] = field(default=())

    def text(self) -> str:
        """The running text alone, for copying."""
        return "\n".join(_line(block) for block in self.blocks if not isinstance(block, Annex))


def _line(block: Heading | Para | Gap | Signature) -> str:
    if isinstance(block, Signature):
        return f"{block.issuer}\n{block.day}"
    if isinstance(block, Para):
        return block.lead + block.text
    return block.text if isinstance(block, Heading) else str(block)
