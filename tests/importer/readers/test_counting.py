"""Counters as Word writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.readers.counting import FORMATS, chinese, count


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        (3, "decimal", "3"),
        (3, "decimalZero", "03"),
        (12, "decimalFullWidth", "１２"),
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "japaneseCounting", "二十"),
        (105, "chineseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"),
        (1001, "chineseCounting", "一千零一"),
        (12, "ideographDigital", "一二"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (2, "ideographTraditional", "乙"),
        (12, "ideographZodiac", "亥"),
        (1, "decimalEnclosedCircle", "①"),
        (21, "decimalEnclosedCircleChinese", "㉑"),
        (2, "decimalEnclosedParen", "⑵"),
        (28, "lowerLetter", "bb"),
        (4, "upperRoman", "IV"),
        (1994, "lowerRoman", "mcmxciv"),
        (7, "none", ""),
        (7, "vietnameseCounting", "7"),
    ],
)
def test_as_printed(number: int, number_format: str, text: str) -> None:
    assert count(number, number_format) == text


def read_chinese(text: str) -> int:
    digits = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
    total = digit = 0
    for sign in text.replace("零", ""):
        if sign in digits:
            digit = digits[sign]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
    return total + digit


@given(st.integers(1, 9999))
def test_chinese_numbers_read_back(number: int) -> None:
    assert read_chinese(chinese(number)) == number


@given(st.integers(-5, 100_000), st.sampled_from(sorted(FORMATS)))
def test_every_format_takes_every_number(number: int, number_format: str) -> None:
    assert isinstance(count(number, number_format), str)
