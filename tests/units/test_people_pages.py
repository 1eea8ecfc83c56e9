"""People's pages by role."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.factories import MembershipFactory, person
from units.models import Membership, User

READERS = {"admin", "office", "head", "other_office"}
ROLES = ("admin", "auditor", "office", "head", "handler", "leader", "other_office", "nobody")


@pytest.mark.parametrize("role", ROLES)
def test_who_opens_the_list(city, as_, role):
    answer = as_(getattr(city, role)).get(reverse("person-list"))
    assert answer.status_code == (200 if role in READERS else 403)


def test_a_head_sees_the_own_unit(city, as_):
    page = as_(city.head).get(reverse("person-list")).content.decode()
    assert city.handler.name in page
    assert f">{city.leader.name}</a>" not in page


def test_the_filter_tells_nothing_of_roles_elsewhere(city, as_):
    MembershipFactory(user=city.handler, unit=city.other, role="leader")
    page = as_(city.head).get(reverse("person-list"), {"role": "leader"}).content.decode()
    assert "没有符合条件的人员" in page


def test_filters_narrow_the_list(city, as_):
    client, address = as_(city.admin), reverse("person-list")

    def found(**query: str) -> set[str]:
        return {person.username for person in client.get(address, query).context["page"]}

    assert found(q="audit") == {"auditor"}
    assert found(role="office") == {"office", "other_office", "city_office"}
    assert found(unit=str(city.green.pk)) == {"head", "handler"}
    assert found(active="no") == set()
    assert len(found(active="yes")) == 9


def test_the_list_takes_as_many_queries_for_many_people(city, as_, django_assert_num_queries):
    for _ in range(60):
        person("handler", city.green)
    client = as_(city.office)
    client.get(reverse("person-list"))
    # Session, person, roles; units of the filter; count, people, their roles; waiting.
    with django_assert_num_queries(8):
        assert client.get(reverse("person-list")).status_code == 200


def test_an_account_begins_with_a_password_shown_once(city, as_):
    client = as_(city.admin)
    answer = client.post(reverse("person-add"), {"username": "linmu", "name": "林木"})
    made = User.objects.get(username="linmu")
    password = re.search(r'id="password">([^<]+)<', answer.content.decode()).group(1)
    assert made.check_password(password)
    assert "no-store" in answer.headers["Cache-Control"]
    assert password not in client.get(reverse("person-detail", args=[made.pk])).content.decode()


def test_a_taken_account_is_refused_in_the_form(city, as_):
    answer = as_(city.admin).post(reverse("person-add"), {"username": "head", "name": "林木"})
    assert answer.status_code == 422
    assert "这个账号已有人使用。" in answer.content.decode()


@pytest.mark.parametrize("role", ["office", "head"])
def test_readers_keep_no_accounts(city, as_, role):
    client = as_(getattr(city, role))
    assert client.get(reverse("person-add")).status_code == 403
    for name in ("person-password", "person-active", "person-contact"):
        assert client.post(reverse(name, args=[city.handler.pk])).status_code == 403
    page = client.get(reverse("person-detail", args=[city.handler.pk])).content.decode()
    assert "只有系统管理员可以维护账号。" in page


def test_a_stranger_finds_nobody(city, as_):
    client = as_(city.other_office)
    assert client.get(reverse("person-detail", args=[city.head.pk])).status_code == 404
    assert client.post(reverse("person-active", args=[city.head.pk])).status_code == 404
    role = Membership.objects.get(user=city.head)
    assert client.post(reverse("role-end", args=[role.pk])).status_code == 404


def test_the_administrator_stops_and_restores(city, as_):
    client, address = as_(city.admin), reverse("person-active", args=[city.head.pk])
    client.post(address, {"active": "0"})
    assert not User.objects.get(pk=city.head.pk).is_active
    assert "启用账号" in client.get(reverse("person-detail", args=[city.head.pk])).content.decode()
    client.post(address, {"active": "1"})
    assert User.objects.get(pk=city.head.pk).is_active


def test_the_administrator_renews_a_password_and_mends_contacts(city, as_):
    client = as_(city.admin)
    assert "只显示这一次" in client.post(reverse("person-password", args=[city.head.pk])).content.decode()
    address = reverse("person-contact", args=[city.head.pk])
    client.post(address, {"name": "秦岭", "email": "q@example.org", "phone": ""})
    assert User.objects.get(pk=city.head.pk).name == "秦岭"
    assert client.post(address, {"name": ""}).status_code == 422


def test_the_administrator_appoints(city, as_):
    data = {"user": city.leader.pk, "unit": city.roads.pk, "role": "head", "next": "/people/"}
    answer = as_(city.admin).post(reverse("role-give"), data)
    assert answer.headers["Location"] == "/people/"
    assert Membership.objects.filter(user=city.leader, unit=city.roads, role="head").exists()


@pytest.mark.parametrize(
    ("user", "unit", "role", "status"),
    [
        ("leader", "roads", "handler", 409),
        ("leader", "green", "head", 403),
        ("other_office", "green", "handler", 409),
        ("head", "green", "handler", 409),
    ],
)
def test_a_head_appoints_only_handlers_of_the_own_unit_from_the_own_organisation(
    city, as_, user, unit, role, status
):
    data = {"user": getattr(city, user).pk, "unit": getattr(city, unit).pk, "role": role}
    before = Membership.objects.count()
    assert as_(city.head).post(reverse("role-give"), data).status_code == status
    assert Membership.objects.count() == before


def test_a_head_appoints_and_dismisses_a_handler(city, as_):
    client = as_(city.head)
    client.post(reverse("role-give"), {"user": city.leader.pk, "unit": city.green.pk, "role": "handler"})
    role = Membership.objects.get(user=city.leader, unit=city.green)
    client.post(reverse("role-end", args=[role.pk]))
    role.refresh_from_db()
    assert role.ends_on is not None


def test_a_head_does_not_dismiss_the_head(city, as_):
    role = Membership.objects.get(user=city.head)
    assert as_(city.head).post(reverse("role-end", args=[role.pk])).status_code == 403


def test_the_administrator_keeps_their_own_roles(city, as_):
    data = {"user": city.admin.pk, "unit": city.bureau.pk, "role": "auditor"}
    assert as_(city.admin).post(reverse("role-give"), data).status_code == 409
    assert not Membership.objects.filter(user=city.admin, role="auditor").exists()
