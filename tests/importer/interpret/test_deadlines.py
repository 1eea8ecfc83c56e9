"""Deadlines: a drawn date in every printed form comes back; what is no deadline of the task does not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.interpret import deadlines, recurrence
from importer.interpret.characters import int_to_han
from importer.interpret.clock import Clock, last_day, safe_date
from tests.importer.interpret.strategies import days, sentences

ISSUED = dt.date(2023, 5, 16)
CLOCK = Clock(ISSUED, 2023)
BEFORE = st.sampled_from(["", "前", "之前", "前完成", "底前"])


def month_end(day: dt.date) -> dt.date:
    return day.replace(day=last_day(day.year, day.month))


FULL = {
    "{d.year}年{d.month}月{d.day}日": lambda d: d,
    "{d.year} 年 {d.month} 月 {d.day} 日前": lambda d: d,
    "{d.year}.{d.month}.{d.day}": lambda d: d,
    "{d.year}-{d.month:02}-{d.day:02}": lambda d: d,
    "{d.year}/{d.month}/{d.day}": lambda d: d,
    "{d.year}年{d.month}月底前": month_end,
    "{d.year}年{d.month}月": month_end,
    "{d.year}年{d.month}月上旬": lambda d: d.replace(day=10),
    "{d.year}年{d.month}月中旬前": lambda d: d.replace(day=20),
    "{d.year}年{d.month}月下旬": month_end,
    "{d.year}年底前": lambda d: dt.date(d.year, 12, 31),
    "{d.year}年年底": lambda d: dt.date(d.year, 12, 31),
    "{d.year}年上半年": lambda d: dt.date(d.year, 6, 30),
    "{d.year}年": lambda d: dt.date(d.year, 12, 31),
}


@given(days, st.sampled_from(list(FULL)))
def test_a_date_with_its_year_comes_back_from_a_cell(day: dt.date, form: str) -> None:
    reading = deadlines.read_cell(form.format(d=day), Clock())
    assert (reading.deadline.kind, reading.deadline.date) == ("date", FULL[form](day))
    assert not reading.year_assumed
    assert reading.deadline.text == form.format(d=day)


@given(days, days, st.sampled_from(["{m}月{d}日", "{m} 月 {d} 日前", "{hm}月{hd}日", "{m}月{d}日之前完成"]))
def test_without_a_year_it_is_the_first_such_day_after_issue(
    day: dt.date, issued: dt.date, form: str
) -> None:
    text = form.format(m=day.month, d=day.day, hm=int_to_han(day.month), hd=int_to_han(day.day))
    reading = deadlines.read_cell(text, Clock(issued))
    date = reading.deadline.date
    assert reading.year_assumed
    assert reading.deadline.reason
    assert date is not None
    assert issued <= date < issued.replace(year=issued.year + 1, day=1) + dt.timedelta(days=31)
    assert (date.month, date.day) == (day.month, min(day.day, last_day(date.year, day.month)))


@given(st.integers(1, 4), st.sampled_from(["第{}季度", "{}季度末", "{}季度"]))
def test_a_quarter_ends_on_its_last_day(quarter: int, form: str) -> None:
    date = deadlines.read_cell("2024年" + form.format(int_to_han(quarter)), CLOCK).deadline.date
    assert date == safe_date(2024, 3 * quarter, 31)


@given(
    st.integers(1, 60),
    st.booleans(),
    st.sampled_from(["印发后{}内", "印发之日起{}内", "方案印发后{}内", "自本方案印发之日起{}内"]),
)
def test_days_from_issue(amount: int, working: bool, form: str) -> None:
    text = form.format(f"{amount}个工作日" if working else f"{amount}日")
    deadline = deadlines.read_cell(text, CLOCK).deadline
    assert (deadline.kind, deadline.days_after_issue, deadline.working_days) == ("relative", amount, working)


@pytest.mark.parametrize(
    "text", ["长期", "全年", "持续推进", "常态化", "长期坚持", "2023年全年", "1月—12月", "立即实施并长期坚持"]
)
def test_long_term(text: str) -> None:
    deadline = deadlines.read_cell(text, CLOCK).deadline
    assert (deadline.kind, deadline.date) == ("long_term", None)


@pytest.mark.parametrize(
    ("text", "recurrence"),
    [
        ("长期（每半年小结一次）", "half_yearly"),
        ("全年，每季度报送进展", "quarterly"),
        ("长期（按月调度）", "monthly"),
    ],
)
def test_long_term_with_a_rhythm(text: str, recurrence: str) -> None:
    deadline = deadlines.read_cell(text, CLOCK).deadline
    assert (deadline.kind, deadline.recurrence) == ("long_term", recurrence)


@pytest.mark.parametrize(
    "text", ["按规定时限", "按上级要求", "每月5日前", "每季度末", "批复后20日内", "每学期", "7月1日起"]
)
def test_no_single_date(text: str) -> None:
    deadline = deadlines.read_cell(text, CLOCK).deadline
    assert (deadline.kind, deadline.date, deadline.text) == ("none", None, text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("9月—11月", "2023-11-30"),
        ("2023年12月至2024年3月", "2024-03-31"),
        ("次年1月底前", "2024-01-31"),
        ("每年1月31日前", "2024-01-31"),
        ("11月投入使用", "2023-11-30"),
        ("2月30日", "2024-02-29"),
        ("6月底前出方案，10月底前完成", "2023-10-31"),
        ("2023.12", "2023-12-31"),
        ("2023.6-2023.9", "2023-09-30"),
        ("6.30前", "2023-06-30"),
        ("20230930", "2023-09-30"),
        ("2023—2025年", "2025-12-31"),
        ("二〇二三年十月底", "2023-10-31"),
        ("2023年12月31日（每季度末报送进展）", "2023-12-31"),
        ("持续推进，年底前见成效", "2023-12-31"),
    ],
)
def test_cells_that_take_thought(text: str, date: str) -> None:
    assert deadlines.read_cell(text, CLOCK).deadline.date == dt.date.fromisoformat(date)


@given(sentences(), st.integers(1, 12), sentences())
def test_a_date_in_running_text(before: str, month: int, after: str) -> None:
    deadline = deadlines.read(None, f"{before}于{month}月底前报送结果。{after}", CLOCK).deadline
    assert (deadline.kind, deadline.source, deadline.text) == ("date", "text", f"{month}月底前")


@given(sentences(), st.sampled_from(["长期", "8月底前", "印发后15日内"]))
def test_the_column_goes_before_the_text(sentence: str, cell: str) -> None:
    text = sentence + "于11月底前完成，每季度通报一次。"
    deadline = deadlines.read(cell, text, CLOCK).deadline
    assert (deadline.text, deadline.source, deadline.recurrence) == (cell, "column", "quarterly")
    assert deadlines.read("/", text, CLOCK).deadline.source == "text"


@given(sentences())
def test_text_without_time_has_no_deadline(sentence: str) -> None:
    assert deadlines.read(None, sentence, CLOCK) == deadlines.NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "简单咨询当天答复，其余3个工作日内答复。",
        "自收到申请之日起20个工作日内答复。",
        "在批复后20日内公开预算。",
        "对2022年底前印发的文件开展清理。",
        "对2021年以来的投诉逐件回访。",
        "落实《某某条例》（某府办〔2022〕9号）要求。",
        "办好“2023年12月读书月”活动。",
        "公示期不少于7日。",
        "三年内新建学校5所。",
        "征求意见不少于30日，域名到期前30日续费。",
        "汛期前、开学前完成检修。",
    ],
)
def test_what_is_no_deadline_of_the_task(text: str) -> None:
    deadline = deadlines.read(None, text, CLOCK).deadline
    assert (deadline.kind, deadline.date, deadline.recurrence) == ("none", None, None)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("每年至少召开一次会议。", "yearly", "每年至少召开一次"),
        ("每半年公布一次收支。", "half_yearly", "每半年公布一次"),
        ("每季度开展自查。", "quarterly", "每季度"),
        ("进展每月5日前报办公室汇总。", "monthly", "每月5日前"),
        ("进度按月通报。", "monthly", "按月"),
    ],
)
def test_a_rhythm_alone_gives_no_date(text: str, kind: str, words: str) -> None:
    deadline = deadlines.read(None, text, CLOCK).deadline
    assert (deadline.kind, deadline.recurrence, deadline.text) == ("none", kind, words)


def test_last_years_report_is_due_every_year() -> None:
    text = "于3月1日前发布本单位上年度的《工作情况年度报告》。"
    assert deadlines.read("3月1日", text, CLOCK).deadline.recurrence == "yearly"
    assert deadlines.read("3月1日", "于3月1日前发布报告。", CLOCK).deadline.recurrence is None
    assert recurrence.first("上年度的报告") is None


def test_without_issue_date_july_of_the_plan_year_counts_and_is_told() -> None:
    reading = deadlines.read_cell("1月31日", Clock(year=2022))
    assert reading.deadline.date == dt.date(2023, 1, 31)
    assert "2022年7月" in reading.deadline.reason
    assert deadlines.read_cell("12月30日", Clock(year=2022)).deadline.date == dt.date(2022, 12, 30)


def test_without_any_year_the_date_stays_open() -> None:
    deadline = deadlines.read_cell("12月30日", Clock()).deadline
    assert (deadline.kind, deadline.date) == ("date", None)


def test_several_dates_are_told() -> None:
    reading = deadlines.read_cell("6月底前出方案，10月底前完成", CLOCK)
    assert reading.others == ("6月底前",)


@pytest.mark.parametrize(
    ("text", "who", "when"),
    [
        ("档案科、财务科负责，11月底前完成", "档案科、财务科负责", "11月底前完成"),
        ("档案科牵头，各科室配合", "档案科牵头，各科室配合", None),
        ("档案科；长期坚持", "档案科", "长期坚持"),
    ],
)
def test_a_date_among_units_is_cut_out(text: str, who: str, when: str | None) -> None:
    assert deadlines.cut_dates(text) == (who, when)
