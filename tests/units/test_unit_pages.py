"""The directory's pages by role: what is shown, what is refused, how many queries it takes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import UnitFactory, organisation
from units import services
from units.directory import expand
from units.models import Unit, UnitAlias, UnitGroup

READERS = {"admin", "office", "other_office", "city_office"}
ROLES = ("admin", "auditor", "office", "head", "handler", "leader", "other_office", "nobody")


@pytest.mark.parametrize("role", ROLES)
def test_who_opens_the_directory(city, as_, role):
    answer = as_(getattr(city, role)).get(reverse("unit-list"))
    assert answer.status_code == (200 if role in READERS else 403)


def test_a_refusal_says_why(city, as_):
    answer = as_(city.head).get(reverse("unit-list"))
    assert "单位名录由系统管理员和公开办人员查看、维护。" in answer.content.decode()


def test_the_list_shows_the_own_tree_only(city, as_):
    page = as_(city.office).get(reverse("unit-list")).content.decode()
    assert "绿化科" in page
    assert "云溪市体育局" not in page


def test_a_unit_is_found_by_its_alias(city, as_):
    services.add_alias(unit=city.green, name="绿科")
    page = as_(city.office).get(reverse("unit-list"), {"q": "绿科"}).content.decode()
    assert "绿化科" in page
    assert "养护科" not in page


def test_what_is_not_found_says_so(city, as_):
    assert "没有找到这个单位" in as_(city.office).get(reverse("unit-list"), {"q": "天文"}).content.decode()


def test_a_retired_unit_is_shown_on_demand(city, as_):
    as_(city.office).post(reverse("unit-retire", args=[city.green.pk]))
    client = as_(city.office)
    assert "绿化科" not in client.get(reverse("unit-list")).content.decode()
    assert "已停用" in client.get(reverse("unit-list"), {"retired": "1"}).content.decode()
    client.post(reverse("unit-restore", args=[city.green.pk]))
    assert "绿化科" in client.get(reverse("unit-list")).content.decode()


def test_the_list_takes_as_many_queries_for_many_units(city, as_, django_assert_num_queries):
    client = as_(city.office)
    client.get(reverse("unit-list"))
    for number in range(40):
        unit = UnitFactory(parent=city.bureau, name=f"第{number}室")
        services.add_alias(unit=unit, name=f"{number}室")
        services.name_group(organisation=city.bureau, name=f"统称{number}", members=[unit, city.green])
    # Session, person, roles; units, aliases, heads; organisations; collectives, their members; waiting.
    with django_assert_num_queries(10):
        client.get(reverse("unit-list"))


def test_a_stranger_finds_no_unit(city, as_):
    client = as_(city.other_office)
    assert client.get(reverse("unit-detail", args=[city.green.pk])).status_code == 404
    assert client.post(reverse("unit-retire", args=[city.green.pk])).status_code == 404
    assert Unit.objects.get(pk=city.green.pk).retired_on is None


def test_a_reader_without_the_right_is_told_why(city, as_):
    client = as_(city.city_office)
    page = client.get(reverse("unit-detail", args=[city.green.pk]))
    assert "只有系统管理员和本机关的公开办人员可以维护单位。" in page.content.decode()
    for name in ("unit-rename", "unit-retire", "unit-restore", "alias-add"):
        assert client.post(reverse(name, args=[city.green.pk]), {"name": "x"}).status_code == 403
    assert client.get(reverse("group-add", args=[city.bureau.pk])).status_code == 403


def test_the_office_adds_a_section(city, as_):
    data = {"parent": city.bureau.pk, "kind": "section", "name": "科技科"}
    answer = as_(city.office).post(reverse("unit-add"), data)
    made = Unit.objects.get(name="科技科")
    assert answer.headers["Location"] == reverse("unit-detail", args=[made.pk])
    assert made.path == f"{city.bureau.path}{made.pk}/"


@pytest.mark.parametrize(
    ("parent", "name", "status"),
    [("bureau", "绿化科", 422), ("bureau", "", 422), ("other", "游泳科", 422), (None, "云溪市新局", 403)],
)
def test_what_the_office_may_not_add(city, as_, parent, name, status):
    data = {"parent": getattr(city, parent).pk if parent else "", "kind": "section", "name": name}
    before = Unit.objects.count()
    assert as_(city.office).post(reverse("unit-add"), data).status_code == status
    assert Unit.objects.count() == before


def test_a_taken_name_is_refused_with_a_sentence(city, as_):
    answer = as_(city.office).post(
        reverse("unit-rename", args=[city.green.pk]), {"name": "养护科", "position": 0}
    )
    assert answer.status_code == 409
    assert "同一上级下已有同名单位。" in answer.content.decode()
    assert Unit.objects.get(pk=city.green.pk).name == "绿化科"


def test_rename_and_aliases_by_form(city, as_):
    client = as_(city.office)
    client.post(reverse("unit-rename", args=[city.green.pk]), {"name": "绿化处", "position": 2})
    client.post(reverse("alias-add", args=[city.green.pk]), {"name": "绿处"})
    page = client.get(reverse("unit-detail", args=[city.green.pk])).content.decode()
    assert all(name in page for name in ("绿化处", "绿处", "绿化科"))
    alias = UnitAlias.objects.get(name="绿处")
    client.post(reverse("alias-remove", args=[city.green.pk, alias.pk]))
    assert not UnitAlias.objects.filter(name="绿处").exists()


def test_an_empty_alias_is_refused(city, as_):
    assert as_(city.office).post(reverse("alias-add", args=[city.green.pk]), {"name": " "}).status_code == 409


def test_an_alias_is_removed_only_at_its_unit(city, as_):
    services.add_alias(unit=city.roads, name="养科")
    alias = UnitAlias.objects.get(name="养科")
    address = reverse("alias-remove", args=[city.green.pk, alias.pk])
    assert as_(city.office).post(address).status_code == 404


def test_a_collective_is_made_and_changed(city, as_):
    client = as_(city.office)
    client.post(
        reverse("group-add", args=[city.bureau.pk]),
        {"name": "各科室", "members": [city.green.pk, city.roads.pk]},
    )
    group = UnitGroup.objects.get(name="各科室")
    client.post(reverse("group-edit", args=[group.pk]), {"name": "业务科室", "members": [city.green.pk]})
    group.refresh_from_db()
    assert group.name == "业务科室"
    assert expand(group, timezone.localdate()) == [city.green]
    # Who was a member until yesterday is still known to have been one.
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    assert set(expand(group, yesterday)) == {city.green, city.roads}


def test_members_belong_from_a_day_until_a_day(city, as_):
    client, today = as_(city.office), timezone.localdate()
    group = services.name_group(organisation=city.bureau, name="各科室", members=[city.green])
    address, until = reverse("group-edit", args=[group.pk]), f"until_{city.green.pk}"
    data = {"name": "各科室", "members": [city.green.pk]}
    client.post(address, data | {f"from_{city.green.pk}": "2026-01-01", until: "2099-12-31"})
    assert expand(group, dt.date(2025, 12, 31)) == []
    assert expand(group, today) == [city.green]
    assert 'value="2099-12-31"' in client.get(address).content.decode()
    for wrong, reason in (("2025-01-01", "早于起日"), ("2026-01-02", "止日已过")):
        answer = client.post(address, data | {f"from_{city.green.pk}": "2026-01-01", until: wrong})
        assert (answer.status_code, reason in answer.content.decode()) == (422, True)


def test_a_member_begins_again_after_it_has_ended(city):
    group = services.name_group(organisation=city.bureau, name="各科室", members=[city.green])
    services.change_group(group=group, name="各科室", members=[])
    services.change_group(group=group, name="各科室", members=[city.green])
    assert expand(group, timezone.localdate()) == [city.green]


def test_a_collective_takes_no_unit_of_others(city, as_):
    answer = as_(city.office).post(
        reverse("group-add", args=[city.bureau.pk]), {"name": "各科室", "members": [city.other.pk]}
    )
    assert answer.status_code == 422
    assert not UnitGroup.objects.exists()


def test_the_name_of_a_collective_is_taken_once(city, as_):
    services.name_group(organisation=city.bureau, name="各科室", members=[city.green])
    answer = as_(city.office).post(
        reverse("group-add", args=[city.bureau.pk]), {"name": "各科室", "members": []}
    )
    assert answer.status_code == 422
    assert UnitGroup.objects.get().members.count() == 1


def test_the_administrator_sees_every_tree(city, as_):
    organisation("别市水利局")
    assert "别市水利局" in as_(city.admin).get(reverse("unit-list")).content.decode()
