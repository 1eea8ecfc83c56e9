"""The arithmetic of a tally, and the year's curve."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from reports.curve import BOTTOM, TOP, cumulate, draw
from reports.figures import DEFINITIONS, FIGURE_LABELS, STAGES_BY_WEIGHT, STAGES_OF, Figure, Stage, Tally

counts = st.integers(0, 10_000)
months = st.tuples(st.integers(2024, 2027), st.integers(1, 12))
days = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))


@st.composite
def tallies(draw_: st.DrawFn) -> Tally:
    done, overdue, missing, soon, running = (draw_(counts) for _ in range(5))
    due_done = draw_(st.integers(0, done))
    due = due_done + overdue + missing + draw_(st.integers(0, running))
    return Tally(done, overdue, missing, soon, running, due, due_done)


@given(tallies())
def test_each_figure_is_the_sum_of_its_stages(tally: Tally) -> None:
    for figure in Figure:
        if figure not in (Figure.DUE, Figure.LATE):
            assert getattr(tally, figure) == sum(getattr(tally, stage) for stage in STAGES_OF[figure])


@given(tallies(), tallies())
def test_tallies_add_up(left: Tally, right: Tally) -> None:
    both = left + right
    assert both.total == left.total + right.total
    assert both.due_done == left.due_done + right.due_done


@given(tallies())
def test_rate_is_100_only_where_all_that_is_due_is_done(tally: Tally) -> None:
    if tally.due:
        assert (tally.rate == "100%") == (tally.due_done == tally.due)
        assert abs(float(tally.rate[:-1]) - 100 * tally.due_done / tally.due) <= 0.1
    else:
        assert tally.rate == ""


@given(tallies())
def test_a_bar_shows_every_period_once(tally: Tally) -> None:
    assert sum(number for _, number, _ in tally.parts) == tally.total


def test_every_figure_has_a_word_and_every_stage_a_weight() -> None:
    assert set(FIGURE_LABELS) == set(STAGES_OF) == set(Figure)
    assert sorted(STAGES_BY_WEIGHT) == sorted(Stage)
    assert len({word for word, _ in DEFINITIONS}) == len(DEFINITIONS)


@given(st.dictionaries(months, counts, max_size=8), st.dictionaries(months, counts, max_size=8), days)
def test_lines_run_month_by_month_and_only_rise(
    due: dict[tuple[int, int], int], done: dict[tuple[int, int], int], today: dt.date
) -> None:
    lines = cumulate(due, done, today)
    assert bool(lines) == bool(due or done)
    numbers = [line.year * 12 + line.month for line in lines]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if lines else True
    sums = [line.due for line in lines]
    assert sums == sorted(sums)
    assert not lines or sums[-1] == sum(due.values())
    for line in lines:
        assert (line.done is None) == ((line.year, line.month) > (today.year, today.month))


@given(st.dictionaries(months, st.integers(1, 10_000), min_size=1, max_size=8), days)
def test_the_drawing_stays_in_its_frame(due: dict[tuple[int, int], int], today: dt.date) -> None:
    curve = draw(cumulate(due, {}, today), today)
    assert curve is not None
    points = [tuple(map(float, pair.split(","))) for pair in curve.due_points.split()]
    assert all(TOP <= y <= BOTTOM for _, y in points)
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert len(points) == len(curve.lines) + 1
    assert 2 <= len(curve.grid) <= 6
    assert len(curve.months) <= 12


def test_the_solid_line_ends_at_today() -> None:
    lines = cumulate({(2026, 1): 1, (2026, 4): 3}, {(2026, 1): 1}, dt.date(2026, 2, 14))
    curve = draw(lines, dt.date(2026, 2, 14))
    assert curve is not None
    # Half of the second of four months.
    assert curve.end == (round(44 + (626 - 44) * 1.5 / 4, 1), curve.end[1])


def test_nothing_is_no_drawing() -> None:
    assert draw(cumulate({}, {}, dt.date(2026, 1, 1)), dt.date(2026, 1, 1)) is None
