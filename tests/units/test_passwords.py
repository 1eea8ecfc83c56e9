"""What a password must be, how long it holds, and that a first one opens nothing but its change."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD
from units import accounts
from units.models import AuditEvent, User

NEW = "river-walk-2027-spring"


def codes(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {each.code or "" for each in error.error_list}
    return set()


def change(client: Client, old: str, new: str):
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("password-change"), fields)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Aa1-xyz", "password_too_short"),
        ("onlysmallletters", "password_too_plain"),
        ("letters-and-signs", "password_too_plain"),
        ("P@ssw0rd", "password_too_common"),
        ("My-GongKai-7", "password_of_own_words"),
        ("xx-Linmu-2027", "password_of_own_words"),
        ("Ab-13800001111", "password_of_own_words"),
    ],
)
def test_a_weak_password_is_refused(password, code):
    assert code in codes(password, User(username="linmu", name="林木", phone="13800001111"))


@pytest.mark.parametrize("password", ["Aa1-wxyz", "春天的河 walk 27", "x1-" * 40])
def test_a_good_one_is_taken(password):
    assert codes(password, User(username="linmu", name="林木")) == set()


def test_no_sign_is_cut_off(city, as_):
    long = "Walk-" + "1" * 94
    change(as_(city.head), PASSWORD, long + "a")
    city.head.refresh_from_db()
    assert city.head.check_password(long + "a")
    assert not city.head.check_password(long + "b")


def test_the_last_five_are_not_taken_again(city, as_):
    client = as_(city.head)
    passwords = [PASSWORD, *(f"{NEW}-{number}" for number in range(5))]
    for old, new in zip(passwords, passwords[1:], strict=False):
        assert change(client, old, new).status_code == 302
    assert "不能与最近5次用过的密码相同" in change(client, passwords[-1], passwords[1]).content.decode()
    assert change(client, passwords[-1], PASSWORD).status_code == 302
    assert city.head.used_passwords.count() == 5
    assert not any(NEW in row.password for row in city.head.used_passwords.all())


def test_the_old_password_is_asked_for(city, as_):
    assert change(as_(city.head), "wrong", NEW).status_code == 200
    city.head.refresh_from_db()
    assert city.head.check_password(PASSWORD)


def test_a_first_password_opens_only_its_change(city):
    password = accounts.renew_password(user=city.head)
    client = Client()
    client.post(reverse("login"), {"username": "head", "password": password})
    assert client.get(reverse("home")).headers["Location"] == reverse("password-change")
    fragment = client.get(reverse("reminder-count"), headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == reverse("password-change")
    assert "别人为您生成的密码" in client.get(reverse("password-change")).content.decode()
    assert change(client, password, NEW).headers["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200


def test_a_first_password_does_not_wait_for_ever(city):
    password = accounts.renew_password(user=city.head)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=73)):
        answer = Client().post(reverse("login"), {"username": "head", "password": password})
    assert "首次密码已过期" in answer.content.decode()


def test_after_ninety_days_a_new_one_is_asked_for(city, as_, settings):
    settings.PASSWORD_DAYS = 90
    User.objects.filter(pk=city.head.pk).update(password_set_at=timezone.now() - dt.timedelta(days=91))
    client = as_(city.head)
    assert client.get(reverse("home")).headers["Location"] == reverse("password-change")
    assert "已满 90 天" in client.get(reverse("password-change")).content.decode()
    settings.PASSWORD_DAYS = 0
    assert client.get(reverse("home")).status_code == 200


def test_with_the_profile_of_asvs_length_alone_counts(settings):
    settings.PASSWORD_CLASSES = 0
    assert codes("onlysmallletters", User(username="linmu", name="林木")) == set()


def test_renewing_is_told_without_the_password(city):
    password = accounts.renew_password(user=city.head)
    row = AuditEvent.objects.get(act="修改密码")
    assert password not in str(row.detail)
    assert row.detail["act"] == "重置"
