"""Header rows of a plan's table: what a header cell looks like, and what kind of column its words suggest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from importer.grid import Cell
from importer.interpret import numbering
from importer.interpret.characters import bare, squeeze
from importer.interpret.rows import Row


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    TEXT = "text"
    HEADING = "heading"
    TASK = "task"
    UNITS = "units"
    DEADLINE = "deadline"
    REMARK = "remark"
    PERSON = "person"
    STAGE = "stage"
    """What is to be reached by a time that the header names: 一季度, 上半年, 6月."""
    OTHER = "other"


_STAGE = re.compile(
    r"^(?:20\d\d年)?(?:第?[一二三四1-4]季度|[上下]半年|(?:1[0-2]|[1-9])(?:[-—–~至](?:1[0-2]|[1-9]))?月份?)(?:[末底])?"
    r"(?:工作|阶段|推进|进度)?(?:目标|计划|安排|任务|要求|内容|节点)?$"
)
# In this order: 责任领导 is a person before it is a unit, 工作目标 a result before it is a task.
_WORDS: tuple[tuple[Kind, str], ...] = (
    (Kind.NUMBER, r"^(?:序号|编号|项号|号数?|序|项次|№|No\.?|任务编号|任务序号)$"),
    (Kind.REMARK, r"备注|附注|备考"),
    (
        Kind.PERSON,
        r"领导(?!小组)|责任人|负责人|联系人|联络员|经办人|承办人|姓名|电话|手机|联系方式|职务|干部$",
    ),
    (
        Kind.OTHER,
        r"(?:目标|成效|成果|标准|依据|来源|出处|情况|进展|佐证材料?|问题|下一步(?:打算|工作)?|分值|得分|评分(?:标准)?|"
        r"指标|形式|方式|渠道|资金|经费|投资|规模|地点|状态|材料|链接|网址)$",
    ),
    (Kind.DEADLINE, r"时限|时间|期限|节点|完成日期|截止|工期|进度(?:要求|安排|计划)|时段|日期"),
    (
        Kind.UNITS,
        r"单位|部门|科室|股室|科[（(]室[)）]|处室|责任|牵头|配合|协办|承办|主办|分工|落实主体|参与|指导",
    ),
    (
        Kind.TEXT,
        r"任务|要点|要求|事项|内容|措施|举措|项目|类别|工作|领域|方面|板块|分类|清单|目标|条款|环节|主题|篇章|要素|行动",
    ),
)
_WITH_UNITS = re.compile(r"单位|部门|科室|股室")
_NEVER = re.compile(r"[。；！？]|\d{3}")
_LONGEST, _SHORT = 16, 6
_MOST_LINES = 3


@dataclass(frozen=True)
class Header:
    """A table's header: the printed name of each column, with the words above it, and the rows.

    ``lines``: the words of each of its rows, to know them again.
    """

    names: tuple[str, ...]
    evidence: tuple[str, ...]
    rows: range
    lines: tuple[frozenset[str], ...]

    @cached_property
    def key(self) -> tuple[str, ...]:
        return tuple(bare(name) for name in self.names)

    @cached_property
    def words(self) -> frozenset[str]:
        """What is printed in the header, and each column's name with the words above it."""
        return frozenset((*self.key, *(bare(text) for text in self.evidence))).union(*self.lines)


def kind_of(words: str) -> Kind | None:
    """The kind of column that header words suggest, None where they say nothing."""
    words = squeeze(words)
    if _STAGE.match(words):
        return Kind.STAGE
    for kind, pattern in _WORDS:
        if re.search(pattern, words):
            if kind is Kind.PERSON and _WITH_UNITS.search(words):
                return Kind.UNITS
            return kind
    return None


def is_header_cell(text: str) -> bool:
    """Short, without punctuation or number, and made of words that head columns."""
    words = squeeze(text)
    return (
        0 < len(words) <= _LONGEST
        and not _NEVER.search(words)
        and numbering.leading(words) is None
        and kind_of(words) is not None
    )


def find(rows: Sequence[Row], within: int = 12) -> Header | None:
    """The first header, of one line to three, among the first rows."""
    for number, row in enumerate(rows[:within]):
        if not _is_header_row(row):
            continue
        end = number + 1
        while end < min(number + _MOST_LINES, len(rows)) and _is_below(rows[end - 1], rows[end]):
            end += 1
        return _header(rows, range(number, end))
    return None


def repeats(row: Row, header: Header) -> bool:
    """True for a line of the header printed again after a page break."""
    words: set[str] = set()
    for cell in row.own_cells:
        word = bare(cell.text)
        if word not in header.words:
            return False
        words.add(word)
    if words in header.lines:
        return True
    if len(words) >= 3 and any(words <= line.union(header.key) for line in header.lines):
        return True
    return len(words) >= 2 and words <= {*header.key, *(bare(text) for text in header.evidence)}


def _is_header_row(row: Row) -> bool:
    texts = row.own_texts
    if len(texts) < 2:
        return False
    fits = sum(is_header_cell(text) for text in texts)
    kinds = {kind_of(text) for text in texts}
    says_who_or_when = bool(kinds & {Kind.UNITS, Kind.DEADLINE})
    return (
        fits >= 2
        and fits / len(texts) >= 0.7
        and all(len(t) <= _LONGEST * 2 for t in texts)
        and says_who_or_when
    )


def _is_below(above: Row, row: Row) -> bool:
    """Sub-headings stand under a wide cell, beside cells that are merged downwards or left blank."""
    if row.is_blank:
        return False
    strange = [cell for cell in row.own_cells if not is_header_cell(cell.text)]
    # 市级, 县级 under 责任分工: words that head a column only because of what stands over them.
    if len(strange) * 2 > len(row.own_cells) or not all(_is_under_wide(above, cell) for cell in strange):
        return False
    wide = any(cell.column_span > 1 for cell in above.own_cells)
    tall = any(cell.row_span > 1 for cell in above.own_cells)
    return wide or tall or len(row.own_texts) < len(above.own_texts)


def _is_under_wide(above: Row, cell: Cell) -> bool:
    over = above.slots[cell.column].cell
    short = len(squeeze(cell.text)) <= _SHORT and not _NEVER.search(cell.text)
    return short and over is not None and over.column_span > 1 and kind_of(over.text) is not None


def _header(rows: Sequence[Row], lines: range) -> Header:
    names, evidence = [], []
    for column in range(len(rows[lines.start].slots)):
        words = []
        for number in lines:
            word = squeeze(rows[number].slots[column].text)
            if word and word not in words:
                words.append(word)
        names.append(words[-1] if words else "")
        evidence.append("".join(words))
    printed = tuple(frozenset(bare(text) for text in rows[number].own_texts) for number in lines)
    return Header(tuple(names), tuple(evidence), lines, printed)
