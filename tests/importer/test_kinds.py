"""Guessing what kind of unit a name is, and whom a collective means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.kinds import Class, Kind, class_of, guess_classes, guess_kind

BUREAU, COUNTY, TOWN, ZONE = (
    "云溪市园林局",
    "云溪市柳河县人民政府",
    "柳河县石桥镇人民政府",
    "云溪高新技术产业开发区管委会",
)


@pytest.mark.parametrize(
    ("own", "name", "kind"),
    [
        (BUREAU, "绿化科", Kind.SECTION),
        (BUREAU, "办公室", Kind.SECTION),
        (BUREAU, "机关党委", Kind.SECTION),
        (BUREAU, "苗木繁育中心", Kind.SUBORDINATE),
        (BUREAU, "城东分局", Kind.SUBORDINATE),
        (BUREAU, "市政府办公室", Kind.OUTSIDE),
        (BUREAU, "县委办", Kind.OUTSIDE),
        (BUREAU, "市公安局", Kind.OUTSIDE),
        (BUREAU, "财政局", Kind.OUTSIDE),
        (BUREAU, "市消防救援支队", Kind.OUTSIDE),
        (BUREAU, "县档案馆", Kind.OUTSIDE),
        (BUREAU, "石桥镇人民政府", Kind.OUTSIDE),
        (BUREAU, "云溪供电公司", Kind.OUTSIDE),
        (COUNTY, "县公安局", Kind.SUBORDINATE),
        (COUNTY, "教育局", Kind.SUBORDINATE),
        (f"{COUNTY}办公室", "教育局", Kind.SUBORDINATE),
        (COUNTY, "石桥镇人民政府", Kind.SUBORDINATE),
        (COUNTY, "县政府办公室", Kind.SECTION),
        (COUNTY, "市生态环境局", Kind.OUTSIDE),
        (COUNTY, "县税务局", Kind.OUTSIDE),
        (TOWN, "党政综合办公室", Kind.SECTION),
        (TOWN, "社会事务服务中心", Kind.SUBORDINATE),
        (TOWN, "县公安局", Kind.OUTSIDE),
        (TOWN, "司法局", Kind.OUTSIDE),
        (ZONE, "市生态环境分局", Kind.OUTSIDE),
        (ZONE, "招商股", Kind.SECTION),
    ],
)
def test_kind_by_name_and_place(own: str, name: str, kind: Kind) -> None:
    assert guess_kind(name, own) == kind


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("section", "绿化科", Class.SECTION),
        ("section", "苗木繁育中心", Class.SUBORDINATE),
        ("organisation", "教育局", Class.SUBORDINATE),
        ("organisation", "石桥镇人民政府", Class.TOWNSHIP),
        ("organisation", "城关街道办事处", Class.TOWNSHIP),
        ("outside", "市公安局", Class.OUTSIDE),
    ],
)
def test_class_of_a_unit(kind: str, name: str, found: Class) -> None:
    assert class_of(kind, name) == found


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("各科室", (Class.SECTION,)),
        ("各职能科（室）", (Class.SECTION,)),
        ("局属各单位", (Class.SUBORDINATE,)),
        ("各镇街", (Class.TOWNSHIP,)),
        ("各乡镇（街道）", (Class.TOWNSHIP,)),
        ("各有关单位", (Class.SECTION, Class.SUBORDINATE)),
        ("各部门", (Class.SECTION, Class.SUBORDINATE)),
        ("各镇街、局属各单位", (Class.TOWNSHIP, Class.SUBORDINATE)),
    ],
)
def test_whom_a_collective_means(name: str, classes: tuple[Class, ...]) -> None:
    assert guess_classes(name) == classes


@pytest.mark.parametrize(("own", "found"), [(BUREAU, Class.OUTSIDE), (COUNTY, Class.SUBORDINATE)])
def test_offices_of_the_place_are_a_governments_own(own: str, found: Class) -> None:
    assert guess_classes("县直各有关部门", own) == (found,)
    assert guess_classes("各县市区局", own) == (found,)


@given(st.text(max_size=12), st.sampled_from([BUREAU, COUNTY, TOWN, ZONE, ""]))
def test_any_name_has_a_kind_and_a_class(name: str, own: str) -> None:
    assert class_of(guess_kind(name, own), name) in Class
    assert guess_classes(name)
