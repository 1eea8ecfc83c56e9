"""One-time passwords: each opens once, nobody sees the secret again; who must have them is held."""

from __future__ import annotations

import datetime as dt

import pyotp
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD
from units import second_factor
from units.accounts import renew_password
from units.audit import By
from units.models import AuditEvent, RecoveryCode, SecondFactor, User

NOW = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(at: dt.datetime = NOW) -> str:
    return pyotp.TOTP(SECRET).at(at)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def codes(city, clock) -> list[str]:
    """The head's recovery codes; the generator's present password is used up."""
    return second_factor.enrol(user=city.head, secret=SECRET, code=code(), now=NOW, by=By(city.head))


def first_step(target: str = "") -> Client:
    client = Client(REMOTE_ADDR="10.1.2.3")
    answer = client.post(reverse("login"), {"username": "head", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == reverse("second-factor")
    assert client.get(reverse("home")).status_code == 302
    return client


def second_step(client: Client, given: str):
    return client.post(reverse("second-factor"), {"code": given})


def test_the_log_in_takes_two_steps(codes, clock):
    clock.shift(60)
    client = first_step("/people/")
    before = client.cookies["sessionid"].value
    assert second_step(client, code(NOW + dt.timedelta(seconds=60))).headers["Location"] == "/people/"
    assert client.get("/people/").status_code == 200
    assert client.cookies["sessionid"].value != before


def test_a_password_is_taken_once(codes, clock):
    clock.shift(60)
    now = code(NOW + dt.timedelta(seconds=60))
    assert second_step(first_step(), now).status_code == 302
    assert "不对或已用过" in second_step(first_step(), now).content.decode()
    assert "不对或已用过" in second_step(first_step(), code()).content.decode()


@pytest.mark.parametrize("seconds", [-90, -60, 60, 90])
def test_neighbours_of_the_present_are_all_that_is_taken(city, seconds):
    wrong = code(NOW + dt.timedelta(seconds=seconds))
    assert second_factor._step_of(SECRET, wrong, NOW) is None
    assert second_factor._step_of(SECRET, code(NOW + dt.timedelta(seconds=seconds // 3)), NOW) is not None


def test_a_recovery_code_is_taken_once_and_kept_as_a_hash(codes, city):
    assert len(set(codes)) == 10
    assert second_step(first_step(), codes[0].upper()).status_code == 302
    assert "不对或已用过" in second_step(first_step(), codes[0]).content.decode()
    stored = str(list(RecoveryCode.objects.values_list("digest", flat=True)))
    assert not any(each.replace("-", "") in stored for each in codes)
    assert SECRET not in SecondFactor.objects.get(user=city.head).sealed_secret


def test_wrong_passwords_lock_the_account(codes):
    client = first_step()
    for _ in range(5):
        second_step(client, "000000")
    assert "连续失败次数过多" in second_step(client, codes[0]).content.decode()
    assert AuditEvent.objects.filter(act="登录失败", detail__step="二次验证").count() == 5


def test_the_second_step_does_not_wait_for_ever(codes, clock):
    client = first_step()
    clock.shift(301)
    assert second_step(client, codes[0]).headers["Location"] == reverse("login")


def test_without_a_first_step_there_is_no_second(city):
    assert Client().get(reverse("second-factor")).headers["Location"] == reverse("login")


def test_setting_up_shows_the_picture_and_the_codes_once(city, as_, clock):
    client = as_(city.head)
    page = client.get(reverse("second-factor-setup"))
    secret = page.context["secret"].replace(" ", "")
    assert page.content.decode().count('<svg class="qr"') == 1
    fields = {"code": pyotp.TOTP(secret).at(NOW), "password": PASSWORD}
    assert client.post(reverse("second-factor-setup"), {**fields, "password": "wrong"}).status_code == 422
    assert client.post(reverse("second-factor-setup"), {**fields, "code": "000000"}).status_code == 422
    assert not SecondFactor.objects.exists()
    shown = client.post(reverse("second-factor-setup"), fields)
    assert len(shown.context["codes"]) == 10
    assert client.get(reverse("second-factor-setup")).context["secret"].replace(" ", "") != secret
    row = AuditEvent.objects.get(act="二次验证")
    assert secret not in str(row.detail)


def test_taking_it_away_asks_for_the_password(codes, city, as_):
    client = as_(city.head)
    assert client.post(reverse("second-factor-remove"), {"password": "wrong"}).status_code == 409
    assert second_factor.has_factor(city.head)
    client.post(reverse("second-factor-remove"), {"password": PASSWORD})
    assert not second_factor.has_factor(city.head)
    assert not RecoveryCode.objects.exists()


def test_a_role_that_wants_it_is_held_until_it_is_set_up(city, as_, settings, clock):
    settings.SECOND_FACTOR_ROLES = ["admin", "auditor"]
    client = as_(city.admin)
    assert client.get(reverse("person-list")).headers["Location"] == reverse("second-factor-setup")
    assert "您的角色必须使用二次验证" in client.get(reverse("second-factor-setup")).content.decode()
    second_factor.enrol(user=city.admin, secret=SECRET, code=code(), now=NOW, by=By(city.admin))
    assert client.get(reverse("person-list")).status_code == 200
    assert client.post(reverse("second-factor-remove"), {"password": PASSWORD}).status_code == 403
    assert as_(city.office).get(reverse("home")).status_code == 200


def test_a_lost_generator_is_reset_by_the_administrator(codes, city, as_):
    assert as_(city.office).post(reverse("person-factor", args=[city.head.pk])).status_code == 403
    as_(city.admin).post(reverse("person-factor", args=[city.head.pk]))
    assert not second_factor.has_factor(city.head)
    row = AuditEvent.objects.filter(act="二次验证").first()
    assert (row.actor, row.detail) == (city.admin, {"act": "重置"})


def test_a_new_password_does_not_go_round_the_second_step(codes, city):
    password = renew_password(user=city.head)
    answer = Client().post(reverse("login"), {"username": "head", "password": password})
    assert answer.headers["Location"] == reverse("second-factor")


def test_a_secret_whose_key_is_gone_opens_nothing(codes, city, settings):
    settings.SECRET_KEY = "another-key-" * 6
    settings.SECRET_KEY_FALLBACKS = []
    person = User.objects.get(pk=city.head.pk)
    later = NOW + dt.timedelta(seconds=30)
    assert not second_factor.passes(user=person, code=code(later), now=later)
