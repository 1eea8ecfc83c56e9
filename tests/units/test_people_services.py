"""Accounts and roles: first passwords, appointments and their ends."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.password_validation import validate_password

from units import accounts
from units.models import AuditEvent, Membership, User
from units.permissions import scope_of

DAY = dt.date(2026, 3, 2)


def test_a_first_password_satisfies_our_own_rules():
    made = {accounts.random_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        validate_password(password)
        assert any(sign.isdigit() for sign in password)
        assert any(sign.islower() for sign in password)
        assert any(sign.isupper() for sign in password)


@pytest.mark.django_db
def test_the_first_password_works_and_is_written_nowhere():
    person, password = accounts.add_person(username="linmu", name="林木")
    assert User.objects.get(username="linmu").check_password(password)
    assert password not in str(list(AuditEvent.objects.values()))
    assert person.email == ""


def test_a_renewed_password_replaces_the_old(city):
    password = accounts.renew_password(user=city.head)
    assert User.objects.get(pk=city.head.pk).check_password(password)


def test_a_role_ends_with_the_day_before(city):
    role = Membership.objects.get(user=city.head)
    accounts.end_role(membership=role, on=DAY)
    assert not scope_of(User.objects.get(pk=city.head.pk), DAY).heads
    assert scope_of(User.objects.get(pk=city.head.pk), DAY - dt.timedelta(days=1)).heads


def test_a_role_that_never_held_leaves_no_row(city):
    role = accounts.give_role(user=city.head, unit=city.roads, role="head", starts_on=DAY)
    accounts.end_role(membership=role, on=DAY)
    assert not Membership.objects.filter(unit=city.roads, user=city.head).exists()


def test_an_ended_role_begins_again_in_the_same_row(city):
    role = Membership.objects.get(user=city.head)
    accounts.end_role(membership=role, on=DAY)
    again = accounts.give_role(user=city.head, unit=city.green, role="head")
    assert again.pk == role.pk
    assert again.ends_on is None


def test_a_stopped_account_loses_its_sessions_at_once(city, as_):
    client = as_(city.head)
    assert client.get("/people/").status_code == 200
    accounts.set_active(user=city.head, active=False)
    assert client.get("/people/").status_code == 302
