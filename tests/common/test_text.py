import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import clip, fold, numeral, squeeze


def test_squeeze_knows_ideographic_and_invisible_blanks():
    assert squeeze("　各\u200b科室 \n\t 办理\ufeff ") == "各科室 办理"


@given(st.text())
def test_squeeze_is_done_once(text):
    assert squeeze(squeeze(text)) == squeeze(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("（一）公开 指南", "(一)公开指南"), ("ＡＢＣ－１", "abc1"), ("年报、月报。", "年报月报")],
)
def test_fold_sees_through_print(one, other):
    assert fold(one) == fold(other)


def test_fold_keeps_words_apart():
    assert fold("主动公开") != fold("依申请公开")


@given(st.text(), st.integers(1, 40))
def test_clip_stays_within_its_limit(text, limit):
    clipped = clip(text, limit)
    assert len(clipped) <= limit
    assert clipped == squeeze(text) or clipped.endswith("…")


def test_clip_needs_room():
    with pytest.raises(ValueError, match="limit"):
        clip("公开", 0)


@pytest.mark.parametrize(
    ("number", "printed"),
    [(0, "零"), (3, "三"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一"), (100, "一百"),
     (105, "一百零五"), (110, "一百一十"), (1002, "一千零二"), (1010, "一千零一十"), (2000, "二千")],
)  # fmt: skip
def test_numerals_as_headings_print_them(number, printed):
    assert numeral(number) == printed


def test_numerals_are_unique():
    assert len({numeral(number) for number in range(10000)}) == 10000


@pytest.mark.parametrize("number", [-1, 10000])
def test_numerals_end_somewhere(number):
    with pytest.raises(ValueError, match="9999"):
        numeral(number)
