"""Dates outside the plan's year are asked about, with their remedy."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer import years
from importer.corrections import laid_over
from importer.draft import DeadlineDraft, TaskDraft
from tests.importer import made


def dated(text: str, day: dt.date, **fields: object) -> TaskDraft:
    deadline = DeadlineDraft(text=text, kind="date", date=day, source="column")
    return made.task("一。", "办公室", deadline=deadline, **fields)


def strays(*tasks: TaskDraft, **facts: object) -> list[tuple[str, dt.date, int]]:
    found = years.stray_dates(laid_over(made.plan(*tasks, **facts), {}))
    return [(each.printed, each.moved, len(each.items)) for each in found]


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (dt.date(2025, 12, 31), dt.date(2026, 12, 31)),
        (dt.date(2025, 3, 1), dt.date(2027, 3, 1)),  # the plan is of July 2026
        (dt.date(2026, 2, 28), dt.date(2027, 2, 28)),
        (dt.date(2029, 12, 31), dt.date(2026, 12, 31)),
        (dt.date(2024, 2, 29), dt.date(2027, 2, 28)),
    ],
)
def test_an_odd_year_is_asked_once_for_all_alike(day: dt.date, moved: dt.date) -> None:
    assert strays(dated("旧日期", day), dated("旧日期", day)) == [("旧日期", moved, 2)]


@pytest.mark.parametrize(
    "day", [dt.date(2026, 12, 31), dt.date(2027, 3, 1), dt.date(2026, 6, 30), dt.date(2027, 12, 31)]
)
def test_a_likely_date_is_not_asked(day: dt.date) -> None:
    assert strays(dated("日期", day)) == []


def test_nothing_is_asked_without_a_year_of_statements_or_of_dates_set_by_hand() -> None:
    old = dt.date(2020, 1, 31)
    assert strays(dated("旧", old), year=None, issued_on=None) == []
    assert strays(dated("旧", old, directive=False)) == []
    by_hand = {"tasks": {"0": {"deadline": {"kind": "date", "date": "2019-05-05", "recurrence": None}}}}
    assert years.stray_dates(laid_over(made.plan(dated("旧", old)), by_hand)) == []


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1)), st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
)
def test_a_moved_date_is_never_odd(day: dt.date, issued: dt.date) -> None:
    assert years.odd(years.moved(day, 2026, issued), 2026, issued) == ""
    assert years.moved(day, 2026, issued) >= issued or issued.year > 2026
