"""Material for the yearly report on government information; the arithmetic of its requests.  Pure.

The form of the report is 国办公开办函〔2021〕30号; its first chapter tells of five things.  Which clause
belongs to which is guessed by words and left to a person to correct.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.papers.blocks import Block, Gap, Heading, Paper, Para
from reports.papers.facts import Entry

# The five, each with words by which a clause is put there; the first that fits takes it.
ASPECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("依申请公开", ("依申请", "申请公开", "申请办理", "公开申请", "答复")),
    ("政府信息管理", ("目录", "清理", "规范性文件", "保密", "审查", "指南", "文件库", "台账", "归档")),
    ("政府信息公开平台建设", ("平台", "网站", "专栏", "新媒体", "公报", "专区", "热线", "客户端", "数据")),
    ("监督保障", ("培训", "考核", "会议", "监督", "领导", "保障", "队伍", "评议", "回头看", "年度报告")),
)
ACTIVE = "主动公开"
ORDER = (ACTIVE, *(name for name, _ in ASPECTS))


def aspect_of(entry: Entry) -> str:
    """主动公开 where no word says otherwise."""
    for name, words in ASPECTS:
        if any(word in entry.text for word in words):
            return name
    return ACTIVE


def annual_material(year: int, issuer: str, entries: Iterable[Entry]) -> Paper:
    """The first chapter, 总体情况: what units have reported on, by its five aspects."""
    sorted_out: dict[str, list[Entry]] = {name: [] for name in ORDER}
    for entry in entries:
        if entry.progress:
            sorted_out[aspect_of(entry)].append(entry)
    blocks: list[Block] = [Heading(1, "总体情况"), Gap(f"{year}年政府信息公开工作总体评价")]
    for name, found in sorted_out.items():
        blocks.append(Heading(2, name))
        blocks += [Para(_one_line(each.progress), lead=f"{each.lead}。", level=3) for each in found]
        if not found:
            blocks.append(Gap(f"{name}情况：本年台账里没有填报过这方面的进展"))
    return Paper(title=f"{issuer}{year}年政府信息公开工作年度报告素材（第一部分）", blocks=blocks)


def _one_line(words: str) -> str:
    return "".join(line.strip() for line in words.splitlines())


@dataclass(frozen=True, slots=True)
class Requests:
    """Numbers of the table of requests; ``carried_before`` as last year's report printed it."""

    new: int
    carried_in: int
    handled: int
    carried_out: int
    carried_before: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check: whether it holds, and the sum in words."""

    holds: bool
    words: str


def check_requests(given: Requests) -> Sequence[Verdict]:
    """本年新收 + 上年结转 = 办理结果总计 + 结转下年度; what was carried over is what last year left."""
    left, right = given.new + given.carried_in, given.handled + given.carried_out
    sums = f"本年新收 {given.new} + 上年结转 {given.carried_in} = {left}，"
    sums += f"办理结果总计 {given.handled} + 结转下年度 {given.carried_out} = {right}"
    difference = "两边相等。" if left == right else f"相差 {abs(left - right)}，请核对。"
    found = [Verdict(left == right, f"{sums}，{difference}")]
    if given.carried_before is not None:
        same = given.carried_before == given.carried_in
        words = f"上年年报的“结转下年度” {given.carried_before}，本年的“上年结转” {given.carried_in}，"
        found.append(Verdict(same, words + ("一致。" if same else "不一致，请核对。")))
    return found
