"""What an office's own template may name, with the values of a plan.  Pure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from common.dates import long_date
from reports.figures import Tally
from reports.papers.facts import Chapter, Entry, Facts, Late, state_words
from reports.papers.progress import late_words, overall, tally_words
from reports.tables import Column, Table

# Name → what it holds; the page of templates prints them.  “chapter.name” stands inside a loop.
FIELDS: dict[str, str] = {
    "title": "计划标题",
    "issuer": "印发单位",
    "document_number": "文号",
    "year": "年度",
    "today": "生成日期，如 2026年10月20日",
    "span": "所选时段，没有选时为空",
    "tasks": "任务项数",
    "total": "期次总数",
    "due": "应完成期次数",
    "done": "已完成期次数",
    "overdue": "逾期未完成期次数",
    "rate": "完成率，如 93.4%",
    "overall": "总体情况一段话",
    "figures": "按期次统计的一句话",
    "late_words": "逾期事项一句话",
    "chapters": "各章节，用 {%p for chapter in chapters %} … {%p endfor %} 逐章写",
    "chapter.name": "章节名称（不带序号）",
    "chapter.sentence": "本章任务数和完成情况一句话",
    "chapter.entries": "本章各项任务，用 {%p for entry in chapter.entries %} 逐项写",
    "entry.number": "任务序号",
    "entry.lead": "任务的第一句",
    "entry.text": "任务全文",
    "entry.units": "责任单位",
    "entry.completion": "完成情况",
    "entry.progress": "进展情况",
    "entry.problems": "存在问题及下一步",
    "columns": "任务表的列名",
    "rows": "任务表的各行，用 {%tr for row in rows %} 逐行写，{{ row[0] }} 是第一列",
}


def values(facts: Facts, table: Table) -> dict[str, Any]:
    """The fields of a plan."""
    tally = facts.tally
    return {
        "title": facts.title,
        "issuer": facts.issuer,
        "document_number": facts.document_number,
        "year": facts.year,
        "today": long_date(facts.today),
        "span": facts.span,
        "tasks": len(facts.entries),
        "total": tally.total,
        "due": tally.due,
        "done": tally.done,
        "overdue": tally.overdue,
        "rate": tally.rate,
        "overall": overall(facts),
        "figures": tally_words(tally),
        "late_words": late_words(facts.late),
        "chapters": [_chapter(chapter) for chapter in facts.chapters],
        "columns": [column.head for column in table.columns],
        "rows": [list(row) for row in table.rows],
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    entries = chapter.entries
    return {
        "name": chapter.name,
        "sentence": f"共{len(entries)}项任务：{state_words(entries)}。",
        "entries": [
            {
                "number": entry.number,
                "lead": entry.lead,
                "text": entry.text,
                "units": entry.units,
                "completion": entry.completion,
                "progress": entry.progress,
                "problems": entry.problems,
            }
            for entry in entries
        ],
    }


def sample() -> dict[str, Any]:
    """Made-up values, with which a template is tried before it is kept."""
    entry = Entry("1", "核对目录并公布。", "办公室", "已完成", "已核对", "人手不足")
    chapter = Chapter("一、公开目录", Tally(done=1, due=1, due_done=1), [entry])
    day = dt.date(2026, 10, 20)
    facts = Facts(
        "示例方案", "示例局", "示发〔2026〕1号", 2026, day, [chapter], [Late("核对目录", "办公室", 3)]
    )
    return values(
        facts, Table("", "", "", [Column("任务", 10)] * 8, [["一", "二", "三", "四", "五", "六", "七", "八"]])
    )
