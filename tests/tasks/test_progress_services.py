"""The acts on an obligation, by whom, with what outcome, and what is left in the history."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from common.decisions import Forbidden, Refusal
from tasks.models import Obligation, Plan, ProgressReport, TaskEvent
from tasks.services import progress
from tasks.services.progress import NewEvidence
from tasks.workflow import Completion
from tests.factories import person
from tests.factories_tasks import at, due, issued_plan, new_task, obligation_of
from tests.tasks.conftest import Bureau

DAY = dt.date(2026, 12, 1)
NOW = at(DAY)
PAGE = NewEvidence("https://www.example.gov.cn/a.html", "年报公开情况", DAY)


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    return issued_plan(
        bureau.unit, [new_task("编制年度报告。", bureau.green, deadline=due(dt.date(2026, 12, 30)))]
    )


@pytest.fixture
def owed(plan: Plan, bureau: Bureau) -> Obligation:
    return obligation_of(plan, bureau.green)


def tell(owed: Obligation, bureau: Bureau, word: Completion = Completion.DONE) -> ProgressReport:
    return progress.report(
        obligation=owed,
        actor=bureau.handler,
        now=NOW,
        progress="已完成初稿。",
        completion=word,
        evidence=[PAGE],
    )


def submitted(owed: Obligation, bureau: Bureau) -> Obligation:
    tell(owed, bureau)
    return progress.submit(obligation=owed, actor=bureau.head, now=NOW)


def test_from_report_to_accepted(owed: Obligation, bureau: Bureau) -> None:
    submitted(owed, bureau)
    later = at(dt.date(2026, 12, 3))
    done = progress.accept(obligation=owed, actor=bureau.clerk, now=later)
    assert (done.state, done.done_on, done.completion) == ("accepted", DAY, "done")
    acts = list(owed.events.order_by("pk").values_list("act", "actor"))
    assert acts == [
        ("report", bureau.handler.pk),
        ("submit", bureau.head.pk),
        ("accept", bureau.clerk.pk),
    ]
    evidence = owed.reports.get().evidence.get()
    assert (evidence.url, evidence.title, evidence.published_on) == (PAGE.url, PAGE.title, DAY)


def test_handler_reports_but_only_the_head_submits(owed: Obligation, bureau: Bureau) -> None:
    tell(owed, bureau)
    for other in (bureau.handler, bureau.clerk, bureau.other_head, bureau.leader, bureau.stranger):
        with pytest.raises(Forbidden, match="负责人"):
            progress.submit(obligation=owed, actor=other, now=NOW)


def test_strangers_report_nothing(owed: Obligation, bureau: Bureau) -> None:
    for other in (bureau.other_head, bureau.leader, bureau.stranger):
        with pytest.raises(Forbidden):
            progress.report(obligation=owed, actor=other, now=NOW, progress="无关")
    assert not ProgressReport.objects.exists()


def test_the_office_reports_on_behalf_and_is_marked(owed: Obligation, bureau: Bureau) -> None:
    made = progress.report(obligation=owed, actor=bureau.clerk, now=NOW, progress="电话了解，正在办理。")
    assert made.on_behalf
    assert not tell(owed, bureau).on_behalf


def test_nothing_to_say_is_refused(owed: Obligation, bureau: Bureau) -> None:
    with pytest.raises(Refusal, match="进展"):
        progress.report(obligation=owed, actor=bureau.handler, now=NOW, progress="  ")


def test_submit_needs_a_report_and_a_completion_word(owed: Obligation, bureau: Bureau) -> None:
    with pytest.raises(Refusal, match="先填报"):
        progress.submit(obligation=owed, actor=bureau.head, now=NOW)
    tell(owed, bureau, Completion.NOT_DONE)
    with pytest.raises(Refusal, match="持续推进"):
        progress.submit(obligation=owed, actor=bureau.head, now=NOW)


def test_the_same_report_twice_is_one_row(owed: Obligation, bureau: Bureau) -> None:
    assert tell(owed, bureau) == tell(owed, bureau)
    assert owed.reports.count() == 1
    assert owed.events.count() == 1


def test_a_second_click_gets_the_first_answer(owed: Obligation, bureau: Bureau) -> None:
    submitted(owed, bureau)
    assert submitted(owed, bureau).state == "submitted"
    for _ in range(2):
        assert progress.accept(obligation=owed, actor=bureau.clerk, now=NOW).state == "accepted"
    assert [event.act for event in owed.events.order_by("pk")] == ["report", "submit", "accept"]


def test_a_second_decider_is_told_who_was_first(owed: Obligation, bureau: Bureau) -> None:
    submitted(owed, bureau)
    progress.accept(obligation=owed, actor=bureau.clerk, now=NOW)
    other = person("office", bureau.unit)
    told = rf"已由{bureau.clerk}于12月1日 10:00审核通过，当前状态是“已完成”"
    with pytest.raises(Refusal, match=told):
        progress.accept(obligation=owed, actor=other, now=NOW)
    with pytest.raises(Refusal, match="您已于12月1日 10:00审核通过"):
        progress.return_(obligation=owed, actor=bureau.clerk, now=NOW, reason="太迟")
    assert owed.events.filter(act="accept").count() == 1


def test_what_changed_since_the_page_was_opened_is_not_decided_on(owed: Obligation, bureau: Bureau) -> None:
    page = submitted(owed, bureau).version
    progress.withdraw(obligation=owed, actor=bureau.head, now=NOW)
    progress.report(
        obligation=owed, actor=bureau.head, now=NOW, progress="改写。", completion=Completion.DONE
    )
    progress.submit(obligation=owed, actor=bureau.head, now=NOW)
    for act, more in ((progress.accept, {}), (progress.return_, {"reason": "补充"})):
        with pytest.raises(Refusal, match="刷新"):
            act(obligation=owed, actor=bureau.clerk, now=NOW, seen=page, **more)
    owed.refresh_from_db()
    assert owed.state == "submitted"


def test_return_needs_a_reason_and_the_unit_goes_on(owed: Obligation, bureau: Bureau) -> None:
    submitted(owed, bureau)
    with pytest.raises(Refusal, match="原因"):
        progress.return_(obligation=owed, actor=bureau.clerk, now=NOW, reason=" ")
    back = progress.return_(obligation=owed, actor=bureau.clerk, now=NOW, reason="请补充网址")
    assert (back.state, back.returned_reason, back.submitted_on) == ("returned", "请补充网址", None)
    again = progress.submit(obligation=owed, actor=bureau.head, now=NOW)
    assert (again.state, again.returned_reason) == ("submitted", "")


def test_withdraw_waive_reopen(owed: Obligation, bureau: Bureau) -> None:
    submitted(owed, bureau)
    assert progress.withdraw(obligation=owed, actor=bureau.head, now=NOW).state == "pending"
    waived = progress.waive(obligation=owed, actor=bureau.clerk, now=NOW, reason="职责已划出")
    assert waived.state == "waived"
    opened = progress.reopen(obligation=owed, actor=bureau.clerk, now=NOW, reason="误操作")
    assert opened.state == "pending"
    assert owed.reports.count() == 1
    assert set(owed.events.values_list("act", flat=True)) == {
        "report",
        "submit",
        "withdraw",
        "waive",
        "reopen",
    }


def test_without_acceptance_a_submission_is_done(owed: Obligation, bureau: Bureau) -> None:
    Plan.objects.update(needs_acceptance=False)
    tell(owed, bureau)
    done = progress.submit(obligation=owed, actor=bureau.head, now=NOW)
    assert (done.state, done.done_on) == ("accepted", DAY)
    assert list(owed.events.order_by("pk").values_list("act", flat=True)) == ["report", "submit", "accept"]


def test_history_is_append_only(owed: Obligation, bureau: Bureau) -> None:
    tell(owed, bureau)
    event = owed.events.get()
    for change in (
        lambda: TaskEvent.objects.update(reason="改写"),
        lambda: TaskEvent.objects.all().delete(),
        event.save,
        event.delete,
    ):
        with pytest.raises(TypeError, match="append-only"):
            change()


def test_the_database_itself_refuses_to_rewrite_history(owed: Obligation, bureau: Bureau) -> None:
    tell(owed, bureau)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("UPDATE tasks_taskevent SET reason = 'x'")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute("DELETE FROM tasks_taskevent")
    assert owed.events.get().reason == ""
