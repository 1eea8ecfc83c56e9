"""A later day: asked before the deadline, decided once, with the first day kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from common.decisions import Forbidden, Refusal
from tasks.models import Extension, Obligation
from tasks.services import editing, extensions, progress
from tasks.services.acting import Unsaid
from tasks.status import Board
from tasks.telling import sentence
from tasks.workflow import Completion
from tests.factories import person
from tests.factories_tasks import at, due, issued_plan, new_task, obligation_of
from tests.tasks.conftest import Bureau

DUE, LATER = dt.date(2026, 12, 30), dt.date(2027, 1, 29)
NOW = at(dt.date(2026, 12, 1))


@pytest.fixture
def owed(bureau: Bureau) -> Obligation:
    plan = issued_plan(bureau.unit, [new_task("编制年度报告。", bureau.green, deadline=due(DUE))])
    return obligation_of(plan, bureau.green)


def ask(owed: Obligation, bureau: Bureau, day: dt.date = LATER, now: dt.datetime = NOW) -> Extension:
    return extensions.ask(obligation=owed, actor=bureau.head, now=now, reason="数据未齐", wanted_on=day)


def test_granted_the_unit_has_more_time_and_the_first_day_stays(owed: Obligation, bureau: Bureau) -> None:
    ask(owed, bureau)
    extensions.grant(obligation=owed, actor=bureau.clerk, now=NOW)
    owed.refresh_from_db()
    assert (owed.due_on, owed.period.due_on, owed.period.first_due_on) == (LATER, DUE, DUE)
    told = [sentence(event) for event in owed.events.order_by("pk")]
    assert told == [
        f"{bureau.head} 申请延期 绿化科 2026年12月30日前（期限：“2026年12月30日”→“2027年1月29日”）：数据未齐",
        f"{bureau.clerk} 同意延期 绿化科 2026年12月30日前（期限：“2026年12月30日”→“2027年1月29日”）",
    ]
    assert "原定2026-12-30" in Board.now().light(owed).sentence


def test_another_day_may_be_granted(owed: Obligation, bureau: Bureau) -> None:
    ask(owed, bureau)
    day = dt.date(2027, 1, 15)
    given = extensions.grant(obligation=owed, actor=bureau.clerk, now=NOW, granted_on=day, reason="从紧")
    assert (given.ends_on, given.answer) == (day, "从紧")
    owed.refresh_from_db()
    assert owed.due_on == day


def test_denied_with_a_reason_the_day_stays(owed: Obligation, bureau: Bureau) -> None:
    ask(owed, bureau)
    with pytest.raises(Unsaid), transaction.atomic():
        extensions.deny(obligation=owed, actor=bureau.clerk, now=NOW, reason=" ")
    extensions.deny(obligation=owed, actor=bureau.clerk, now=NOW, reason="须按期上报")
    owed.refresh_from_db()
    assert owed.due_on == DUE
    assert ask(owed, bureau, dt.date(2027, 1, 8)).state == "asked"


def test_who_may_ask_and_decide_and_when(owed: Obligation, bureau: Bureau) -> None:
    for other in (bureau.handler, bureau.clerk, bureau.other_head, bureau.leader):
        with pytest.raises(Forbidden):
            extensions.ask(obligation=owed, actor=other, now=NOW, reason="忙", wanted_on=LATER)
    with pytest.raises(Forbidden, match="期限已过"):
        ask(owed, bureau, now=at(dt.date(2026, 12, 31)))
    with pytest.raises(Unsaid, match="晚于"):
        ask(owed, bureau, DUE)
    with pytest.raises(Refusal, match="没有待答复"):
        extensions.grant(obligation=owed, actor=bureau.clerk, now=NOW)
    ask(owed, bureau)
    with pytest.raises(Forbidden):
        extensions.grant(obligation=owed, actor=bureau.head, now=NOW)
    with pytest.raises(Forbidden, match="等待公开办答复"):
        ask(owed, bureau, dt.date(2027, 3, 1))


def test_two_clicks_are_one_request_and_one_answer(owed: Obligation, bureau: Bureau) -> None:
    assert ask(owed, bureau) == ask(owed, bureau)
    for _ in range(2):
        extensions.grant(obligation=owed, actor=bureau.clerk, now=NOW)
    assert [event.act for event in owed.events.order_by("pk")] == ["ask", "grant"]
    other = person("office", bureau.unit)
    with pytest.raises(Refusal, match=f"已由{bureau.clerk}于12月1日 10:00答复“已同意”"):
        extensions.deny(obligation=owed, actor=other, now=NOW, reason="不行")


def test_handed_in_meanwhile_the_request_lapses(owed: Obligation, bureau: Bureau) -> None:
    asked = ask(owed, bureau)
    progress.report(
        obligation=owed, actor=bureau.head, now=NOW, progress="已办。", completion=Completion.DONE
    )
    progress.submit(obligation=owed, actor=bureau.head, now=NOW)
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    with pytest.raises(Refusal, match="不再需要答复"):
        extensions.grant(obligation=owed, actor=bureau.clerk, now=NOW)


@pytest.mark.parametrize(
    ("day", "stands"),
    [(dt.date(2027, 1, 15), LATER), (dt.date(2027, 3, 1), dt.date(2027, 3, 1))],
    ids=["the later of both", "a new deadline after it"],
)
def test_a_new_deadline_does_not_shorten_what_was_granted(
    owed: Obligation, bureau: Bureau, day: dt.date, stands: dt.date
) -> None:
    ask(owed, bureau)
    extensions.grant(obligation=owed, actor=bureau.clerk, now=NOW)
    seen = editing.deadline_words(owed.task.deadline)
    editing.edit_deadline(task=owed.task, actor=bureau.clerk, now=NOW, deadline=due(day), seen=seen)
    owed.refresh_from_db()
    assert owed.due_on == stands
    moved = owed.task.events.get(act="adjust")
    assert moved.reason == "完成时限已修改"
