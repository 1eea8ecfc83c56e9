import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.deadlines import Deadline, DeadlineKind, Recurrence, resolve_due, spans
from tasks.workdays import WorkCalendar

CALENDAR = WorkCalendar()
FAR = date(2040, 1, 1)
ISSUED = date(2022, 7, 15)

DAYS = st.dates(date(2016, 1, 1), date(2032, 12, 31))
DEADLINES = st.builds(
    Deadline,
    kind=st.sampled_from(DeadlineKind),
    date=st.none() | DAYS,
    days_after_issue=st.none() | st.integers(0, 400),
    working_days=st.booleans(),
    recurrence=st.none() | st.sampled_from(Recurrence),
)
PLANS = st.fixed_dictionaries(
    {"issued_on": st.none() | DAYS, "year": st.integers(2016, 2032), "standing": st.booleans()}
)


def opened(deadline, issued_on=ISSUED, year=2022, until=FAR, standing=False):
    return spans(deadline, issued_on=issued_on, year=year, until=until, calendar=CALENDAR, standing=standing)


def keys(deadline, **plan):
    return [span.key for span in opened(deadline, **plan)]


def on(year, month, day, recurrence=None):
    return Deadline(kind=DeadlineKind.DATE, date=date(year, month, day), recurrence=recurrence)


LONG_TERM = Deadline(kind=DeadlineKind.LONG_TERM)


class TestResolving:
    def test_a_date_is_itself(self):
        assert resolve_due(on(2023, 1, 31), None, CALENDAR) == date(2023, 1, 31)

    def test_days_after_issue(self):
        deadline = Deadline(kind=DeadlineKind.RELATIVE, days_after_issue=30)
        assert resolve_due(deadline, ISSUED, CALENDAR) == date(2022, 8, 14)
        assert resolve_due(deadline, None, CALENDAR) is None

    def test_working_days_after_issue(self):
        deadline = Deadline(kind=DeadlineKind.RELATIVE, days_after_issue=10, working_days=True)
        assert resolve_due(deadline, date(2023, 1, 20), CALENDAR) == date(2023, 2, 8)

    def test_no_deadline_has_no_day_even_where_one_was_left_behind(self):
        assert resolve_due(Deadline(date=date(2022, 9, 1)), ISSUED, CALENDAR) is None


class TestOnce:
    def test_a_date_opens_one_period_from_the_issue_date(self):
        (span,) = opened(on(2023, 1, 31))
        assert (span.key, span.label) == ("once", "2023年1月31日前")
        assert (span.starts_on, span.due_on) == (ISSUED, date(2023, 1, 31))

    def test_nothing_is_open_before_the_issue_date(self):
        assert opened(on(2023, 1, 31), until=ISSUED - timedelta(1)) == ()

    def test_a_date_before_the_issue_date_is_kept(self):
        (span,) = opened(on(2022, 6, 30))
        assert span.starts_on == span.due_on == date(2022, 6, 30)

    def test_no_deadline_opens_nothing(self):
        assert opened(Deadline()) == ()

    def test_days_after_an_unknown_issue_date_open_nothing(self):
        assert opened(Deadline(kind=DeadlineKind.RELATIVE, days_after_issue=30), issued_on=None) == ()


class TestLongTerm:
    def test_quarters_to_the_end_of_the_plan_year(self):
        first, second = opened(LONG_TERM)
        assert (first.key, first.label) == ("2022Q3", "2022年三季度")
        assert (first.starts_on, first.due_on) == (ISSUED, date(2022, 9, 30))
        assert (second.key, second.starts_on, second.due_on) == (
            "2022Q4", date(2022, 10, 1), date(2022, 12, 30),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("issued_on", "first"),
        [
            (date(2022, 8, 31), "2022Q3"),  # 30 days left
            (date(2022, 9, 1), "2022Q4"),  # 29
            (date(2022, 11, 30), "2022Q4"),
            (date(2022, 12, 5), "2022Q4"),  # too late, but a plan never ends up with nothing
            (date(2022, 12, 31), "2023Q1"),
            (date(2021, 12, 20), "2022Q1"),  # a plan issued before its year
        ],
    )
    def test_the_first_quarter(self, issued_on, first):
        assert keys(LONG_TERM, issued_on=issued_on)[0] == first

    def test_a_quarter_opens_on_its_first_day(self):
        assert keys(LONG_TERM, until=date(2022, 9, 30)) == ["2022Q3"]
        assert keys(LONG_TERM, until=date(2022, 10, 1)) == ["2022Q3", "2022Q4"]

    def test_an_unknown_issue_date_is_taken_for_july(self):
        assert keys(LONG_TERM, issued_on=None) == ["2022Q3", "2022Q4"]

    def test_a_standing_plan_goes_on(self):
        assert keys(LONG_TERM, standing=True, until=date(2023, 4, 1)) == [
            "2022Q3", "2022Q4", "2023Q1", "2023Q2",
        ]  # fmt: skip

    def test_a_printed_end_beyond_the_year_is_reached(self):
        until_summer = Deadline(kind=DeadlineKind.LONG_TERM, date=date(2023, 5, 20))
        assert opened(until_summer)[-1].due_on == date(2023, 5, 20)


class TestRecurrence:
    def test_yearly_on_a_printed_date_comes_once_in_an_annual_plan(self):
        (span,) = opened(on(2023, 1, 31, Recurrence.YEARLY))
        assert (span.key, span.label, span.due_on) == ("2023", "2023年1月31日前", date(2023, 1, 31))

    def test_yearly_in_a_standing_plan_opens_when_the_last_was_due(self):
        report = on(2023, 1, 31, Recurrence.YEARLY)
        assert keys(report, standing=True, until=date(2023, 1, 31)) == ["2023"]
        assert keys(report, standing=True, until=date(2023, 2, 1)) == ["2023", "2024"]

    def test_a_standing_plan_does_not_open_years_before_it_was_issued(self):
        report = on(2019, 1, 31, Recurrence.YEARLY)
        assert keys(report, standing=True, until=date(2022, 12, 31)) == ["2023"]

    def test_leap_day(self):
        days = opened(on(2024, 2, 29, Recurrence.YEARLY), standing=True, until=date(2027, 3, 1))
        assert [span.due_on for span in days] == [
            date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29),
        ]  # fmt: skip

    def test_the_same_day_every_year_is_not_the_end_of_the_month(self):
        days = opened(on(2023, 2, 28, Recurrence.YEARLY), standing=True, until=date(2023, 3, 1))
        assert [span.due_on for span in days] == [date(2023, 2, 28), date(2024, 2, 28)]

    def test_a_yearly_date_before_the_issue_date_is_kept(self):
        (span,) = opened(on(2022, 6, 30, Recurrence.YEARLY))
        assert span.starts_on == span.due_on == date(2022, 6, 30)

    def test_yearly_without_a_day_ends_with_the_year(self):
        (span,) = opened(Deadline(recurrence=Recurrence.YEARLY))
        assert (span.key, span.label, span.due_on) == ("2022", "2022年度", date(2022, 12, 31))

    def test_half_years(self):
        (span,) = opened(Deadline(recurrence=Recurrence.HALF_YEARLY))
        assert (span.key, span.label, span.due_on) == ("2022H2", "2022年下半年", date(2022, 12, 30))

    def test_months(self):
        found = opened(Deadline(recurrence=Recurrence.MONTHLY))
        assert [span.key for span in found] == [f"2022-{month:02}" for month in range(7, 13)]
        assert found[1].label == "2022年8月"
        assert found[-1].due_on == date(2022, 12, 30)

    @pytest.mark.parametrize(("day", "first"), [(21, "2022-07"), (22, "2022-08")])
    def test_the_first_month_leaves_ten_days(self, day, first):
        assert keys(Deadline(recurrence=Recurrence.MONTHLY), issued_on=date(2022, 7, day))[0] == first

    def test_a_printed_day_is_due_even_on_the_day_of_issue(self):
        found = opened(on(2022, 9, 20, Recurrence.QUARTERLY), issued_on=date(2022, 9, 20))
        assert [span.due_on for span in found] == [date(2022, 9, 20), date(2022, 12, 20)]

    def test_a_printed_day_is_the_day_of_every_month(self):
        found = opened(on(2022, 8, 5, Recurrence.MONTHLY))
        assert [span.due_on for span in found] == [date(2022, month, 5) for month in range(8, 13)]
        assert found[1].starts_on == date(2022, 8, 6)

    def test_the_year_end_printed_beside_quarters_leaves_the_quarters(self):
        found = opened(on(2022, 12, 30, Recurrence.QUARTERLY))
        assert [span.due_on for span in found] == [date(2022, 9, 30), date(2022, 12, 30)]

    def test_a_printed_day_soon_after_issue_is_not_skipped(self):
        found = opened(on(2022, 9, 30, Recurrence.QUARTERLY), issued_on=date(2022, 9, 20))
        assert [span.due_on for span in found] == [date(2022, 9, 30), date(2022, 12, 30)]


@given(DEADLINES, PLANS, DAYS)
def test_periods_are_in_order_apart_and_unique(deadline, plan, until):
    found = opened(deadline, until=until, **plan)
    assert len({span.key for span in found}) == len(found)
    assert all(span.starts_on <= span.due_on for span in found)
    assert all(span.starts_on <= until for span in found)
    assert all(one.due_on < after.starts_on for one, after in itertools.pairwise(found))


@given(DEADLINES, PLANS, DAYS, st.integers(0, 1000))
def test_a_later_day_only_appends(deadline, plan, until, more):
    before = opened(deadline, until=until, **plan)
    after = opened(deadline, until=until + timedelta(more), **plan)
    assert after[: len(before)] == before


@given(DEADLINES, PLANS)
def test_whatever_has_a_clock_is_seen(deadline, plan):
    has_clock = (
        deadline.recurrence is not None
        or deadline.kind is DeadlineKind.LONG_TERM
        or resolve_due(deadline, plan["issued_on"], CALENDAR) is not None
    )
    assert bool(opened(deadline, until=date(2036, 1, 1), **plan)) is has_clock


@given(st.integers(2016, 2032), st.integers(0, 364))
def test_the_first_quarter_leaves_thirty_days_or_is_the_only_one(year, offset):
    issued_on = date(year, 1, 1) + timedelta(offset)
    found = opened(LONG_TERM, issued_on=issued_on, year=year)
    assert found[0].starts_on >= issued_on
    assert len(found) == 1 or (found[0].due_on - found[0].starts_on).days >= 30


@given(DAYS, st.integers(2016, 2030), st.sampled_from(Recurrence))
def test_the_printed_day_itself_is_due(day, year, recurrence):
    deadline = Deadline(kind=DeadlineKind.DATE, date=day, recurrence=recurrence)
    assert day in {span.due_on for span in opened(deadline, issued_on=day - timedelta(40), year=day.year)}
