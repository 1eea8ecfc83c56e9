"""Items in a cell: numbered ones come apart, everything else stays together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.interpret import items, numbering
from importer.interpret.numbering import Style
from tests.importer.interpret.strategies import sentences

ITEM_STYLES = st.sampled_from([Style.ARABIC, Style.ARABIC_BRACKET, Style.CIRCLED, Style.HAN_BRACKET])


@given(ITEM_STYLES, st.integers(1, 12), st.lists(sentences(), min_size=1, max_size=5))
def test_items_in_lines_come_back(style: Style, first: int, texts: list[str]) -> None:
    cell = "\n".join(numbering.render(style, first + i) + text for i, text in enumerate(texts))
    found = items.split(cell)
    assert [item.text for item in found] == texts
    assert [item.marker.value for item in found if item.marker] == list(range(first, first + len(texts)))


@given(
    st.sampled_from([Style.ARABIC, Style.ARABIC_BRACKET]),
    st.lists(sentences(), min_size=2, max_size=4),
    st.sampled_from(["", " "]),
)
def test_items_within_a_line_come_back(style: Style, texts: list[str], blank: str) -> None:
    cell = blank.join(numbering.render(style, 1 + i) + text for i, text in enumerate(texts))
    assert [item.text for item in items.split(cell)] == texts


@given(st.lists(sentences(), min_size=1, max_size=3))
def test_paragraphs_without_numbers_are_one_item(texts: list[str]) -> None:
    found = items.split("\n".join(texts))
    assert [(item.number, item.text) for item in found] == [(None, "\n".join(texts))]


@given(sentences(), st.lists(sentences(), min_size=1, max_size=3), st.integers(1, 9))
def test_text_before_the_next_number_goes_before_it(rest: str, texts: list[str], last: int) -> None:
    before = numbering.leading(f"{last}.上一条")
    cell = "\n".join([rest, *(f"{last + 1 + i}.{text}" for i, text in enumerate(texts))])
    found = items.split(cell, before)
    assert [item.text for item in found] == [rest, *texts]
    assert found[0].marker is None


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        (
            "1.完善制度：\n（1）修订办法；\n（2）编制目录。\n2.抓好培训。",
            ["完善制度：\n（1）修订办法；\n（2）编制目录。", "抓好培训。"],
        ),
        ("做好以下工作：\n1.修订办法。\n2.编制目录。", ["做好以下工作：\n1.修订办法。\n2.编制目录。"]),
        ("1.建设一网通办 2.0版平台。", ["建设一网通办 2.0版平台。"]),
        ("1.面积不少于 3. 5公里以内有驿站。", ["面积不少于 3. 5公里以内有驿站。"]),
        ("1.热线办理。2.12345热线与信箱互通。", ["热线办理。", "12345热线与信箱互通。"]),
        ("3.巡查。\n5.上报。", ["巡查。", "上报。"]),
        ("3.巡查。 5.上报。", ["巡查。 5.上报。"]),
    ],
)
def test_what_is_an_item_and_what_is_not(cell: str, texts: list[str]) -> None:
    assert [item.text.replace("\n", "\n") for item in items.split(cell)] == texts


@given(sentences())
def test_sentences_end(sentence: str) -> None:
    assert items.is_finished(sentence)
    assert items.is_finished(sentence + "”")
    assert not items.is_finished(sentence[:-1])
