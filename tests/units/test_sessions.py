"""Log-ins end by themselves, are listed with place and time, and can be ended."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD
from units import accounts, agents
from units.jobs import purge_sessions
from units.models import AuditEvent, Session, User
from units.sessions import sessions_of

NOW = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/90.0 Safari/537.36"


@pytest.fixture(autouse=True)
def half_an_hour(settings):
    settings.SESSION_IDLE_MINUTES = 30


def enter(username: str = "office", address: str = "10.1.2.3") -> Client:
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=CHROME)
    client.post(reverse("login"), {"username": username, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_it_ends_half_an_hour_after_the_last_act(city):
    with time_machine.travel(NOW, tick=False) as clock:
        client = enter()
        for _ in range(3):
            clock.shift(dt.timedelta(minutes=29))
            assert is_in(client)
        clock.shift(dt.timedelta(minutes=31))
        assert not is_in(client)
    row = AuditEvent.objects.get(act="超时退出")
    assert (row.actor, row.address) == (city.office, "10.1.2.3")
    assert not Session.objects.filter(user=city.office).exists()


def test_what_a_page_asks_by_itself_does_not_keep_it_alive(city):
    with time_machine.travel(NOW, tick=False) as clock:
        client = enter()
        for _ in range(29):
            clock.shift(dt.timedelta(minutes=1))
            answer = client.get(reverse("reminder-banner"), headers={"HX-Request": "true"})
            assert answer.status_code == 200
            assert client.get(reverse("dashboard-wall")).status_code == 200
        clock.shift(dt.timedelta(minutes=2))
        assert not is_in(client)


def test_a_wall_may_last_where_the_office_says_so(city, settings):
    settings.WALL_KEEPS_LOG_IN = True
    with time_machine.travel(NOW, tick=False) as clock:
        client = enter()
        for _ in range(3):
            clock.shift(dt.timedelta(minutes=20))
            assert client.get(reverse("dashboard-wall")).status_code == 200


def test_it_ends_after_twelve_hours_in_any_case(city):
    with time_machine.travel(NOW, tick=False) as clock:
        client = enter()
        for _ in range(36):
            clock.shift(dt.timedelta(minutes=20))
            client.get(reverse("account"))
        assert Session.objects.filter(user=city.office).count() == 1
        clock.shift(dt.timedelta(minutes=1))
        assert not is_in(client)


def test_a_log_in_has_a_new_key(city):
    client = Client()
    client.get(reverse("login"))
    session = client.session
    session["typed"] = {}
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    client.post(reverse("login"), {"username": "office", "password": PASSWORD})
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_log_out_ends_it_at_once(city):
    client = enter()
    key = client.cookies["sessionid"].value
    client.post(reverse("logout"))
    client.cookies["sessionid"] = key
    assert not is_in(client)


def test_a_person_sees_and_ends_the_own_log_ins(city):
    here, there = enter(), enter(address="10.9.9.9")
    page = here.get(reverse("account")).content.decode()
    assert "10.1.2.3" in page
    assert "10.9.9.9" in page
    assert "Chrome　Windows" in page
    assert there.cookies["sessionid"].value not in page
    here.post(reverse("session-end"))
    assert is_in(here)
    assert not is_in(there)


def test_one_is_ended_by_its_reference(city):
    here, there, third = enter(), enter(address="10.9.9.9"), enter(address="10.9.9.8")
    page = here.get(reverse("account"))
    reference = next(row[1] for row in page.context["sessions"] if row[0].address == "10.9.9.9")
    here.post(reverse("session-end"), {"session": reference})
    assert [is_in(client) for client in (here, there, third)] == [True, False, True]
    assert AuditEvent.objects.get(act="结束登录").detail == {"sessions": 1}


def test_nobody_ends_those_of_others_by_a_reference(city):
    mine, other = enter(), enter("head")
    reference = other.get(reverse("account")).context["sessions"][0][1]
    mine.post(reverse("session-end"), {"session": reference})
    assert is_in(other)
    assert is_in(mine)


def test_the_administrator_sees_and_ends_them(city, as_):
    client = enter("head", "10.9.9.9")
    admin = as_(city.admin)
    assert "10.9.9.9" in admin.get(reverse("person-detail", args=[city.head.pk])).content.decode()
    admin.post(reverse("person-sessions", args=[city.head.pk]))
    assert not is_in(client)
    office = as_(city.office)
    page = office.get(reverse("person-detail", args=[city.head.pk])).content.decode()
    assert "正在登录" not in page


@pytest.mark.parametrize(
    "act",
    [
        lambda user: accounts.set_active(user=user, active=False),
        lambda user: accounts.renew_password(user=user),
        lambda user: accounts.change_password(
            user=user, password="new-River-2027", by=accounts.SYSTEM, session=None
        ),
    ],
)
def test_a_stopped_account_and_a_new_password_end_all(city, act):
    clients = [enter("head") for _ in range(3)]
    act(User.objects.get(pk=city.head.pk))
    assert not any(map(is_in, clients))
    assert sessions_of(city.head) == []


def test_over_ones_are_taken_away(city):
    enter()
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert purge_sessions() == 1


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome　Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; UOS) Chrome/90", "统信浏览器　Linux"),
        ("Mozilla/5.0 (iPhone) MicroMessenger/8", "微信　iPhone"),
        ("curl/8.1", "其他程序"),
    ],
)
def test_devices_by_name(agent, words):
    assert agents.agent_words(agent) == words
