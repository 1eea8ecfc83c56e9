"""What the papers tell, as values: numbers of headings, leads, sentences."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures import Tally
from reports.papers.blocks import Gap, Heading, Para
from reports.papers.facts import Chapter, Entry, Facts, Late, counted, state_words, without_number
from reports.papers.progress import late_words, overall, progress_report, tally_words

TODAY = dt.date(2026, 10, 20)
WORDS = ["已完成", "持续推进", "已提交，待审核", "未完成", "不适用", "", "甲科：已完成\n乙科：未完成"]


def facts(*chapters: Chapter, late: tuple[Late, ...] = ()) -> Facts:
    return Facts("绿化方案", "园林局", "园发〔2026〕1号", 2026, TODAY, chapters, late)


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("一、公开目录", "公开目录"),
        ("（二）政策解读", "政策解读"),
        ("第三章 平台", "平台"),
        ("4.培训", "培训"),
        ("5、公开", "公开"),
        ("2026年重点", "2026年重点"),
        ("1.5公里绿道", "1.5公里绿道"),
        ("十分重要", "十分重要"),
    ],
)
def test_a_printed_number_is_taken_off(printed: str, bare: str) -> None:
    assert without_number(printed) == bare


@given(st.text(max_size=200))
def test_a_lead_is_one_short_line(text: str) -> None:
    lead = Entry("1", text, "", "").lead
    assert len(lead) <= 60
    assert "\n" not in lead


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_every_entry_is_counted_once(words: list[str]) -> None:
    entries = [Entry("", "做好公开", "甲科", word) for word in words]
    assert sum(counted(entries).values()) == len(words)
    assert bool(state_words(entries)) == bool(words)


def test_units_that_differ_are_not_done() -> None:
    assert state_words([Entry("", "做好公开", "", WORDS[-1])]) == "未完成1项"


def test_the_overall_sentence() -> None:
    entries = (
        Entry("1", "核对目录", "办公室", "已完成", "已核对"),
        Entry("2", "更新指南", "养护科", "未完成"),
    )
    told = facts(Chapter("一、公开目录", Tally(done=3, overdue=1, due=3, due_done=2), entries))
    assert overall(told) == (
        "截至2026年10月20日，《绿化方案》共有任务2项：已完成1项、未完成1项。"
        "按期次统计，共4个期次，应完成3个，其中已完成2个，完成率66.6%；提前完成1个；逾期未完成1个。"
    )
    assert tally_words(Tally()) == ""


def test_late_items_say_who_how_long_and_from_when() -> None:
    moved = Late("核对目录", "办公室", 3, dt.date(2026, 9, 30))
    assert late_words([moved]) == "核对目录（办公室，逾期3天，原定2026年9月30日）"
    assert late_words([moved] * 25).endswith("；等25项")


def test_only_judgement_is_left_to_a_person() -> None:
    silent = Entry("2", "更新指南。", "养护科", "未完成", problems="人手不足")
    told = facts(
        Chapter(
            "一、公开目录", Tally(soon=1), (Entry("1", "核对。", "办", "已完成", "甲：好\n乙：完"), silent)
        )
    )
    paper = progress_report(told)
    headings = [(block.level, block.text) for block in paper.blocks if isinstance(block, Heading)]
    assert headings == [
        (1, "总体情况"), (1, "主要做法及成效"), (2, "公开目录"), (1, "存在问题"), (1, "下一步工作"),
    ]  # fmt: skip
    assert sum(isinstance(block, Gap) for block in paper.blocks) == 3
    words = [block.lead + block.text for block in paper.blocks if isinstance(block, Para)]
    assert "核对。甲：好。乙：完。" in words
    assert "尚未填报进展的任务：更新指南（养护科）。" in words
    assert "更新指南（养护科）：人手不足。" in words
    assert "【请填写：下一步的工作打算】" in paper.text()
