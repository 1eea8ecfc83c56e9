"""The bar by role: nobody is shown a door that is locked to them."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from gongkai.navigation import navigation
from tests.factories import UnitFactory, organisation, person
from tests.factories_tasks import issued_plan, new_task, obligation_of
from units.models import Unit

ITEMS = {
    "admin": ["渠道", "单位", "人员"],
    "auditor": ["审计"],
    "office": ["工作台", "看板", "计划", "谁还没报", "导入", "对照", "提醒", "报表", "单位", "人员"],
    "head": ["工作台", "计划", "谁还没报", "提醒", "报表", "人员"],
    "handler": ["工作台", "计划", "提醒", "报表"],
    "leader": ["工作台", "看板", "计划", "提醒", "报表"],
}


@pytest.fixture
def section(db: None) -> Unit:
    return UnitFactory(parent=organisation("云溪市园林局"), name="绿化科")


def bar(user: object, path: str = "/"):
    request = RequestFactory().get(path)
    request.user = user
    return navigation(request)["nav"]


@pytest.mark.parametrize("role", ITEMS)
def test_each_role_sees_its_own_doors(section, role):
    nav = bar(person(role, section))
    assert [item.label for item in nav.items] == ITEMS[role]
    assert nav.organisation == "云溪市园林局"


@pytest.mark.parametrize("role", ITEMS)
def test_every_door_opens(section, role):
    user = person(role, section)
    client = Client()
    client.force_login(user)
    for item in bar(user).items:
        assert client.get(item.href).status_code == 200, item.label


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/", "工作台"),
        ("/plans/3/", "计划"),
        ("/tasks/7/", "计划"),
        ("/tasks/silent/", "谁还没报"),
        ("/units/2/", "单位"),
        ("/accounts/password/", None),
    ],
)
def test_the_present_place_is_lit(section, path, label):
    lit = [item.label for item in bar(person("office", section), path).items if item.on]
    assert lit == ([label] if label else [])


def test_what_waits_is_counted_for_the_office_alone(section, django_assert_num_queries):
    office, head = person("office", section), person("head", section)
    plan = issued_plan(section.organisation, [new_task("编制年度报告。", section)])
    obligation = obligation_of(plan, section)
    type(obligation).objects.filter(pk=obligation.pk).update(state="submitted", submitted_on="2026-12-01")
    # Roles and one count.
    with django_assert_num_queries(2):
        assert bar(office).waiting == 1
    with django_assert_num_queries(1):
        assert bar(head).waiting == 0


def test_a_page_that_shows_no_bar_asks_nothing(section, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = person("office", section)
    with django_assert_num_queries(0):
        navigation(request)
