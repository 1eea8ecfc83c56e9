"""The board of a past day shows what it showed on that day, or says why it cannot."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from reports.figures import Figure
from tasks.models import Extension, Obligation, Plan
from tasks.services import editing, progress
from tasks.services.periods import open_periods
from tasks.workflow import Completion, State
from tests.factories import person
from tests.factories_tasks import LONG_TERM, at, due, issued_plan, new_task
from tests.reports.world import World
from units.models import User

FIRST = dt.date(2026, 7, 1)
DAYS = [FIRST + dt.timedelta(days=12 * number) for number in range(9)]
READERS = ("parks leader", "parks head")


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(at(FIRST), tick=False) as traveller:
        yield traveller


@pytest.fixture
def plan(world: World, clock: Any) -> Plan:
    units = world.sections[world.parks]
    days = [FIRST + dt.timedelta(days=30 * number + 5) for number in range(4)]
    tasks = [new_task(f"第{n}项", *units[n % 3 : n % 3 + 2], deadline=due(day)) for n, day in enumerate(days)]
    tasks += [new_task("长期更新", *units[:2], deadline=LONG_TERM)]
    return issued_plan(world.parks, tasks, actor=world.user("parks office"), day=FIRST)


def live(world: World, plan: Plan, heads: dict[int, User], rng: random.Random, now: dt.datetime) -> None:
    """One morning: some report, submit, are accepted, returned, given more time."""
    office = world.user("parks office")
    for owed in rng.sample(list(plan.obligations.order_by("pk")), 3):
        head = heads[owed.unit_id]
        state = State(owed.state)
        if state in {State.PENDING, State.RETURNED}:
            progress.report(
                obligation=owed, actor=head, now=now, progress=f"{now}", completion=Completion.DONE
            )
            if rng.random() < 0.7:
                progress.submit(obligation=owed, actor=head, now=now)
        elif state is State.SUBMITTED:
            act = rng.choice([progress.accept, progress.return_, progress.withdraw, progress.waive])
            reason = {"reason": "核对"} if act in (progress.return_, progress.waive) else {}
            act(obligation=owed, actor=head if act is progress.withdraw else office, now=now, **reason)
        elif rng.random() < 0.5:
            progress.reopen(obligation=owed, actor=office, now=now, reason="补充")


def shown(client: Client, query: str) -> Any:
    answer = client.get(f"/dashboard/?all=1{query}")
    assert answer.status_code == 200, answer.content.decode()[-800:]
    found = answer.context["overview"]
    figures = {str(figure): getattr(found.total, figure) for figure in Figure if figure is not Figure.LATE}
    lines = sorted((line.name, line.tally) for line in found.units)
    curve = [(line.month, line.due) for line in found.curve.lines], found.curve.done_points
    items = [(item.task.pk, item.word, item.units, item.light.sentence) for item in found.items]
    return figures, found.total, found.tasks, lines, curve, items


def test_a_past_day_shows_what_it_showed_then(world: World, plan: Plan, client: Client, clock: Any) -> None:
    rng, then = random.Random(3), {}
    heads = {unit.pk: person("head", unit) for unit in world.sections[world.parks]}
    for day in DAYS:
        clock.move_to(at(day, 9))
        open_periods(today=day, now=at(day, 9), plans=[plan])
        live(world, plan, heads, rng, at(day, 9))
        clock.move_to(at(day, 20))
        for name in READERS:
            client.force_login(world.user(name))
            then[name, day] = shown(client, "")
    assert len({str(each) for each in then.values()}) > 6
    clock.move_to(at(DAYS[-1] + dt.timedelta(days=3)))
    for (name, day), figures in then.items():
        client.force_login(world.user(name))
        assert shown(client, f"&on={day}") == figures, (name, day)


def test_an_extension_counts_from_the_day_it_was_granted(
    world: World, plan: Plan, client: Client, clock: Any
) -> None:
    owed = plan.obligations.order_by("due_on", "pk")[0]
    before = owed.due_on
    clock.move_to(at(before + dt.timedelta(days=3)))
    clerk = world.user("parks office")
    Extension.objects.create(
        obligation=owed, state="granted", reason="雨季",
        due_on=before, wanted_on=before + dt.timedelta(days=20),
        asked_by=clerk, granted_on=before + dt.timedelta(days=20), decided_by=clerk,
        decided_at=at(before + dt.timedelta(days=3)),
    )  # fmt: skip
    Obligation.objects.filter(period=owed.period_id).update(due_on=before + dt.timedelta(days=20))
    clock.move_to(at(before + dt.timedelta(days=6)))
    client.force_login(world.user("parks leader"))
    assert client.get("/dashboard/").context["overview"].total.overdue == 0
    late = client.get(f"/dashboard/?on={before + dt.timedelta(days=1)}").context["overview"].total
    assert late.overdue == 1


def test_what_was_changed_since_is_refused_with_the_reason(
    world: World, plan: Plan, client: Client, clock: Any
) -> None:
    clock.move_to(at(FIRST + dt.timedelta(days=20)))
    task, office = plan.tasks.order_by("pk")[0], world.user("parks office")
    seen = editing.deadline_words(task.deadline)
    later = due(FIRST + dt.timedelta(days=60))
    editing.edit_deadline(
        task=task, actor=office, now=at(FIRST + dt.timedelta(days=20)), deadline=later, seen=seen
    )
    clock.move_to(at(FIRST + dt.timedelta(days=40)))
    client.force_login(world.user("parks leader"))
    answer = client.get(f"/dashboard/?on={FIRST + dt.timedelta(days=10)}")
    assert answer.status_code == 409
    assert "不能准确还原" in answer.content.decode()
    assert client.get(f"/dashboard/?on={FIRST + dt.timedelta(days=30)}").status_code == 200


def test_rows_without_history_are_refused(drawn: World, client: Client) -> None:
    with time_machine.travel(at(dt.date(2026, 10, 20)), tick=False):
        client.force_login(drawn.user("parks leader"))
        answer = client.get("/dashboard/?on=2026-10-01")
    assert answer.status_code == 409
    assert "完整的办理记录" in answer.content.decode()


@pytest.mark.parametrize("on", ["2026-13-01", "gestern", "20260101x"])
def test_a_day_that_is_none_is_not_found(world: World, client: Client, on: str) -> None:
    client.force_login(world.user("parks leader"))
    assert client.get(f"/dashboard/?on={on}").status_code == 404


def test_days_to_come_are_today(world: World, plan: Plan, client: Client, clock: Any) -> None:
    client.force_login(world.user("parks leader"))
    assert client.get("/dashboard/?on=2027-01-01").context["choice"].on is None


def test_the_same_day_a_year_before_stands_beside_the_figures(
    world: World, plan: Plan, client: Client, clock: Any
) -> None:
    heads = {unit.pk: person("head", unit) for unit in world.sections[world.parks]}
    for day in DAYS[:6]:
        clock.move_to(at(day, 9))
        open_periods(today=day, now=at(day, 9), plans=[plan])
        live(world, plan, heads, random.Random(5), at(day, 9))
    year_on = DAYS[5].replace(year=DAYS[5].year + 1)
    clock.move_to(at(year_on, 20))
    tasks = [new_task("新一年", world.sections[world.parks][0])]
    new = issued_plan(world.parks, tasks, actor=world.user("parks office"), day=year_on)
    Plan.objects.filter(pk=new.pk).update(year=year_on.year)
    client.force_login(world.user("parks leader"))
    board = client.get("/dashboard/")
    assert board.context["choice"].year == year_on.year
    told = client.get(board.context["pages"]["before"]).context["total"]
    assert told == client.get(f"/dashboard/?year={DAYS[5].year}&on={DAYS[5]}").context["overview"].total
    assert told.total > 0
    outsider = client.get("/dashboard/year-before/?year=2026&on=2026-08-01&unit=999999")
    assert outsider.status_code == 404


def test_a_year_before_that_cannot_be_told_says_so(drawn: World, client: Client) -> None:
    with time_machine.travel(at(dt.date(2026, 10, 20)), tick=False):
        client.force_login(drawn.user("parks leader"))
        answer = client.get("/dashboard/year-before/?year=2025&on=2025-10-20")
    assert answer.status_code == 200
    assert "不能准确还原" in answer.content.decode()
