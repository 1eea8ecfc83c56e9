"""Pages of one's account and of roles take as many queries for many roles as for one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import MembershipFactory, UnitFactory


@pytest.fixture
def much(city):
    for number in range(20):
        unit = UnitFactory(parent=city.bureau, name=f"第{number}室")
        MembershipFactory(user=city.head, unit=unit, role="handler")
        MembershipFactory(user=city.nobody, unit=unit, role="handler", acting_for=city.head)
    return city


@pytest.mark.parametrize(
    ("name", "who", "queries"),
    [("account", "head", 7), ("role-deputy", "admin", 5), ("role-span", "admin", 4)],
)
def test_as_many_queries_for_many_roles(much, as_, django_assert_num_queries, name, who, queries):
    pk = [] if name == "account" else [much.head.memberships.get(role="head").pk]
    client = as_(getattr(much, who))
    client.get(reverse(name, args=pk))
    with django_assert_num_queries(queries):
        client.get(reverse(name, args=pk))
