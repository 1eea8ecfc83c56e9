"""While a hold stands nothing leaves the house; who lets it go sees before what would go out."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS
from django.test import Client
from django.urls import reverse

from common.decisions import Refusal
from common.signals import restored
from reminders import delivery, holding
from reminders.models import Delivery, Hold, Reminder
from reminders.services import holding as acts
from reminders.services.outlets import test_channel as send_a_test
from tests.factories import person
from tests.reminders.conftest import Bureau, moment
from units.audit import SYSTEM, By
from units.models import AuditEvent, User

T7 = dt.date(2027, 1, 20)


@pytest.fixture
def admin(bureau: Bureau) -> User:
    return person("admin", bureau.unit, username="technician")


def restore() -> Hold:
    restored.send(sender=None, using=DEFAULT_DB_ALIAS, name="gongkai-20270119-023000.zip")
    return Hold.objects.get()


def test_a_restore_holds_what_goes_outside_and_nothing_inside(bureau: Bureau) -> None:
    assert restore().reason == "已从备份 gongkai-20270119-023000.zip 恢复"
    assert bureau.run(T7) == []
    assert Delivery.objects.count() == 0
    assert Reminder.objects.notices_of(bureau.head, moment(T7)).count() == 1


def test_it_also_stops_a_round_under_way(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    original = delivery.settle

    def settle(*args: object, **options: object) -> None:
        original(*args, **options)  # type: ignore[arg-type]
        acts.hold(reason="发错了", by=SYSTEM, now=moment(T7))

    monkeypatch.setattr(delivery, "settle", settle)
    assert len(bureau.run(T7)) == 1
    assert Delivery.objects.filter(state="pending").count() == 1


def test_no_test_goes_out_either(bureau: Bureau) -> None:
    restore()
    with pytest.raises(Refusal, match="外发已暂停"):
        send_a_test(actor=bureau.head, channel="email", now=moment(T7), by=By(bureau.head))
    assert mail.outbox == []


def test_letting_go_sends_what_waited(bureau: Bureau) -> None:
    restore()
    bureau.run(T7)
    assert acts.release(by=SYSTEM, now=moment(T7), only_new=False) == 0
    assert bureau.run(T7, "09:05") == ["handler", "head"]


def test_letting_go_of_the_new_keeps_the_old_inside(bureau: Bureau) -> None:
    """Also what the archive had packed already."""
    bureau.run(T7)
    Delivery.objects.update(state="pending")
    Reminder.objects.filter(recipient=bureau.head, visible_from__lte=moment(T7)).update(state="pending")
    restore()
    assert acts.release(by=SYSTEM, now=moment(T7), only_new=True) == 3
    assert bureau.run(T7, "09:05") == []
    assert Reminder.objects.notices_of(bureau.head, moment(T7)).count() == 1
    assert bureau.run(dt.date(2027, 1, 26)) == ["handler", "head"]


def test_it_is_let_go_once(bureau: Bureau) -> None:
    restore()
    acts.release(by=SYSTEM, now=moment(T7), only_new=False)
    with pytest.raises(Refusal, match="没有暂停"):
        acts.release(by=SYSTEM, now=moment(T7), only_new=False)
    assert AuditEvent.objects.filter(act="恢复外发").count() == 1


def test_the_administrator_sees_who_would_get_how_much(bureau: Bureau, admin: User, client: Client) -> None:
    bureau.run(T7)
    Delivery.objects.filter(recipient=bureau.handler).update(state="pending")
    restore()
    Reminder.objects.filter(recipient=bureau.head, visible_from__lte=moment(T7)).update(state="pending")
    with time_machine.travel(moment(T7), tick=False):
        lines = [(str(each.person), each.number, each.channels) for each in holding.waiting(moment(T7))]
        assert sorted(lines) == sorted((str(who), 1, {"电子邮件"}) for who in (bureau.handler, bureau.head))
        client.force_login(admin)
        shown = client.get(reverse("sending-hold")).content.decode()
        assert "外发已暂停" in shown
        banner = client.get(reverse("reminder-banner")).content.decode()
        assert "外发已暂停" in banner
        assert reverse("sending-hold") in banner
        answer = client.post(reverse("sending-hold"), {"act": "new"}, follow=True).content.decode()
    assert "外发已恢复" in answer
    assert Hold.objects.get().released_by == admin


def test_whom_nothing_reaches_outside_is_not_waited_for(bureau: Bureau) -> None:
    User.objects.update(email="")
    restore()
    bureau.run(T7)
    assert holding.waiting(moment(T7)) == []


def test_the_administrator_holds_by_hand_with_a_reason(bureau: Bureau, admin: User, client: Client) -> None:
    client.force_login(admin)
    assert client.post(reverse("sending-hold"), {"act": "hold", "reason": " "}).status_code == 409
    client.post(reverse("sending-hold"), {"act": "hold", "reason": "迁移"})
    assert bureau.run(T7) == []
    client.force_login(bureau.clerk)
    banner = client.get(reverse("reminder-banner")).content.decode()
    assert "迁移" in banner
    assert reverse("sending-hold") not in banner
    assert client.post(reverse("sending-hold"), {"act": "all"}).status_code == 403


def test_the_command(bureau: Bureau) -> None:
    def run(*arguments: str) -> str:
        said = StringIO()
        call_command("outgoing", *arguments, stdout=said)
        return said.getvalue()

    assert "外发正常" in run()
    assert "外发已暂停：演练" in run("--hold", "演练")
    said = StringIO()
    call_command("send_reminders", stdout=said)
    assert "外发已暂停" in said.getvalue()
    assert "外发正常" in run("--release", "--only-new")
    with pytest.raises(CommandError, match="没有暂停"):
        run("--release")
