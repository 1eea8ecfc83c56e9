"""Units move with everything below them; reach follows the tree at once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from common.decisions import Refusal
from tests.factories import UnitFactory, organisation
from units import services
from units.models import AuditEvent, Unit
from units.visibility import visible_units


def test_the_whole_subtree_moves(city):
    team = UnitFactory(parent=city.green, name="一班")
    services.move_unit(unit=city.green, parent=city.roads)
    team.refresh_from_db()
    assert team.path == f"{city.roads.path}{city.green.pk}/{team.pk}/"
    told = AuditEvent.objects.first().detail
    assert (told["before"], told["after"]) == ("云溪市园林局", "养护科")


def test_a_bureau_moved_away_is_out_of_the_citys_reach(city):
    services.move_unit(unit=city.other, parent=organisation("远江市人民政府"))
    assert city.other not in visible_units(city.city_office)


@pytest.mark.parametrize(
    ("unit", "parent", "reason"),
    [("green", "green", "自己"), ("city", "green", "自己"), ("green", "other", "本机关")],
)
def test_what_cannot_be_is_refused(city, unit, parent, reason):
    before = getattr(city, unit).path
    with pytest.raises(Refusal, match=reason):
        services.move_unit(unit=getattr(city, unit), parent=getattr(city, parent))
    assert Unit.objects.get(pk=getattr(city, unit).pk).path == before


def test_a_name_is_there_once(city):
    UnitFactory(parent=city.roads, name="绿化科")
    with pytest.raises(Refusal, match="同名"):
        services.move_unit(unit=city.green, parent=city.roads)


def test_by_form(city, as_):
    client, address = as_(city.office), reverse("unit-move", args=[city.green.pk])
    assert client.post(address, {"parent": city.other.pk}).status_code == 409
    assert client.post(address, {"parent": city.roads.pk}).status_code == 302
    assert Unit.objects.get(pk=city.green.pk).parent == city.roads
