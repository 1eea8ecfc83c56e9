"""The draft of next year's plan, and what was left undone carried over."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.decisions import Forbidden, Refusal
from compare.models import Comparison, Link
from compare.moving import MOVED
from compare.services import carrying, comparing, drafting
from compare.undone import undone_of
from compare.yearly import chosen, counted, rows_of
from tasks.models import Plan
from tasks.services import editing, plans, progress
from tasks.services.editing import deadline_words
from tasks.services.undo import undo
from tasks.telling import sentence
from tasks.workflow import Completion
from tests.compare.conftest import NOW, nth
from tests.factories import UnitFactory
from tests.factories_tasks import LONG_TERM, carried_by, due, make_plan, new_task, obligation_of
from tests.tasks.conftest import Bureau
from units import services as units
from units.audit import SYSTEM

DECEMBER = dt.date(2026, 12, 30)


def test_a_draft_of_next_year_has_everything_but_what_was_reported(last_year: Plan, bureau: Bureau) -> None:
    made, is_new = drafting.draft_next_year(plan=last_year, actor=bureau.clerk, now=NOW)
    assert is_new
    assert (made.year, made.state, made.title) == (
        2026,
        "draft",
        "云溪市园林局2026年政务公开工作要点分工方案",
    )
    assert not made.obligations.exists()
    assert not made.document_number
    old, new = nth(last_year, 2), nth(made, 2)
    assert new.text == "编制并发布2025年度政府信息公开工作年度报告。"
    assert (new.number, new.due_on) == (old.number, DECEMBER)
    assert [str(each.holder) for each in new.assignments.all()] == ["绿化科"]
    assert new.requirement is not None
    assert new.requirement.title == "一、夯实基础"
    assert sentence(made.events.get()) == f"{bureau.clerk} 建立了计划：沿用《{last_year.title}》起草"


def test_its_tasks_are_linked_and_their_dates_wait_for_a_look(last_year: Plan, bureau: Bureau) -> None:
    made, _ = drafting.draft_next_year(plan=last_year, actor=bureau.clerk, now=NOW)
    comparison = Comparison.objects.get(plan=made, other=last_year)
    rows = rows_of(comparison)
    assert counted(rows) == {
        "open": 0, "kept": 4, "reworded": 0, "new": 0, "dropped": 0, "undone": 4, "check": 4,
    }  # fmt: skip
    links = [row.link.pk for row in rows if row.link][:3]
    assert comparing.mark_checked(comparison=comparison, links=links, actor=bureau.clerk) == 3
    assert len(list(chosen(rows_of(comparison), "check"))) == 1
    assert nth(made, 1).deadline_reason == MOVED


def test_drafting_twice_answers_the_first_draft(last_year: Plan, bureau: Bureau) -> None:
    first, _ = drafting.draft_next_year(plan=last_year, actor=bureau.clerk, now=NOW)
    again, is_new = drafting.draft_next_year(plan=last_year, actor=bureau.clerk, now=NOW)
    assert (again, is_new) == (first, False)
    plans.issue(plan=first, actor=bureau.clerk, now=NOW)
    assert drafting.draft_next_year(plan=last_year, actor=bureau.clerk, now=NOW)[1]


def test_long_terms_stay_and_gone_units_are_their_successors(bureau: Bureau) -> None:
    gone = UnitFactory(parent=bureau.unit, name="苗木科")
    lost = UnitFactory(parent=bureau.unit, name="花卉科")
    task = new_task("维护专栏。", assignments=carried_by(gone, bureau.roads, lost), deadline=LONG_TERM)
    plan = make_plan(bureau.unit, [task], actor=bureau.clerk)
    units.retire_unit(unit=gone, by=SYSTEM, on=NOW.date(), successor=bureau.roads)
    units.retire_unit(unit=lost, by=SYSTEM, on=NOW.date())
    made, _ = drafting.draft_next_year(plan=plan, actor=bureau.clerk, now=NOW)
    assert [str(each.holder) for each in nth(made, 1).assignments.all()] == ["养护科"]
    assert deadline_words(nth(made, 1).deadline) == deadline_words(LONG_TERM)
    assert not Link.objects.get(after=nth(made, 1)).to_check


def test_only_the_office_drafts_and_only_from_an_annual_plan(
    last_year: Plan, reference: Plan, bureau: Bureau
) -> None:
    for user in (bureau.head, bureau.stranger):
        with pytest.raises(Forbidden):
            drafting.draft_next_year(plan=last_year, actor=user, now=NOW)
    with pytest.raises(Refusal, match="年度方案"):
        drafting.draft_next_year(plan=reference, actor=bureau.clerk, now=NOW)


def test_a_draft_takes_few_queries_whatever_its_size(bureau: Bureau) -> None:
    def queries(count: int) -> int:
        tasks = [new_task(f"公开第{n}类事项。", bureau.green) for n in range(count)]
        plan = make_plan(bureau.unit, tasks, actor=bureau.clerk)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            drafting.draft_next_year(plan=plan, actor=bureau.clerk, now=NOW)
        return len(caught)

    assert queries(3) == queries(40) <= 30


def test_what_was_left_undone_is_carried_over_with_its_origin(yearly: Comparison, bureau: Bureau) -> None:
    undone = nth(yearly.other, 3)
    before = yearly.plan.tasks.count()
    done, batch = carrying.carry_over(
        comparison=yearly, tasks=[undone.pk], due_on=DECEMBER, actor=bureau.clerk, now=NOW
    )
    assert done == 1
    added = yearly.links.get(before=undone).after
    assert (added.text, added.due_on) == (undone.text, DECEMBER)
    assert added.requirement is not None
    assert added.requirement.title == "一、夯实基础"
    assert obligation_of(yearly.plan, bureau.green).task == added
    event = added.events.get(act="added")
    assert event.reason == f"由《{yearly.other.title}》第 3 项结转"
    with pytest.raises(Refusal, match="没有勾选"):
        carrying.carry_over(
            comparison=yearly, tasks=[undone.pk], due_on=DECEMBER, actor=bureau.clerk, now=NOW
        )
    undo(plan=yearly.plan, actor=bureau.clerk, now=NOW, batch=batch.id)
    assert yearly.plan.tasks.in_force().count() == before
    assert any(row.may_carry and row.before and row.before.id == undone.pk for row in rows_of(yearly))
    again, _ = carrying.carry_over(
        comparison=yearly, tasks=[undone.pk], due_on=DECEMBER, actor=bureau.clerk, now=NOW
    )
    assert again == 1


def test_what_is_done_is_not_carried_over(last_year: Plan, yearly: Comparison, bureau: Bureau) -> None:
    task = nth(last_year, 3)
    owed = last_year.obligations.get(task=task)
    hand = {"obligation": owed, "now": NOW}
    progress.report(actor=bureau.head, progress="已举办。", completion=Completion.DONE, **hand)
    progress.submit(actor=bureau.head, **hand)
    progress.accept(actor=bureau.clerk, **hand)
    assert set(undone_of(last_year)) == {nth(last_year, n).pk for n in (1, 2, 4)}
    for day, tasks, why in ((DECEMBER, [task.pk], "没有勾选"), (dt.date(2026, 1, 1), [], "不能早于今天")):
        with pytest.raises(Refusal, match=why):
            carrying.carry_over(comparison=yearly, tasks=tasks, due_on=day, actor=bureau.clerk, now=NOW)


def test_an_archived_plan_takes_nothing_over(yearly: Comparison, bureau: Bureau) -> None:
    plans.archive(plan=yearly.plan, actor=bureau.clerk, now=NOW)
    with pytest.raises(Forbidden, match="归档"):
        carrying.carry_over(
            comparison=yearly, tasks=[nth(yearly.other, 3).pk], due_on=DECEMBER, actor=bureau.clerk, now=NOW
        )


def test_a_deadline_that_was_edited_needs_no_look_any_more(last_year: Plan, bureau: Bureau) -> None:
    made, _ = drafting.draft_next_year(plan=last_year, actor=bureau.clerk, now=NOW)
    task = nth(made, 1)
    editing.edit_deadline(
        task=task, actor=bureau.clerk, now=NOW, deadline=due(dt.date(2026, 11, 30)),
        seen=deadline_words(task.deadline),
    )  # fmt: skip
    assert counted(rows_of(Comparison.objects.get(plan=made)))["check"] == 3
