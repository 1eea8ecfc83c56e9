"""Log-in tells nothing, locks, and is written down."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD
from units import accounts
from units.models import AuditEvent

NOW = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


def log_in(username: str, password: str = PASSWORD, client: Client | None = None, **headers):
    return (client or Client()).post(
        reverse("login"), {"username": username, "password": password}, **headers
    )


def acts() -> list[tuple[str, str, bool]]:
    return [
        (row.act, row.actor_name, row.succeeded) for row in AuditEvent.objects.filter(act__startswith="登录")
    ]


def test_log_in_and_out_are_written_with_the_address(city):
    client = Client(REMOTE_ADDR="10.1.2.3")
    assert log_in("office", client=client).status_code == 302
    answer = client.post(reverse("logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    rows = AuditEvent.objects.filter(actor=city.office).values_list("act", "address")
    assert list(rows) == [("退出", "10.1.2.3"), ("登录", "10.1.2.3")]


def test_log_out_is_no_link(city, as_):
    client = as_(city.office)
    assert client.get(reverse("logout")).status_code == 405
    assert client.get(reverse("password-change")).status_code == 200


@pytest.mark.django_db
def test_the_page_warns_of_secrets():
    assert "严禁处理、存储国家秘密和工作秘密" in Client().get(reverse("login")).content.decode()


def test_a_stranger_a_wrong_password_and_a_stopped_account_look_the_same(city):
    accounts.set_active(user=city.head, active=False)
    pages = [
        log_in("office", "wrong").content.decode(),
        log_in("unheard-of", "wrong").content.decode(),
        log_in("head").content.decode(),
    ]
    assert all("账号或密码不正确，或账号已停用。" in page for page in pages)


def test_five_failures_lock_the_name_for_half_an_hour(city):
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            clock.shift(1)
            log_in("office", "wrong")
        assert "连续失败次数过多" in log_in("office").content.decode()
        clock.shift(dt.timedelta(minutes=31))
        assert log_in("office").status_code == 302
    assert acts().count(("登录失败", "office", False)) == 5
    assert acts().count(("登录锁定", "office", False)) == 1


def test_a_name_without_account_locks_alike(city):
    for _ in range(5):
        log_in("unheard-of", "wrong")
    assert "连续失败次数过多" in log_in("unheard-of").content.decode()


def test_a_log_in_between_starts_the_count_anew(city):
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(4):
            clock.shift(1)
            log_in("office", "wrong")
        clock.shift(1)
        assert log_in("office").status_code == 302
        for _ in range(4):
            clock.shift(1)
            log_in("office", "wrong")
        clock.shift(1)
        assert log_in("office").status_code == 302


def test_the_technical_site_locks_too(city):
    """It has no log-in of its own: the same lock and the same second step hold there."""
    answer = Client().get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('login')}?next={reverse('admin:index')}"
    posted = Client().post(reverse("admin:login"), {"username": "admin", "password": PASSWORD})
    assert posted.headers["Location"].startswith(reverse("login"))


def test_who_is_no_technician_stays_out_of_the_technical_site(city, as_):
    answer = as_(city.admin).get(reverse("admin:index"), follow=True)
    assert answer.status_code == 403


def test_many_failures_lock_the_address_whatever_the_names(city, settings):
    settings.LOG_IN_FAILURES_OF_ADDRESS = 6
    for number in range(6):
        log_in(f"guess{number}", "wrong", REMOTE_ADDR="10.6.6.6")
    assert "本机所在网络登录失败次数过多" in log_in("office", REMOTE_ADDR="10.6.6.6").content.decode()
    assert log_in("office", REMOTE_ADDR="10.1.2.3").status_code == 302


def test_a_lock_is_opened_by_the_administrator(city):
    for _ in range(5):
        log_in("head", "wrong")
    password = accounts.renew_password(user=city.head)
    assert log_in("head", password).status_code == 302


def test_a_fragment_sends_the_whole_page_to_the_log_in(city):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?q=a"}
    answer = Client().get(reverse("login"), headers=headers)
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Fpeople%2F%3Fq%3Da"


def test_after_log_in_only_a_page_of_ours(city):
    answer = Client().post(
        reverse("login"), {"username": "office", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer.headers["Location"] == reverse("home")


def test_one_changes_ones_own_password(city, as_):
    client, other = as_(city.head), as_(city.head)
    new = "river-walk-2027-spring"
    answer = client.post(
        reverse("password-change"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert answer.headers["Location"] == reverse("home")
    assert client.get(reverse("person-list")).status_code == 200
    assert other.get(reverse("person-list")).status_code == 302
    assert AuditEvent.objects.filter(act="修改密码", actor=city.head).count() == 1
