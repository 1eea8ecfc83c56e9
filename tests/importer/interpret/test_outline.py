"""Headings that hold: nested by column and number, the same one recognised when printed again."""

from __future__ import annotations

from importer.interpret.outline import Outline


def path_after(*texts: str, column: int = -1) -> tuple[str, ...]:
    outline = Outline()
    for text in texts:
        outline.enter(text, column)
    return outline.path


def test_numbers_nest_in_one_column() -> None:
    assert path_after("一、甲", "（一）乙", "1.丙") == ("一、甲", "（一）乙", "1.丙")
    assert path_after("一、甲", "（一）乙", "（二）丙") == ("一、甲", "（二）丙")
    assert path_after("一、甲", "（一）乙", "二、丙") == ("二、丙",)


def test_the_same_heading_with_or_without_number_or_blanks() -> None:
    assert path_after("（三）办好 公报。", "办好公报") == ("（三）办好 公报。",)
    assert path_after("办好公报", "（三）办好公报") == ("办好公报",)


def test_the_same_words_under_another_number_are_another_heading() -> None:
    assert path_after("三、筑牢平台", "四、筑牢平台") == ("四、筑牢平台",)


def test_a_heading_printed_again_keeps_what_is_below() -> None:
    outline = Outline()
    outline.enter("一、甲", 0)
    outline.enter("（一）乙", 1)
    assert not outline.enter("甲", 0)
    assert outline.path == ("一、甲", "（一）乙")


def test_a_new_heading_ends_the_columns_to_its_right() -> None:
    outline = Outline()
    for text, column in (("甲", 0), ("乙", 1), ("丙", 2), ("丁", 1)):
        outline.enter(text, column)
    assert outline.path == ("甲", "丁")
    outline.enter("戊", 0)
    assert outline.path == ("戊",)
    outline.clear(0)
    assert outline.path == ()


def test_two_unnumbered_rows_without_a_task_between_nest() -> None:
    outline = Outline()
    outline.enter("夯实基础")
    outline.enter("建好台账")
    assert outline.take() == ("夯实基础", "建好台账")
    outline.enter("强化监督")
    assert outline.path == ("强化监督",)
