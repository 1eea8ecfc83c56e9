"""The nightly check: no difference where the planner has run, every kind of damage found and repaired."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reminders import planner, reconcile
from reminders.models import Reckoning, Reminder
from tasks.models import Obligation
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import Bureau, moment

D = dt.date
DAY = D(2027, 1, 19)
NOW = moment(DAY, "07:00")


@pytest.fixture
def planned(bureau: Bureau) -> Bureau:
    issued_plan(
        bureau.unit,
        [
            new_task("更新专栏", bureau.section),
            new_task("公布名录", bureau.section, deadline=due(D(2026, 12, 30))),
        ],
    )
    planner.plan(today=DAY, now=NOW)
    return bureau


def test_what_was_planned_is_what_should_be(planned: Bureau) -> None:
    found = reconcile.compare(NOW)
    assert found.differences == []
    assert found.compared == Reminder.objects.filter(state="pending").count() > 10


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (lambda row: Reminder.objects.filter(pk=row.pk).delete(), "缺少"),
        (lambda row: Reminder.objects.filter(pk=row.pk).update(state="cancelled"), "已撤回却应发出"),
        (lambda row: Reminder.objects.filter(pk=row.pk).update(step="T-5"), "缺少"),
    ],
)
def test_damage_is_found_repaired_and_noted(planned: Bureau, damage: object, word: str) -> None:
    damage(Reminder.objects.filter(step="T-3").first())  # type: ignore[operator]
    row = reconcile.reckon(NOW)
    assert (row.found > 0, row.left) == (True, 0)
    assert row.sample[0].startswith(word)
    assert reconcile.reckon(NOW).found == 0
    assert Reckoning.objects.count() == 2


def test_what_waits_too_long_is_told(planned: Bureau) -> None:
    number = Reminder.objects.filter(visible_from__lte=moment(DAY, "09:00")).count()
    assert f"{number} 条提醒到点未处理" in reconcile.compare(moment(DAY, "09:30")).differences
    assert number > 0


def test_the_command_says_what_it_found(planned: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminders.management.commands.check_reminders.database_now", lambda: NOW)
    said = StringIO()
    call_command("check_reminders", stdout=said)
    assert "不一致 0 条，补正后仍不一致 0 条" in said.getvalue()
    monkeypatch.setattr(planner, "plan", lambda **_: planner.Counts())
    Reminder.objects.filter(step="T-3").delete()
    with pytest.raises(CommandError):
        call_command("check_reminders", stdout=said)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(["submit", "return", "move", "sleep", "plan"]), max_size=6))
def test_after_a_run_nothing_differs_whatever_happened(planned: Bureau, acts: list[str]) -> None:
    """The clock goes on from example to example: rows of the past are part of what is compared."""
    day = Reckoning.objects.count()
    now = NOW + dt.timedelta(days=day)
    for act in acts:
        rows = Obligation.objects.filter(plan=planned.plan)
        if act == "submit":
            rows.update(state="submitted")
        elif act == "return":
            rows.update(state="pending")
        elif act == "move":
            rows.update(due_on=now.date() + dt.timedelta(9 + day % 5))
        elif act == "sleep":
            now += dt.timedelta(hours=5)
        else:
            planner.plan(today=now.date(), now=now)
    reconcile.reckon(now)
    assert [line for line in reconcile.compare(now).differences if "到点" not in line] == []
