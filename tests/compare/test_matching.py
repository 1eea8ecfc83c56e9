"""Proposals: each clause at most once, the best of all assignments, and fast enough for a page."""

from __future__ import annotations

import itertools
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.likeness import Likeness, key_of
from compare.matching import _STEP, Clause, assign, propose

WORDS = ["公开", "年度", "报告", "新媒体", "检查", "账号", "目录", "培训", "依申请", "解读", "专栏", "更新"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map("".join)
documents = st.lists(texts, max_size=12).map(lambda found: [Clause(n, text) for n, text in enumerate(found)])
scores = st.dictionaries(
    st.integers(0, 4), st.dictionaries(st.integers(0, 4), st.integers(1, 100), max_size=5), max_size=5
)


def test_years_and_signs_make_no_difference() -> None:
    assert key_of("发布 2024年度报告。") == key_of("发布2025 年度报告")
    assert key_of("第3条") != key_of("第4条")


@given(texts, texts)
def test_likeness_is_the_same_both_ways_and_whole_for_equals(one: str, other: str) -> None:
    there = Likeness({0: one}, {0: other}).of(0, 0)
    assert there == Likeness({0: other}, {0: one}).of(0, 0)
    assert 0 <= there <= 100
    assert (there == 100) == (one == other)


@settings(max_examples=30)
@given(documents, documents, st.booleans())
def test_each_clause_once_and_in_order(before: list[Clause], after: list[Clause], also: bool) -> None:
    found = propose(before, after, also=also)
    afters = [each.after for each in found]
    assert len(set(afters)) == len(afters)
    if not also:
        befores = [each.before for each in found]
        assert befores == sorted(set(befores))
    assert found == propose(before, after, also=also)


@settings(max_examples=30)
@given(documents)
def test_a_plan_finds_itself(clauses: list[Clause]) -> None:
    assert [(each.before, each.after) for each in propose(clauses, clauses)] == [
        (c.id, c.id) for c in clauses
    ]


@settings(max_examples=30)
@given(documents, documents, st.data())
def test_what_was_refused_stays_apart(before: list[Clause], after: list[Clause], data: st.DataObject) -> None:
    first = propose(before, after)
    refused = {(each.before, each.after) for each in first if data.draw(st.booleans())}
    again = {(each.before, each.after) for each in propose(before, after, apart=refused)}
    assert not again & refused


@given(scores)
def test_the_assignment_is_the_best_of_all(candidates: dict[int, dict[int, int]]) -> None:
    found = assign(candidates)
    assert len(set(found.values())) == len(found)
    assert all(other in candidates[one] for one, other in found.items())
    total = sum(candidates[one][other] for one, other in found.items())
    assert total >= best(candidates) - len(candidates) * _STEP


def best(candidates: dict[int, dict[int, int]]) -> int:
    """By trying every assignment."""
    ways = [[None, *found] for found in candidates.values()]
    return max(
        sum(found[each] for found, each in zip(candidates.values(), way, strict=True) if each is not None)
        for way in itertools.product(*ways)
        if len({each for each in way if each is not None}) == sum(each is not None for each in way)
    )


def test_a_second_best_is_taken_where_both_gain_by_it() -> None:
    """Greedily 1 takes "a" and nothing is left for 2."""
    assert assign({1: {10: 90, 11: 80}, 2: {10: 85}}) == {1: 11, 2: 10}


def test_same_words_under_other_headings_keep_their_place() -> None:
    before = [Clause(1, "加强领导。", "一、网站"), Clause(2, "加强领导。", "二、培训")]
    after = [Clause(3, "加强领导。", "二、培训"), Clause(4, "加强领导。", "一、网站")]
    assert [(each.before, each.after) for each in propose(before, after)] == [(1, 4), (2, 3)]


def test_a_further_task_joins_a_clause_that_is_carried_already() -> None:
    above = [Clause(1, "公开公共交通线路、站点、票价和首末班时间。")]
    own = [Clause(2, "公开公共交通线路、站点和票价。"), Clause(3, "公开公共交通首末班时间和站点。")]
    assert [each.after for each in propose(above, own)] == [2]
    assert [each.after for each in propose(above, own, also=True)] == [2, 3]


@pytest.mark.parametrize("alike", [False, True])
def test_two_plans_of_a_thousand_tasks_take_two_seconds(alike: bool) -> None:
    rng = random.Random(7)
    signs = [chr(0x4E00 + n) for n in range(600)]

    def clause(n: int) -> str:
        return f"公开第{n}类事项并更新目录。" if alike else "".join(rng.choices(signs, k=90))

    before = [Clause(n, clause(n)) for n in range(1_000)]
    moved = rng.sample(before, len(before))
    after = [Clause(each.id, each.text[: len(each.text) * 3 // 4] + clause(each.id)[:8]) for each in moved]
    started = time.process_time()
    found = propose(before, after, also=True)
    spent = time.process_time() - started
    assert spent <= 2
    assert sum(each.before == each.after for each in found) >= 950
