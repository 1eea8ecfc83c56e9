from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.lights import COLOUR_LABELS, LEGEND, SHAPES, Colour, Thresholds, legend, light, worst
from tasks.workdays import WorkCalendar
from tasks.workflow import State

CALENDAR = WorkCalendar()
DUE = date(2023, 1, 31)  # a Tuesday after Spring Festival: 28 and 29 January are worked
DAYS = st.dates(date(2016, 1, 1), date(2032, 12, 31))


def shown(today, state=State.PENDING, **given_):
    facts = {
        "due_on": DUE, "first_due_on": DUE, "issued": True, "done_on": None,
        "reported_this_period": False, "long_term": False,
    } | given_  # fmt: skip
    return light(state=state, today=today, calendar=CALENDAR, **facts)


@pytest.mark.parametrize(
    ("today", "colour", "word", "sentence"),
    [
        (date(2023, 2, 5), "red", "逾期", "应于2023-01-31完成，已逾期5天"),
        (date(2023, 2, 1), "red", "逾期", "应于2023-01-31完成，已逾期1天"),
        (DUE, "amber", "临期", "应于2023-01-31完成，今天到期"),
        (date(2023, 1, 28), "amber", "临期", "应于2023-01-31完成，还有3个工作日"),
        (date(2023, 1, 20), "blue", "近期", "应于2023-01-31完成，还有4个工作日"),
        (date(2023, 1, 17), "blue", "近期", "应于2023-01-31完成，还有7个工作日"),
        (date(2023, 1, 16), "green", "按期", "应于2023-01-31完成，还有8个工作日"),
    ],
)
def test_a_dated_item_as_its_day_comes_and_goes(today, colour, word, sentence):
    lamp = shown(today)
    assert (lamp.colour, lamp.word, lamp.sentence) == (colour, word, sentence)


def test_no_working_day_left_before_a_sunday():
    lamp = shown(date(2027, 1, 30), due_on=date(2027, 1, 31), first_due_on=None)
    assert (lamp.colour, lamp.sentence) == (Colour.AMBER, "应于2027-01-31完成，到期前已没有工作日")


@pytest.mark.parametrize(
    ("state", "done_on", "word", "sentence"),
    [
        (State.ACCEPTED, DUE, "已完成", "按期完成"),
        (State.ACCEPTED, date(2023, 2, 3), "逾期完成", "逾期3天完成"),
        (State.SUBMITTED, DUE, "待审核", "已按期提交，等待审核"),
        (State.SUBMITTED, date(2023, 2, 3), "待审核", "逾期3天提交，等待审核"),
    ],
)
def test_what_was_handed_in_is_green_however_long_the_office_takes(state, done_on, word, sentence):
    lamp = shown(date(2023, 6, 1), state, done_on=done_on)
    assert (lamp.colour, lamp.word, lamp.sentence) == (Colour.GREEN, word, sentence)


def test_a_postponed_day_shows_the_first_one():
    lamp = shown(date(2023, 1, 3), first_due_on=date(2022, 12, 30))
    assert lamp.colour is Colour.GREEN
    assert lamp.sentence.endswith("（原定2022-12-30）")


def test_a_returned_item_is_amber_until_its_day_and_red_after():
    assert shown(date(2022, 12, 1), State.RETURNED).word == "已退回"
    assert shown(date(2022, 12, 1), State.RETURNED).colour is Colour.AMBER
    late = shown(date(2023, 2, 2), State.RETURNED)
    assert (late.colour, late.sentence) == (Colour.RED, "已退回，应于2023-01-31完成，已逾期2天")


@pytest.mark.parametrize(
    ("today", "state", "reported", "colour", "word"),
    [
        (date(2022, 12, 1), State.PENDING, False, "green", "按期"),
        (date(2023, 1, 18), State.PENDING, False, "blue", "本期待报"),
        (date(2023, 1, 30), State.PENDING, False, "amber", "临期"),
        (date(2023, 1, 30), State.PENDING, True, "green", "已填报"),
        (date(2023, 2, 10), State.PENDING, False, "amber", "本期未报"),
        (date(2023, 2, 10), State.PENDING, True, "green", "已填报"),
        (date(2023, 2, 10), State.RETURNED, True, "amber", "已退回"),
    ],
)
def test_a_long_term_period_wants_a_report(today, state, reported, colour, word):
    lamp = shown(today, state, long_term=True, reported_this_period=reported)
    assert (lamp.colour, lamp.word) == (colour, word)


def test_grey_is_for_what_does_not_count():
    assert shown(date(2023, 3, 1), issued=False).word == "未下发"
    assert shown(date(2023, 3, 1), State.WAIVED).word == "不适用"
    undated = shown(date(2023, 3, 1), due_on=None)
    assert (undated.word, undated.colour) == ("未定时限", Colour.GREY)


@pytest.mark.parametrize(
    ("state", "word"),
    [(State.ACCEPTED, "已完成"), (State.SUBMITTED, "待审核"), (State.RETURNED, "已退回")],
)
def test_an_undated_item_still_has_a_state(state, word):
    assert shown(date(2023, 3, 1), state, due_on=None).word == word


def test_thresholds_are_settings():
    patient = Thresholds(red_days=3, amber_workdays=1, blue_workdays=2)
    assert shown(date(2023, 2, 2), thresholds=patient).colour is Colour.AMBER
    assert shown(date(2023, 2, 3), thresholds=patient).colour is Colour.RED
    assert shown(date(2023, 1, 28), thresholds=patient).colour is Colour.GREEN
    assert "超过期限3天" in legend(patient)
    assert "不超过1个工作日" in legend(patient)


def test_the_legend_names_every_colour():
    assert all(f"{label}：" in LEGEND for label in COLOUR_LABELS.values())
    assert "3个工作日" in LEGEND
    assert "7个工作日" in LEGEND


def test_a_task_shows_its_worst_unit():
    red, green = shown(date(2023, 2, 5)), shown(date(2022, 12, 1))
    done = shown(date(2022, 12, 1), State.ACCEPTED, done_on=date(2022, 12, 1))
    waived = shown(date(2022, 12, 1), State.WAIVED)
    assert worst([green, red, waived]) is red
    assert worst([waived, done]) is done
    assert worst([done, green]) is green
    assert worst([]).colour is Colour.GREY


@given(DAYS, st.integers(-400, 400), st.sampled_from(State), st.booleans(), st.booleans(), st.booleans())
def test_every_light_has_its_shape_and_red_means_late_and_not_handed_in(
    due_on, offset, state, reported, long_term, issued
):
    today = due_on + timedelta(offset)
    lamp = shown(
        today, state, due_on=due_on, reported_this_period=reported, long_term=long_term, issued=issued
    )
    assert lamp.shape == SHAPES[lamp.colour]
    assert lamp.word
    assert lamp.sentence
    late = issued and not long_term and today > due_on and state in {State.PENDING, State.RETURNED}
    assert (lamp.colour is Colour.RED) is late


@given(DAYS, st.integers(0, 200))
def test_a_light_never_brightens_while_nothing_is_done(due_on, days_before):
    weights = list(Colour)
    walk = [shown(due_on - timedelta(n), due_on=due_on).colour for n in range(days_before, -3, -1)]
    assert [weights.index(colour) for colour in walk] == sorted(
        (weights.index(colour) for colour in walk), reverse=True
    )
