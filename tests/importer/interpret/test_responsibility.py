"""Units and roles: drawn lists in every printed form come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.interpret import responsibility, roles
from importer.interpret.unit_names import is_collective
from tests.importer.interpret.strategies import COLLECTIVE, LABELS, NAMED, PHRASES, unit_lists, units

ROLES = st.sampled_from(list(PHRASES))
SEPARATORS = st.sampled_from(["、", "\n", "，", ","])


def read(text: str, default: str = roles.RESPONSIBLE) -> list[tuple[str, str]]:
    return [(unit.role, unit.name) for unit in responsibility.parse(text, default)]


@given(unit_lists, st.sampled_from(["、", "\n", "，", ",", "；", "/"]), st.sampled_from(list(PHRASES)))
def test_a_bare_list_has_the_columns_role(names: list[str], separator: str, role: str) -> None:
    assert read(separator.join(names), role) == [(role, name) for name in names]


@given(unit_lists, SEPARATORS, ROLES.filter(lambda role: role != roles.ASSIST), st.data())
def test_the_verb_behind_a_list_belongs_to_all_of_it(
    names: list[str], separator: str, role: str, data: st.DataObject
) -> None:
    phrase = data.draw(st.sampled_from(PHRASES[role]))
    end = data.draw(st.sampled_from(["", "。"]))
    assert read(separator.join(names) + phrase + end) == [(role, name) for name in names]


@st.composite
def clauses(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]]]:
    """A牵头，B、C配合，D落实 in several punctuations, each unit once."""
    names = draw(st.lists(units, min_size=2, max_size=6, unique=True))
    cut = draw(st.integers(1, len(names) - 1))
    first = draw(st.sampled_from([roles.LEAD, roles.COORDINATE]))
    second = draw(st.sampled_from([roles.ASSIST, roles.IMPLEMENT, roles.RESPONSIBLE]))
    # Without a separator only a verb that is no part of names parts two names.
    between = draw(st.sampled_from(["，", "；", ",", " "] + [""] * (first == roles.LEAD)))
    parts, expected = [], []
    for role, group in ((first, names[:cut]), (second, names[cut:])):
        parts.append("、".join(group) + draw(st.sampled_from(PHRASES[role])))
        expected += [(role, name) for name in group]
    return between.join(parts) + draw(st.sampled_from(["", "。"])), expected


@given(clauses())
def test_clauses_of_lists_and_verbs(clause: tuple[str, list[tuple[str, str]]]) -> None:
    text, expected = clause
    assert read(text) == expected


@given(st.lists(units, min_size=2, max_size=5, unique=True), st.sampled_from(["：", ":"]), st.data())
def test_labels_give_the_role(names: list[str], colon: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(names) - 1))
    second = data.draw(st.sampled_from([roles.ASSIST, roles.RESPONSIBLE]))
    between = data.draw(st.sampled_from(["\n", "；", "。", " "]))
    text = between.join(
        data.draw(st.sampled_from(LABELS[role])) + colon + "、".join(group)
        for role, group in ((roles.LEAD, names[:cut]), (second, names[cut:]))
    )
    expected = [(roles.LEAD, name) for name in names[:cut]] + [(second, name) for name in names[cut:]]
    assert read(text) == expected
    assert read(f"（{text}）") == expected


@given(units, unit_lists, st.sampled_from(["会同", "牵头会同"]), st.sampled_from(["", "。", "落实"]))
def test_together_with(lead: str, others: list[str], word: str, end: str) -> None:
    others = [name for name in others if name != lead] or ["档案科"]
    expected = [(roles.LEAD, lead)] + [(roles.ASSIST, name) for name in others]
    assert read(lead + word + "、".join(others) + end) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("/", []),
        ("—", []),
        ("无", []),
        ("档案科 财务科", [("responsible", "档案科"), ("responsible", "财务科")]),
        ("公共 服务中心", [("responsible", "公共服务中心")]),
        (
            "档案科牵头财务科、信息中心配合",
            [("lead", "档案科"), ("assist", "财务科"), ("assist", "信息中心")],
        ),
        ("档案科（牵头）、财务科（配合）", [("lead", "档案科"), ("assist", "财务科")]),
        ("档案科为牵头单位，财务科为配合单位", [("lead", "档案科"), ("assist", "财务科")]),
        ("档案科，各科室配合", [("responsible", "档案科"), ("assist", "各科室")]),
        (
            "由档案科牵头，会同财务科、信息中心落实",
            [("lead", "档案科"), ("assist", "财务科"), ("assist", "信息中心")],
        ),
        ("档案局和财政局牵头", [("lead", "档案局"), ("lead", "财政局")]),
        ("档案局、财政局等部门按职责分工负责", [("responsible", "档案局"), ("responsible", "财政局")]),
        ("档案科负责汇总上报，财务科负责经费保障", [("responsible", "档案科"), ("responsible", "财务科")]),
        ("档案科、档案科", [("responsible", "档案科")]),
        ("1.档案科；2.财务科", [("responsible", "档案科"), ("responsible", "财务科")]),
        (
            "档案局（配合：财政局、司法局）",
            [("responsible", "档案局"), ("assist", "财政局"), ("assist", "司法局")],
        ),
        ("全局各科室、队、所", [("responsible", "全局各科室、队、所")]),
        ("档案局：负责汇总；财政局：负责经费", [("responsible", "档案局"), ("responsible", "财政局")]),
        ("档案局牵头组织，各单位按任务分工推进", [("lead", "档案局"), ("implement", "各单位")]),
        ("档案局负责牵头财政局配合", [("lead", "档案局"), ("assist", "财政局")]),
    ],
)
def test_single_forms(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_collectives_and_names() -> None:
    assert all(
        is_collective(name)
        for name in (*COLLECTIVE, "相关单位", "业务部门", "局属单位", "各镇街", "市直有关部门")
    )
    assert not any(is_collective(name) for name in NAMED)


@given(unit_lists)
def test_the_phrase_is_kept_and_groups_are_marked(names: list[str]) -> None:
    for unit in responsibility.parse("、".join(names) + "牵头"):
        assert unit.name in unit.phrase
        assert unit.group == is_collective(unit.name)


@given(unit_lists, SEPARATORS)
def test_a_list_of_units_looks_like_one(names: list[str], separator: str) -> None:
    assert responsibility.share_of_units(separator.join(names)) == 1.0
