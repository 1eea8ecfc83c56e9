"""What each role reaches in the directory, and what the permission functions answer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from common.decisions import Denied
from tests.factories import MembershipFactory
from units import permissions
from units.models import Membership
from units.visibility import visible_audit, visible_groups, visible_memberships, visible_people, visible_units

ROLES = ("admin", "auditor", "office", "head", "handler", "leader", "other_office", "city_office", "nobody")
EVERYTHING = {"云溪市人民政府", "云溪市园林局", "绿化科", "养护科", "云溪市体育局"}

UNITS_SEEN = {
    "admin": EVERYTHING,
    "office": {"云溪市园林局", "绿化科", "养护科"},
    "other_office": {"云溪市体育局"},
    "city_office": EVERYTHING,
}
PEOPLE_SEEN = {
    "admin": set(ROLES),
    "office": {"admin", "auditor", "office", "head", "handler", "leader"},
    "head": {"head", "handler"},
    "other_office": {"other_office"},
    "city_office": {"city_office"},
}


@pytest.mark.parametrize("role", ROLES)
def test_units_in_reach(city, role):
    assert {unit.name for unit in visible_units(getattr(city, role))} == UNITS_SEEN.get(role, set())


@pytest.mark.parametrize("role", ROLES)
def test_people_in_reach(city, role):
    seen = {person.username for person in visible_people(getattr(city, role))}
    assert seen == PEOPLE_SEEN.get(role, set())


@pytest.mark.parametrize("role", ROLES)
def test_only_the_auditor_reads_the_log(city, role):
    rows = visible_audit(getattr(city, role)).count()
    assert (rows > 0) is (role == "auditor")
    assert bool(permissions.may_read_audit(getattr(city, role))) is (role == "auditor")


def test_the_collectives_of_others_stay_theirs(city):
    from units.services import name_group

    name_group(organisation=city.bureau, name="各科室", members=[city.green])
    assert visible_groups(city.office).count() == 1
    assert visible_groups(city.other_office).count() == 0


def test_a_role_that_has_ended_reaches_nothing(city):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Membership.objects.filter(user=city.office).update(ends_on=yesterday)
    assert not permissions.may_read_units(city.office)
    assert visible_units(city.office).count() == 0


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("admin", True), ("office", True), ("other_office", False), ("city_office", False), ("head", False)],
)
def test_units_are_kept_by_the_administrator_and_their_own_office(city, role, allowed):
    answer = permissions.may_keep_units(getattr(city, role), city.bureau)
    assert bool(answer) is allowed
    assert allowed or isinstance(answer, Denied)


def test_only_the_administrator_plants_a_tree(city):
    assert permissions.may_keep_units(city.admin, None)
    assert not permissions.may_keep_units(city.office, None)


@pytest.mark.parametrize(
    ("actor", "unit", "role", "allowed"),
    [
        ("admin", "roads", "head", True),
        ("admin", "green", "auditor", True),
        ("head", "green", "handler", True),
        ("head", "roads", "handler", False),
        ("head", "green", "head", False),
        ("office", "green", "handler", False),
        ("handler", "green", "handler", False),
    ],
)
def test_who_gives_which_role(city, actor, unit, role, allowed):
    answer = permissions.may_change_role(getattr(city, actor), city.leader, getattr(city, unit), role)
    assert bool(answer) is allowed


@pytest.mark.parametrize("actor", ["admin", "head"])
def test_nobody_changes_their_own_roles(city, actor):
    person = getattr(city, actor)
    assert not permissions.may_change_role(person, person, city.green, "handler")
    assert not permissions.may_appoint(person, person)


def test_the_administrator_stops_everybody_but_themself(city):
    assert permissions.may_keep_accounts(city.admin, city.head)
    assert not permissions.may_keep_accounts(city.admin, city.admin)
    assert not permissions.may_keep_accounts(city.office, city.head)


def test_a_head_sees_no_role_held_elsewhere(city):
    MembershipFactory(user=city.handler, unit=city.other, role="leader")
    seen = visible_memberships(city.head).filter(user=city.handler)
    assert [(row.unit, row.role) for row in seen] == [(city.green, "handler")]


def test_the_scope_names_the_organisation(city):
    assert permissions.scope_of(city.head).organisation_name == "云溪市园林局"
    assert permissions.scope_of(city.head).organisations == {city.bureau.pk}
    assert permissions.scope_of(city.nobody).organisation_name == ""
