"""Facts of the plan out of the lines around its table."""

from __future__ import annotations

import datetime as dt

import pytest

from importer.interpret import facts

TITLE = "河湾县档案局2024年重点任务分工方案"


@pytest.mark.parametrize(
    "lines",
    [
        [TITLE],
        ["附件", TITLE],
        ["附件1：" + TITLE],
        ["河湾县档案局", "2024年重点任务分工方案"],
        ["河湾县档案局关于印发《河湾县档案局2024年重点任务分工方案》的通知", "各科室：", "现印发给你们。"],
        ["河湾县档案局关于印发", "《河湾县档案局2024年重点任务分工方案》的通知"],
        ["河湾县档案局 2024 年重点任务分工方案", "一、提高认识", "请按月报送工作进展情况。"],
    ],
)
def test_the_title(lines: list[str]) -> None:
    found = facts.find(lines, [])
    assert (found.title, found.issuer, found.year) == (TITLE, "河湾县档案局", 2024)


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("2024年青禾镇人民政府重点工作清单", "青禾镇人民政府"),
        ("青禾街道办事处贯彻落实2024年公开要点任务分解表", "青禾街道办事处"),
        ("青禾经济开发区管委会2024年营商环境任务清单", "青禾经济开发区管委会"),
    ],
)
def test_the_issuer_in_the_title(title: str, issuer: str) -> None:
    assert facts.find([title], []).issuer == issuer


@pytest.mark.parametrize(
    "line",
    [
        "2024年3月5日",
        "（2024年3月5日）",
        "印发日期：2024年3月5日　文号：河档发〔2024〕7号",
        "印发日期：2024-03-05",
        "河湾县档案局2024年3月5日印发",
        "二〇二四年三月五日",
    ],
)
def test_the_issue_date(line: str) -> None:
    assert facts.find([TITLE, line], []).issued_on == dt.date(2024, 3, 5)


def test_dates_in_sentences_are_no_issue_date() -> None:
    assert facts.find([TITLE, "请于2024年3月5日前报送材料。"], []).issued_on is None
    assert facts.find([TITLE, "2024年2月30日"], []).issued_on is None


def test_a_told_issue_date_goes_first() -> None:
    told = dt.date(2024, 4, 1)
    assert facts.find([TITLE, "2024年3月5日"], [], told).issued_on == told


def test_the_document_number_and_not_a_cited_one() -> None:
    cited = "根据《某某办法》（某政发〔2020〕1号）要求，制定本方案。"
    assert facts.find([cited], []).document_number is None
    assert facts.find([cited, "河档发〔2024〕7号"], []).document_number == "河档发〔2024〕7号"
    assert facts.find(["（河档办函〔2024〕7号）"], []).document_number == "河档办函〔2024〕7号"


def test_the_year_of_the_tasks_is_assumed_and_marked() -> None:
    found = facts.find([], ["建立2023年工作要点任务台账", "落实2023年重点任务", "对2022年工作要点开展回头看"])
    assert (found.year, found.year_is_assumed) == (2023, True)
    assert facts.find([], ["更新目录"]).year is None


def test_else_the_year_of_most_deadlines_is_assumed() -> None:
    found = facts.find([], ["更新目录"], deadlines=["2024/6/30", "2024年9月", "2025年1月31日", "长期"])
    assert (found.year, found.year_is_assumed) == (2024, True)
