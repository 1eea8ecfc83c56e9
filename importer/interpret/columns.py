"""What each column of a table holds: header words are evidence, and so are the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from importer.interpret import deadlines, headers, numbering, responsibility, roles
from importer.interpret.characters import says_nothing, squeeze
from importer.interpret.clock import Clock
from importer.interpret.headers import Header, Kind
from importer.interpret.rows import Row

_NO_CLOCK = Clock(year=2000)
_HEADING_LENGTH = 4
_SAMPLE = 300


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it stands, its printed name, what it holds; ``role`` only for units."""

    index: int
    name: str
    kind: Kind
    role: str = roles.RESPONSIBLE


@dataclass(frozen=True)
class Columns:
    """The columns of a dividing table."""

    all: tuple[Column, ...]

    def of(self, kind: Kind) -> tuple[Column, ...]:
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[Kind, tuple[Column, ...]]:
        return {kind: tuple(column for column in self.all if column.kind is kind) for kind in Kind}

    @cached_property
    def task(self) -> Column:
        return self.of(Kind.TASK)[0]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.all)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the cells of a column look like: shares of its filled cells, and their mean length."""

    filled: float
    length: float
    number: float
    units: float
    deadline: float
    person: float


def weigh(rows: Sequence[Row], column: int) -> Evidence:
    """Look at the cells of this column alone: headings across the table do not count."""
    texts = []
    for row in _sample(rows):
        slot = row.slots[column]
        if slot.own and slot.cell and slot.cell.column_span == 1:
            texts.append(slot.text.strip())
    filled = [text for text in texts if not says_nothing(text)]
    if not filled:
        return Evidence(0, 0, 0, 0, 0, 0)
    count = len(filled)
    short = [text for text in filled if len(squeeze(text)) <= 24]
    return Evidence(
        filled=count / max(1, len(_sample(rows))),
        length=sum(len(squeeze(text)) for text in filled) / count,
        number=sum(numbering.cell_number(text) is not None for text in filled) / count,
        units=sum(responsibility.share_of_units(text) >= 0.6 for text in filled) / count,
        deadline=sum(_is_deadline(text) for text in short) / count,
        person=sum(_is_person(text) for text in filled) / count,
    )


def _sample(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows from all over a long table: enough to see what a column holds."""
    return rows[:: max(1, len(rows) // _SAMPLE)]


def classify(rows: Sequence[Row], header: Header | None) -> Columns | None:
    """The columns of a dividing table, or None where the table divides no work.

    ``rows``: the rows below the header.
    """
    if not rows:
        return None
    width = len(rows[0].slots)
    evidence = [weigh(rows, index) for index in range(width)]
    names = header.names if header else ("",) * width
    words = header.evidence if header else ("",) * width
    kinds = [_kind(words[index], names[index], evidence[index]) for index in range(width)]
    _choose_task(kinds, evidence)
    if Kind.TASK not in kinds or not {Kind.UNITS, Kind.DEADLINE} & set(kinds):
        return None
    found = tuple(Column(index, names[index], kinds[index]) for index in range(width))
    return Columns(_with_roles(found, words))


def _kind(words: str, name: str, cells: Evidence) -> Kind:
    named = headers.kind_of(name) or headers.kind_of(words)
    if named is Kind.PERSON and cells.units >= 0.6 and cells.person < 0.5:
        return Kind.UNITS
    if named is Kind.UNITS and cells.person >= 0.7 and cells.units < 0.3:
        return Kind.PERSON
    if named is Kind.UNITS and cells.length > 60 and cells.units < 0.2:
        return Kind.TEXT
    if named is not None:
        return named
    return _kind_by_cells(cells)


def _kind_by_cells(cells: Evidence) -> Kind:
    if not cells.filled:
        return Kind.OTHER
    if cells.number >= 0.8:
        return Kind.NUMBER
    if cells.deadline >= 0.6:
        return Kind.DEADLINE
    if cells.units >= 0.6 and cells.length < 80:
        return Kind.UNITS
    return Kind.TEXT if cells.length >= 4 else Kind.OTHER


def _choose_task(kinds: list[Kind], evidence: list[Evidence]) -> None:
    """The task stands in the rightmost text column that is about as full of words as the fullest one.

    Text columns to its left are headings (反馈问题 and 工作目标 too), those to its right are kept.
    """
    texts = [index for index, kind in enumerate(kinds) if kind is Kind.TEXT and evidence[index].filled]
    if not texts:
        texts = [
            index for index, kind in enumerate(kinds) if kind is Kind.OTHER and evidence[index].length >= 10
        ]
    if not texts:
        return
    weight = {index: evidence[index].length * min(1.0, evidence[index].filled * 2) for index in texts}
    most = max(weight.values())
    task = max(index for index in texts if weight[index] >= 0.6 * most)
    for index, kind in enumerate(kinds):
        if kind is Kind.TEXT or (
            kind is Kind.OTHER and index < task and evidence[index].length >= _HEADING_LENGTH
        ):
            kinds[index] = Kind.HEADING if index < task else Kind.OTHER
    kinds[task] = Kind.TASK


def _with_roles(columns: tuple[Column, ...], words: Sequence[str]) -> tuple[Column, ...]:
    units = [column for column in columns if column.kind is Kind.UNITS]
    if len(units) == 2 and not any(words[column.index] for column in units):
        # Without a header: who leads stands before who assists.
        by_column = dict(zip((column.index for column in units), (roles.LEAD, roles.ASSIST), strict=True))
    else:
        unit_words = [words[column.index] for column in units]
        beside = any(roles.of_column(word, beside_assist=False) == roles.ASSIST for word in unit_words)
        by_column = {c.index: _role(c, words[c.index], beside_assist=beside) for c in units}
    return tuple(replace(column, role=by_column.get(column.index, column.role)) for column in columns)


def _role(column: Column, words: str, *, beside_assist: bool) -> str:
    own = roles.of_column(column.name, beside_assist=beside_assist)
    return own if own != roles.RESPONSIBLE else roles.of_column(words, beside_assist=beside_assist)


def _is_deadline(text: str) -> bool:
    deadline = deadlines.read_cell(text, _NO_CLOCK).deadline
    return deadline.kind != "none" or deadline.recurrence is not None


_NAME_CHARACTERS = range(2, 5)


def _is_person(text: str) -> bool:
    names = [name for name in text.replace("\n", "、").replace(" ", "").split("、") if name]
    return bool(names) and all(
        len(name) in _NAME_CHARACTERS and not responsibility.share_of_units(name) for name in names
    )
