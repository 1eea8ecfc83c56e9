"""Words and deadlines a year on."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.moving import moved_deadline, moved_text, moved_title
from tasks.deadlines import Deadline, DeadlineKind


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("建立2025年任务台账", "建立2026年任务台账"),
        ("发布2024年度报告，2025年底前完成", "发布2025年度报告，2026年底前完成"),
        ("2026 年 1 月 31 日前", "2027 年 1 月 31 日前"),
        ("2025-09-30", "2026-09-30"),
        (
            "按《2025年政务公开工作要点》（国办发〔2025〕3号）",
            "按《2025年政务公开工作要点》（国办发〔2025〕3号）",
        ),
        ("对2024年以来的文件清理，2025年内完成", "对2024年以来的文件清理，2026年内完成"),
        ("到2030年基本建成", "到2030年基本建成"),
        ("电话12025年", "电话12025年"),
        ("长期", "长期"),
    ],
)
def test_years_near_the_plans_move(text: str, moved: str) -> None:
    assert moved_text(text, 2025) == moved


def test_a_title_moves_inside_its_marks_too() -> None:
    assert moved_title("某局关于印发《2025年工作要点》的通知", 2025) == "某局关于印发《2026年工作要点》的通知"


@given(st.text(alphabet="2025年度《》〔〕前底。-0123456789", max_size=30))
def test_any_text_keeps_its_length(text: str) -> None:
    assert len(moved_text(text, 2025)) == len(text)


@given(st.dates(dt.date(2016, 1, 1), dt.date(2032, 12, 31)))
def test_a_date_stays_its_day_and_the_end_of_february_its_end(day: dt.date) -> None:
    moved = moved_deadline(Deadline(kind=DeadlineKind.DATE, date=day), day.year).date
    assert moved is not None
    assert (moved.year, moved.month) == (day.year + 1, day.month)
    assert moved.day == day.day or day.month == 2


def test_days_after_issue_and_long_terms_stay() -> None:
    relative = Deadline("印发30日内", DeadlineKind.RELATIVE, days_after_issue=30)
    assert moved_deadline(relative, 2025) == relative
    assert moved_deadline(Deadline("长期", DeadlineKind.LONG_TERM), 2025) == Deadline(
        "长期", DeadlineKind.LONG_TERM
    )
