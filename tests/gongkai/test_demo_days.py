"""The demo is alive on any day: its days keep their order, its steps happen in order and in the past."""

from __future__ import annotations

import datetime as dt
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from common.dates import SHANGHAI, local_date
from gongkai.demo import content, fates
from gongkai.demo.days import Days
from tasks.deadlines import DeadlineKind
from tasks.presets import presets
from tasks.workdays import WorkCalendar

CALENDAR = WorkCalendar()
PLANS = ("plan_this_year", "plan_last_year", "plan_other_bureau", "plan_draft")
mornings = st.builds(
    lambda day, hour: dt.datetime.combine(day, dt.time(hour, 20), SHANGHAI),
    st.dates(dt.date(2024, 1, 1), dt.date(2032, 12, 31)),
    st.integers(0, 23),
)


@given(mornings)
def test_plans_follow_one_another(now: dt.datetime) -> None:
    days = Days(now, CALENDAR)
    order = [days.last_issued, days.standing_issued, days.filed, days.issued, days.today - dt.timedelta(60)]
    assert order == sorted(order)
    assert days.issued.year == days.year
    assert days.at(days.today, 23, 59) == now


@given(mornings)
def test_some_deadline_is_past_near_and_far(now: dt.datetime) -> None:
    days = Days(now, CALENDAR)
    found = [days.deadline(t, days.year, days.issued) for t in content.plan("plan_this_year").tasks]
    dates = [each.date for each in found if each.kind is DeadlineKind.DATE and each.date]
    left = [CALENDAR.workdays_between(days.today, date) for date in dates]
    assert min(dates) > days.issued
    assert any(n < 0 for n in left)
    assert any(0 <= n <= 3 for n in left)
    assert any(3 < n <= 7 for n in left)
    assert any(n > 20 for n in left)


@given(
    st.sampled_from(sorted(fates.FATES)),
    mornings,
    st.integers(0, 300),
    st.integers(-200, 200),
    st.randoms(use_true_random=False),
)
def test_steps_happen_in_order_and_in_the_past(
    fate: str, now: dt.datetime, open_days: int, due_days: int, rng: Random
) -> None:
    opened = now - dt.timedelta(open_days)
    due_on = local_date(now) + dt.timedelta(due_days)
    steps = fates.schedule(fate, opened=opened, due_on=due_on, now=now, calendar=CALENDAR, rng=rng)
    moments = [opened, *(moment for moment, _ in steps)]
    assert moments == sorted(set(moments))
    assert moments[-1] <= now
    assert [doing for _, doing in steps] == [step.doing for step in fates.FATES[fate]][: len(steps)]


def test_every_fate_is_known() -> None:
    tasks = [task for name in PLANS for task in content.plan(name).tasks]
    used = {task.fate for task in tasks} | {fate for task in tasks for fate in task.fates.values()}
    assert used == set(fates.FATES)
    assert set(fates.RECENT) <= set(fates.FATES)


def test_presets_are_whole() -> None:
    for preset in presets().values():
        assert preset.item
        assert preset.source
        assert preset.words
        assert preset.first_days > 0
