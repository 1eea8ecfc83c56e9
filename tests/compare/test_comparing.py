"""Proposals and answers: what a person has said stays; from year to year a task has one partner."""

from __future__ import annotations

import random

import pytest
from django.db import IntegrityError, transaction

from common.decisions import Forbidden, Refusal
from compare.coverage import coverage_of
from compare.models import Comparison, Gap, Link
from compare.services import comparing
from compare.yearly import counted, rows_of
from tasks.models import Plan
from tests.compare.conftest import NOW, nth, only, pairs
from tests.tasks.conftest import Bureau

P, C, R = "proposed", "confirmed", "rejected"


def test_pairs_are_proposed_and_nothing_is_decided(yearly: Comparison) -> None:
    assert pairs(yearly) == {(1, 2, P), (2, 1, P)}
    assert only(yearly, 2, 1).likeness == 100


def test_an_answer_stays_when_pairs_are_proposed_again(yearly: Comparison, bureau: Bureau) -> None:
    hand = {"comparison": yearly, "actor": bureau.clerk, "now": NOW}
    comparing.confirm(links=[only(yearly, 2, 1).pk], **hand)
    comparing.reject(links=[only(yearly, 1, 2).pk], **hand)
    for _ in range(2):
        comparing.propose_again(**hand)
        assert pairs(yearly) == {(2, 1, C), (1, 2, R)}
    answered = only(yearly, 2, 1)
    assert (answered.decided_by, answered.decided_at) == (bureau.clerk, NOW)


def test_a_task_has_one_partner_a_year(yearly: Comparison, bureau: Bureau) -> None:
    hand = {"comparison": yearly, "actor": bureau.clerk, "now": NOW}
    comparing.confirm(links=[only(yearly, 1, 2).pk], **hand)
    with pytest.raises(Refusal, match="请先撤回"):
        comparing.join(before=nth(yearly.other, 3).pk, after=nth(yearly.plan, 2).pk, **hand)
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(
            comparison=yearly,
            before=nth(yearly.other, 3),
            after=nth(yearly.plan, 2),
            likeness=1,
            state=C,
            sole=True,
            decided_at=NOW,
        )
    comparing.take_back(comparison=yearly, links=[only(yearly, 1, 2).pk], actor=bureau.clerk)
    comparing.join(before=nth(yearly.other, 3).pk, after=nth(yearly.plan, 2).pk, **hand)
    assert (3, 2, C) in pairs(yearly)
    assert (1, 2, P) not in pairs(yearly)


def test_what_a_person_made_goes_when_taken_back(yearly: Comparison, bureau: Bureau) -> None:
    hand = {"comparison": yearly, "actor": bureau.clerk, "now": NOW}
    link = comparing.join(before=nth(yearly.other, 4).pk, after=nth(yearly.plan, 3).pk, **hand)
    assert link.origin == Link.Origin.PERSON
    comparing.take_back(comparison=yearly, links=[link.pk], actor=bureau.clerk)
    assert not yearly.links.filter(pk=link.pk).exists()


def test_any_order_of_answers_keeps_partners_single(yearly: Comparison, bureau: Bureau) -> None:
    rng = random.Random(11)
    hand = {"comparison": yearly, "actor": bureau.clerk, "now": NOW}
    before = [task.pk for task in yearly.other.tasks.all()]
    after = [task.pk for task in yearly.plan.tasks.all()]
    for _ in range(40):
        links = list(yearly.links.values_list("pk", flat=True)) or [0]
        act = rng.choice(("confirm", "reject", "back", "again", "join", "explain"))
        try:
            if act == "join":
                comparing.join(before=rng.choice(before), after=rng.choice(after), **hand)
            elif act == "explain":
                comparing.explain(task=rng.choice(before), reason=rng.choice(("", "已完成")), **hand)
            elif act == "again":
                comparing.propose_again(**hand)
            elif act == "back":
                comparing.take_back(comparison=yearly, links=[rng.choice(links)], actor=bureau.clerk)
            else:
                getattr(comparing, act)(links=[rng.choice(links)], **hand)
        except Refusal:
            continue
        held = yearly.links.filter(state=C).values_list("before", "after")
        assert len({one for one, _ in held}) == len({other for _, other in held}) == len(held)
        assert not Gap.objects.filter(comparison=yearly, task__in=[one for one, _ in held]).exists()
        counts = counted(rows_of(yearly))
        assert sum(counts[each] for each in ("open", "kept", "reworded", "new")) == len(after)


def test_the_page_of_a_year_tells_what_became_of_each(yearly: Comparison, bureau: Bureau) -> None:
    links = list(yearly.links.values_list("pk", flat=True))
    comparing.confirm(comparison=yearly, links=links, actor=bureau.clerk, now=NOW)
    rows = [
        (row.before and row.before.number, row.after and row.after.number, row.word)
        for row in rows_of(yearly)
    ]
    assert rows == [
        ("2", "1", "沿用"),
        ("1", "2", "改写"),
        (None, "3", "新增"),
        ("3", None, "未列入"),
        ("4", None, "未列入"),
    ]
    first = rows_of(yearly)[0]
    assert first.other_units
    assert first.other_deadline
    assert first.undone is not None


def test_coverage_of_an_upstream_document(level: Comparison, bureau: Bureau) -> None:
    hand = {"comparison": level, "actor": bureau.clerk, "now": NOW}
    assert pairs(level) == {(1, 2, P), (2, 1, P)}
    comparing.confirm(links=[only(level, 1, 2).pk, only(level, 2, 1).pk], **hand)
    comparing.join(before=nth(level.other, 1).pk, after=nth(level.plan, 3).pk, **hand)
    comparing.explain(task=nth(level.other, 3).pk, reason="本机关没有所属公共企事业单位。", **hand)
    found = coverage_of(level)
    assert found.counts == {"open": 0, "covered": 2, "gap": 1, "bare": 0, "own": 0}
    assert [len(row.confirmed) for row in found.rows] == [2, 1, 0]
    with pytest.raises(Refusal, match="不必写理由"):
        comparing.explain(task=nth(level.other, 1).pk, reason="不涉及", **hand)
    comparing.explain(task=nth(level.other, 3).pk, reason=" ", **hand)
    assert coverage_of(level).counts["bare"] == 1


def test_only_the_office_answers(yearly: Comparison, bureau: Bureau) -> None:
    for user in (bureau.head, bureau.leader, bureau.stranger):
        with pytest.raises(Forbidden):
            comparing.confirm(comparison=yearly, links=[], actor=user, now=NOW)


def test_a_plan_is_compared_with_an_earlier_one_or_one_from_above(
    last_year: Plan, this_year: Plan, bureau: Bureau
) -> None:
    for kind in Comparison.Kind.values:
        with pytest.raises(Refusal, match="只能与"):
            comparing.start(plan=last_year, other=this_year, kind=kind, actor=bureau.clerk, now=NOW)
    with pytest.raises(Forbidden):
        comparing.start(plan=this_year, other=last_year, kind="year", actor=bureau.stranger, now=NOW)
