"""Evidence as lines of text: what is written out is read again as it was."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tasks.models import Evidence
from tasks.report_forms import evidence_lines, read_evidence

PATHS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_/", max_size=30)
TITLES = st.text("关于公开目录的通告一二三（）：，", max_size=20)
DAYS = st.none() | st.dates(dt.date(2001, 1, 1), dt.date(2099, 12, 31))


@given(st.lists(st.tuples(PATHS, TITLES, DAYS), max_size=5))
def test_what_is_written_out_is_read_again(proofs: list[tuple[str, str, dt.date | None]]) -> None:
    rows = [
        Evidence(url=f"https://www.example.gov.cn/{path}", title=title, published_on=day)
        for path, title, day in proofs
    ]
    read = read_evidence(evidence_lines([*rows, Evidence(name="台账.xlsx")]))
    assert [(e.url, e.title, e.published_on) for e in read] == [
        (e.url, e.title, e.published_on) for e in rows
    ]


@given(st.text(max_size=200))
def test_no_line_is_too_odd(text: str) -> None:
    try:
        found = read_evidence(text)
    except ValidationError:
        return
    assert len(found) == sum(bool(line.strip()) for line in text.splitlines())


@pytest.mark.parametrize(
    "line", ["没有网址", "ftp://a.example.cn", "https://", "https://a.example.cn 2026-02-31"]
)
def test_a_line_without_a_usable_address_or_day_is_said(line: str) -> None:
    with pytest.raises(ValidationError):
        read_evidence(line)
