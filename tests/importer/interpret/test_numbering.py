"""Printed numbers: what is rendered in a style comes back; what only looks like a number does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.interpret import numbering
from importer.interpret.characters import han_to_int, int_to_han
from importer.interpret.numbering import Style
from tests.importer.interpret.strategies import sentences


@given(st.integers(1, 99))
def test_chinese_numerals_come_back(value: int) -> None:
    assert han_to_int(int_to_han(value)) == value


@given(st.sampled_from(list(Style)), st.integers(1, 20), sentences(), st.sampled_from(["", " ", "\u3000"]))
def test_a_rendered_number_is_read_again(style: Style, value: int, sentence: str, blank: str) -> None:
    marker = numbering.leading(numbering.render(style, value) + blank + sentence)
    assert marker is not None
    assert (marker.style, marker.value, marker.rest) == (style, value, sentence)


@given(sentences())
def test_a_sentence_has_no_number(sentence: str) -> None:
    assert numbering.leading(sentence) is None
    assert numbering.strip(sentence) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "12345热线知识库要更新",
        "2024年重点任务",
        "3个工作日内办结",
        "1+6+9工作部署",
        "第三方评估",
        "第一时间处置",
        "一、二级医院应公开",
        "第12条、第15条规定的事项",
    ],
)
def test_counts_and_citations_are_no_numbers(text: str) -> None:
    assert numbering.leading(text) is None


@pytest.mark.parametrize(
    ("text", "core", "rest"),
    [
        ("3.3个社区建成驿站", "3", "3个社区建成驿站"),
        ("5.12345热线与信箱互通", "5", "12345热线与信箱互通"),
        ("2.1 完善制度", "2.1", "完善制度"),
        ("7．整改", "7", "整改"),
        ("（ 十二 ）公开", "十二", "公开"),
        ("⑪核对", "11", "核对"),
    ],
)
def test_numbers_that_stand_before_numbers(text: str, core: str, rest: str) -> None:
    marker = numbering.leading(text)
    assert marker is not None
    assert (marker.core, marker.rest) == (core, rest)


@given(st.integers(1, 300), st.sampled_from(["{}", "{}.", "（{}）", "({})", "{}、", " {} ", "{}.0"]))
def test_a_number_cell_gives_the_number_alone(value: int, form: str) -> None:
    assert numbering.cell_number(form.format(value)) == str(value)


@given(sentences())
def test_a_text_cell_is_no_number_cell(sentence: str) -> None:
    assert numbering.cell_number(sentence) is None
