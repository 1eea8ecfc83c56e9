"""The directory keeps its paths, aliases and collectives, and says who changed them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from common.decisions import Refusal
from tests.factories import UnitFactory, organisation
from units import services
from units.audit import By
from units.directory import expand, names_of
from units.models import AuditEvent, Unit, UnitAlias

DAY = dt.date(2026, 3, 2)


def test_path_and_organisation_follow_the_tree(city):
    assert city.green.path == f"/{city.city.pk}/{city.bureau.pk}/{city.green.pk}/"
    assert city.green.organisation == city.bureau
    assert city.bureau.organisation == city.bureau


def test_a_new_name_keeps_the_old_one_as_alias(city):
    services.rename_unit(unit=city.green, name="园林绿化科", position=3)
    names = names_of(city.bureau)
    assert names["园林绿化科"] == names["绿化科"] == city.green


def test_the_old_name_again_is_no_longer_an_alias(city):
    services.rename_unit(unit=city.green, name="园林绿化科", position=0)
    services.rename_unit(unit=city.green, name="绿化科", position=0)
    assert [alias.name for alias in city.green.aliases.all()] == ["园林绿化科"]


def test_a_retired_unit_leaves_the_names_and_comes_back(city):
    services.retire_unit(unit=city.green, on=DAY)
    assert "绿化科" not in names_of(city.bureau)
    services.restore_unit(unit=city.green)
    assert names_of(city.bureau)["绿化科"] == city.green


def test_a_unit_with_units_below_is_not_retired(city):
    with pytest.raises(Refusal, match="下级单位"):
        services.retire_unit(unit=city.bureau, on=DAY)
    assert Unit.objects.get(pk=city.bureau.pk).retired_on is None


def test_a_unit_whose_name_was_taken_is_not_restored(city):
    services.retire_unit(unit=city.green, on=DAY)
    UnitFactory(parent=city.bureau, name="绿化科")
    with pytest.raises(Refusal, match="同名"):
        services.restore_unit(unit=city.green)


def test_a_unit_below_a_retired_one_is_not_restored(city):
    for unit in (city.green, city.roads, city.bureau):
        services.retire_unit(unit=unit, on=DAY)
    with pytest.raises(Refusal, match="上级单位已停用"):
        services.restore_unit(unit=Unit.objects.get(pk=city.green.pk))


def test_an_alias_means_one_unit(city):
    services.add_alias(unit=city.green, name="绿科", by=By(city.office))
    with pytest.raises(Refusal, match="绿化科"):
        services.add_alias(unit=city.roads, name="绿科")
    services.forget_alias(alias=UnitAlias.objects.get(name="绿科"))
    services.add_alias(unit=city.roads, name="绿科")
    assert names_of(city.bureau)["绿科"] == city.roads


def test_two_bureaus_may_use_the_same_alias(city):
    services.add_alias(unit=city.bureau, name="本局")
    services.add_alias(unit=city.other, name="本局")
    assert names_of(city.bureau)["本局"] == city.bureau
    assert names_of(city.other)["本局"] == city.other


def test_a_collective_has_exactly_the_members_named(city):
    group = services.name_group(organisation=city.bureau, name="各科室", members=[city.green, city.roads])
    services.change_group(group=group, name="各业务科室", members=[city.roads])
    assert expand(group, timezone.localdate()) == [city.roads]
    assert group.name == "各业务科室"


def test_every_act_names_its_actor(city):
    before = AuditEvent.objects.count()
    services.create_unit(
        name="科技科", kind=Unit.Kind.SECTION, parent=city.bureau, by=By(city.office, "10.1.2.3")
    )
    event = AuditEvent.objects.all()[0]
    assert AuditEvent.objects.count() == before + 1
    assert (event.actor, event.address, event.act) == (city.office, "10.1.2.3", "维护单位")
    assert (event.subject, event.detail) == ("科技科", {"act": "新建"})


@pytest.mark.django_db
def test_where_the_log_cannot_be_written_the_act_fails(monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    root = organisation("云溪市档案馆")
    monkeypatch.setattr(services, "note", broken)
    with pytest.raises(OSError, match="disk full"):
        services.rename_unit(unit=root, name="云溪市档案局", position=0)
    assert Unit.objects.get(pk=root.pk).name == "云溪市档案馆"
