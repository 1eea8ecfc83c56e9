"""落实情况报告: how a plan was carried out, by its chapters.  Pure.

Generated are the overall figures, the chapters and the known problems; judgement and plans are left to a
person as marked gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from common.dates import long_date
from reports.figures import SOON_DAYS, Tally
from reports.papers.blocks import Annex, Block, Gap, Heading, Paper, Para, Signature
from reports.papers.facts import Chapter, Entry, Facts, Late, state_words
from reports.tables import Table

# Of many overdue items the papers name so many; all stand in the annex.
_MOST_LATE = 20


def progress_report(facts: Facts, table: Table | None = None) -> Paper:
    """The report; ``table`` (each task and where it stands) becomes its annex."""
    blocks: list[Block] = [
        Heading(1, "总体情况"),
        Para(overall(facts)),
        Gap("组织领导、工作部署等总体情况"),
        Heading(1, "主要做法及成效"),
    ]
    for chapter in facts.chapters:
        blocks += _chapter(chapter)
    blocks += [Heading(1, "存在问题"), *_problems(facts), Heading(1, "下一步工作"), *_next(facts)]
    if table is not None:
        blocks.append(Para("附件：任务落实情况表"))
    blocks.append(Signature(facts.issuer, long_date(facts.today)))
    if table is not None:
        blocks.append(Annex("附件", table))
    return Paper(title=f"关于《{facts.title}》落实情况的报告", blocks=blocks)


def overall(facts: Facts) -> str:
    """“截至…，共分解任务N项…”: the sentence that report and circular share."""
    when = f"截至{long_date(facts.today)}"
    when += f"，{facts.span}到期的事项中" if facts.span else ""
    words = f"{when}，《{facts.title}》共有任务{len(facts.entries)}项"
    states = state_words(facts.entries)
    return f"{words}：{states}。{tally_words(facts.tally)}" if states else f"{words}。"


def tally_words(tally: Tally) -> str:
    """The board's figures as a sentence; nothing where nothing counts."""
    if not tally.total:
        return ""
    words = f"按期次统计，共{tally.total}个期次，应完成{tally.due}个"
    if tally.due:
        words += f"，其中已完成{tally.due_done}个，完成率{tally.rate}"
    if tally.early:
        words += f"；提前完成{tally.early}个"
    if tally.overdue:
        words += f"；逾期未完成{tally.overdue}个"
    if tally.missing:
        words += f"；期满未报{tally.missing}个"
    if tally.soon:
        words += f"；{SOON_DAYS}天内到期{tally.soon}个"
    return words + "。"


def _chapter(chapter: Chapter) -> Iterator[Block]:
    yield Heading(2, chapter.name)
    yield Para(f"共{len(chapter.entries)}项任务：{state_words(chapter.entries)}。")
    for entry in chapter.entries:
        if entry.progress:
            yield Para(_flowing(entry.progress), lead=f"{entry.lead}。", level=3)
    silent = [entry for entry in chapter.entries if not entry.progress and entry.completion]
    if silent:
        yield Para(
            "尚未填报进展的任务：" + "；".join(f"{entry.lead}（{entry.units}）" for entry in silent) + "。"
        )


def _flowing(words: str) -> str:
    """Lines of several units or periods as one paragraph."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return "".join(line if line[-1] in "。；！" else line + "。" for line in lines)


def _problems(facts: Facts) -> Iterator[Block]:
    if facts.late:
        yield Para(f"逾期未完成的事项：{late_words(facts.late)}。")
    for entry in facts.entries:
        if entry.problems:
            yield Para(f"{_flowing(entry.problems)}", lead=f"{entry.lead}（{_owner(entry)}）：")
    yield Gap("对存在问题的归纳和原因分析")


def late_words(items: Sequence[Late]) -> str:
    """“核对目录（办公室，逾期3天）；…”."""
    words = "；".join(
        f"{each.lead}（{each.units}，逾期{each.days}天{_moved(each)}）" for each in items[:_MOST_LATE]
    )
    return f"{words}；等{len(items)}项" if len(items) > _MOST_LATE else words


def _moved(late: Late) -> str:
    return f"，原定{long_date(late.postponed_from)}" if late.postponed_from else ""


def _owner(entry: Entry) -> str:
    return entry.units or "单位未定"


def _next(facts: Facts) -> Iterator[Block]:
    tally = facts.tally
    if tally.open:
        left = f"尚有{tally.open}个期次未完成"
        left += f"，其中{tally.soon}个在{SOON_DAYS}天内到期" if tally.soon else ""
        yield Para(f"{left}，将提醒责任单位按时限办结。")
    yield Gap("下一步的工作打算")
