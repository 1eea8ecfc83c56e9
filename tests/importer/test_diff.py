"""A revised document against its plan: nothing lost, nothing twice, people's changes respected."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from importer.diff import FIELDS, Entry, Kind, diff

WORDS = st.sampled_from(
    ["编制年度养护计划。", "公开养护标准。", "公开养护标准", "发布公开工作年报。", "修剪。"]
)
PATHS = st.sampled_from([("一、养护",), ("二、公开",), ()])


def entry(key: str, text: str, path: tuple[str, ...] = ("一、养护",), **more: object) -> Entry:
    words = {name: str(more.pop(name, "")) for name in FIELDS if name not in {"text", "heading"}}
    return Entry(key, path, {**words, "text": text, "heading": "／".join(path)}, **more)  # type: ignore[arg-type]


@st.composite
def sides(draw: st.DrawFn) -> list[Entry]:
    rows = draw(st.lists(st.tuples(WORDS, PATHS, st.sampled_from(["", "1", "2"]), WORDS), max_size=8))
    return [
        entry(str(n), text, path, number=no, units=units) for n, (text, path, no, units) in enumerate(rows)
    ]


@given(sides())
def test_a_plan_against_itself_is_all_the_same(side: list[Entry]) -> None:
    pairs = diff(side, side)
    assert [pair.kind for pair in pairs] == [Kind.SAME] * len(side)
    assert all(pair.before is pair.after for pair in pairs)


@given(sides(), sides())
def test_every_task_of_both_sides_stands_once(old: list[Entry], new: list[Entry]) -> None:
    pairs = diff(old, new)
    assert sorted(pair.before.key for pair in pairs if pair.before) == sorted(each.key for each in old)
    assert [pair.after for pair in pairs if pair.after] == new
    assert all((pair.kind == Kind.SAME) == (not pair.changes) for pair in pairs if pair.before and pair.after)


@given(sides(), sides())
def test_what_was_called_different_is_not_matched(old: list[Entry], new: list[Entry]) -> None:
    apart = frozenset((a.key, b.key) for a in old for b in new)
    assert {pair.kind for pair in diff(old, new, apart)} <= {Kind.NEW, Kind.GONE}


def test_a_reworded_task_is_the_same_task() -> None:
    (pair,) = diff(
        [entry("1", "编制年度养护计划。")], [entry("0", "编制并公开年度养护计划。", units="绿化科")]
    )
    assert [(change.field, change.before) for change in pair.changes] == [
        ("text", "编制年度养护计划。"),
        ("units", ""),
    ]


def test_like_tasks_find_the_likest() -> None:
    old = [entry("1", "每月公开养护经费使用情况。"), entry("2", "每季度公开养护标准执行情况。")]
    new = [entry("0", "每季度公开养护标准落实情况。"), entry("1", "每月公开养护经费支出情况。")]
    assert [(pair.before.key, pair.after.key) for pair in diff(old, new) if pair.before and pair.after] == [
        ("2", "0"),
        ("1", "1"),
    ]


def test_what_people_changed_and_the_document_did_not_stays() -> None:
    (pair,) = diff(
        [entry("1", "甲。", units="财务科", hand={"units": "办公室"})], [entry("0", "甲。", units="办公室")]
    )
    assert pair.kind == Kind.SAME


def test_what_both_changed_is_a_conflict_and_asks() -> None:
    old = entry("1", "甲事项要办好。", units="财务科", deadline="长期", hand={"units": "办公室"})
    (pair,) = diff([old], [entry("0", "甲事项要办好。", units="绿化科", deadline="2026年9月30日")])
    assert (pair.kind, pair.asks) == (Kind.CONFLICT, True)
    assert [change.field for change in pair.accepted(yes=False)] == ["deadline"]
    assert [change.field for change in pair.accepted(yes=True)] == ["units", "deadline"]


def test_what_was_reported_on_changes_only_with_a_yes() -> None:
    (pair,) = diff([entry("1", "甲。", units="财务科", reported=True)], [entry("0", "甲。", units="绿化科")])
    assert pair.asks
    assert pair.accepted(yes=False) == ()
    (gone,) = diff([entry("1", "甲。", reported=True)], [])
    assert (gone.goes(yes=False), gone.goes(yes=True)) == (False, True)
