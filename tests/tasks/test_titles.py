"""Short names of plans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.titles import short_title


@pytest.mark.parametrize(
    ("title", "organisation", "short"),
    [
        ("青禾市水务局2026年政务公开工作要点分工方案", "青禾市水务局", "2026年政务公开工作要点分工方案"),
        ("青禾市关于印发《2026年政务公开工作要点》的通知", "青禾市", "2026年政务公开工作要点"),
        ("青禾市水务局政务公开常设事项", "青禾市水务局", "政务公开常设事项"),
        ("青禾市水务局", "青禾市水务局", "青禾市水务局"),
        ("节水宣传专项任务", "青禾市水务局", "节水宣传专项任务"),
    ],
)
def test_the_office_everybody_knows_is_left_out(title: str, organisation: str, short: str) -> None:
    assert short_title(title, organisation) == short


@given(st.text(min_size=1), st.text())
def test_short_and_never_empty(title: str, organisation: str) -> None:
    short = short_title(title, organisation)
    assert 0 < len(short) <= 22


def test_two_long_names_of_one_year_keep_both_ends() -> None:
    first = short_title("2026年关于进一步做好重点领域信息公开和政策解读回应工作的任务分工表")
    second = short_title("2026年关于进一步做好重点领域信息公开和政策解读回应工作的责任清单")
    assert first != second
