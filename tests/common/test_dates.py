from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import (
    local_date,
    long_date,
    month_end,
    quarter_end,
    quarter_label,
    quarter_of,
    quarter_start,
    weekday_word,
)


def test_the_day_is_the_one_in_shanghai():
    assert local_date(datetime(2022, 12, 30, 15, 59, tzinfo=UTC)) == date(2022, 12, 30)
    assert local_date(datetime(2022, 12, 30, 16, 0, tzinfo=UTC)) == date(2022, 12, 31)


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        local_date(datetime(2022, 12, 30, 12, 0))  # noqa: DTZ001


def test_chinese_words():
    assert long_date(date(2022, 12, 30)) == "2022年12月30日"
    assert weekday_word(date(2022, 12, 28)) == "星期三"
    assert weekday_word(date(2022, 12, 25)) == "星期日"
    assert quarter_label(2022, 3) == "2022年三季度"


def test_month_ends():
    assert month_end(2024, 2) == date(2024, 2, 29)
    assert month_end(2023, 2) == date(2023, 2, 28)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_day_lies_in_its_quarter(day):
    quarter = quarter_of(day)
    assert quarter_start(day.year, quarter) <= day <= quarter_end(day.year, quarter)
