"""Printed names find the unit a careful colleague would find, and nothing that they would rather ask."""

from __future__ import annotations

import datetime as dt

import pytest

from importer.matching import Directory, directory_of, match_group, match_unit
from tests.factories import UnitFactory, organisation
from units.models import Unit
from units.services import name_group, remember_alias, retire_unit

pytestmark = pytest.mark.django_db
SECTIONS = ("办公室", "政策法规科", "财务审计科", "绿化管理科", "苗木质量检测中心", "机关党委")


@pytest.fixture
def bureau() -> Unit:
    made = organisation("云溪市园林局")
    for name in SECTIONS:
        UnitFactory(name=name, parent=made)
    return made


@pytest.fixture
def directory(bureau: Unit) -> Directory:
    return directory_of(bureau)


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("办公室", "办公室"),
        ("办 公 室", "办公室"),
        ("局办公室", "办公室"),
        ("市局办公室", "办公室"),
        ("本局办公室", "办公室"),
        ("市园林局政策法规科", "政策法规科"),
        ("云溪市园林局机关党委", "机关党委"),
        ("法规科", "政策法规科"),
        ("质量检测中心", "苗木质量检测中心"),
        ("云溪市园林局", "云溪市园林局"),
        ("我局", "云溪市园林局"),
    ],
)
def test_is_found_for_certain(directory: Directory, printed: str, unit: str) -> None:
    found = match_unit(printed, directory)
    assert (str(found.unit), found.nearest) == (unit, None)


@pytest.mark.parametrize(
    ("printed", "nearest"),
    [
        ("财务科", "财务审计科"),
        ("绿化科", "绿化管理科"),
        ("检测中心", "苗木质量检测中心"),
        ("机关纪委", "机关党委"),
        ("政策研究科", "政策法规科"),
    ],
)
def test_is_only_suggested(directory: Directory, printed: str, nearest: str) -> None:
    found = match_unit(printed, directory)
    assert (found.unit, str(found.nearest)) == (None, nearest)


@pytest.mark.parametrize("printed", ["消防支队", "宣传办公室", "规划局办公室", "公共服务中心"])
def test_nothing_alike_suggests_nothing(directory: Directory, printed: str) -> None:
    found = match_unit(printed, directory)
    assert (found.unit, found.nearest) == (None, None)


def test_short_form_of_two_units_is_asked(bureau: Unit) -> None:
    UnitFactory(name="地方法规科", parent=bureau)
    assert match_unit("法规科", directory_of(bureau)).unit is None


def test_alias_is_found_and_says_so(bureau: Unit) -> None:
    unit = Unit.objects.get(name="财务审计科")
    remember_alias(organisation=bureau, name="计财科", unit=unit)
    found = match_unit("计财科", directory_of(bureau))
    assert found.unit == unit
    assert "另一个名称" in found.reason


def test_retired_unit_is_not_found_even_by_its_alias(bureau: Unit) -> None:
    unit = Unit.objects.get(name="财务审计科")
    remember_alias(organisation=bureau, name="计财科", unit=unit)
    retire_unit(unit=unit, on=dt.date(2026, 1, 1))
    assert match_unit("计财科", directory_of(bureau)).unit is None


def test_organisation_below_is_found_without_its_place() -> None:
    county = organisation("云溪县人民政府")
    finance = organisation("云溪县财政局", parent=county)
    directory = directory_of(county)
    assert match_unit("财政局", directory).unit == finance
    assert match_unit("县财政局", directory).unit == finance


def test_another_organisation_is_out_of_sight(directory: Directory) -> None:
    other = organisation("临江市园林局")
    UnitFactory(name="信息科", parent=other)
    assert match_unit("信息科", directory).unit is None


@pytest.mark.parametrize("printed", ["各业务科室", "业务科室", "局属各业务科室", "业务科(室)"])
def test_collective_is_known_by_its_words(bureau: Unit, printed: str) -> None:
    member = Unit.objects.get(name="绿化管理科")
    group = name_group(organisation=bureau, name="各业务科室", members=[member])
    assert match_group(printed, directory_of(bureau)) == group


def test_collective_without_members_is_not_offered(bureau: Unit) -> None:
    name_group(organisation=bureau, name="各科室", members=[])
    assert match_group("各科室", directory_of(bureau)) is None
