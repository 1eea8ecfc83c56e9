"""Units move with everything below them; reach follows the tree at once."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

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


def order(city) -> list[str]:
    below = Unit.objects.filter(parent=city.bureau).order_by("position", "pk")
    return list(below.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("unit", "way", "after"),
    [
        ("roads", "up", ["养护科", "绿化科", "苗圃", "科技科"]),
        ("roads", "down", ["绿化科", "苗圃", "科技科", "养护科"]),
        ("green", "up", ["绿化科", "养护科", "苗圃", "科技科"]),
    ],
)
def test_up_and_down_by_button_past_retired_ones(city, as_, unit, way, after):
    for name, retired in (("苗圃", True), ("科技科", False)):
        made = services.create_unit(name=name, kind="section", parent=city.bureau)
        if retired:
            services.retire_unit(unit=made, on=timezone.localdate())
    address = reverse("unit-shift", args=[getattr(city, unit).pk])
    answer = as_(city.office).post(address, {"way": way})
    assert answer.headers["Location"] == reverse("unit-detail", args=[city.bureau.pk])
    assert order(city) == after


def test_the_page_offers_the_ways_that_are_there(city, as_):
    page = as_(city.office).get(reverse("unit-detail", args=[city.bureau.pk])).content.decode()
    assert [page.count(f'value="{way}"') for way in ("up", "down")] == [1, 1]
