"""Channels in the browser: the administrator sets them up, people choose, tests and failures say why."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from reminders.channels.wecom import WecomChannel
from reminders.models import ChannelChoice, Delivery, Outlet
from reminders.ways import Ways
from tests.factories import MembershipFactory, organisation, person
from tests.reminders.conftest import Bureau, moment
from tests.reminders.receiver import Receiver, saying
from units.models import AuditEvent, Membership, User

T7 = dt.date(2027, 1, 20)
URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-secret"


@pytest.fixture
def admin(bureau: Bureau) -> User:
    return person("admin", bureau.unit, username="technician")


@pytest.fixture
def robot(bureau: Bureau) -> Outlet:
    row = Outlet(organisation=bureau.unit, kind="wecom", name="局政务公开群")
    row.url = URL
    row.save()
    return row


def fields(bureau: Bureau, **more: object) -> dict[str, object]:
    return {"organisation": bureau.unit.pk, "kind": "wecom", "name": "群", "url": URL, "secret": "", **more}


def test_the_administrator_sets_up_a_robot(bureau: Bureau, admin: User, client: Client) -> None:
    client.force_login(admin)
    assert client.post(reverse("outlet-add"), fields(bureau)).status_code == 302
    row = Outlet.objects.get()
    assert (row.host, row.url, row.is_on) == ("qyapi.weixin.qq.com", URL, True)
    shown = client.get(reverse("outlet-list")).content.decode()
    assert "abc-secret" not in shown + client.get(reverse("outlet-edit", args=[row.pk])).content.decode()
    assert "qyapi.weixin.qq.com" in shown
    event = AuditEvent.objects.get(act="维护渠道")
    assert "abc-secret" not in str(event.detail)


def test_an_address_off_the_list_is_refused_with_its_reason(
    bureau: Bureau, admin: User, client: Client
) -> None:
    client.force_login(admin)
    answer = client.post(reverse("outlet-add"), fields(bureau, url="http://127.0.0.1:6379/"))
    assert answer.status_code == 422
    assert "不在管理员允许的范围内" in answer.content.decode()
    assert not Outlet.objects.exists()


def test_left_empty_address_and_secret_stay(robot: Outlet, admin: User, client: Client) -> None:
    client.force_login(admin)
    client.post(reverse("outlet-edit", args=[robot.pk]), {"name": "新名", "url": "", "secret": ""})
    robot.refresh_from_db()
    assert (robot.name, robot.url, robot.is_on) == ("新名", URL, False)


@pytest.mark.parametrize("who", ["clerk", "head", "handler", "leader"])
def test_only_the_administrator_keeps_outlets(
    bureau: Bureau, robot: Outlet, client: Client, who: str
) -> None:
    client.force_login(getattr(bureau, who))
    for name, arguments in (("outlet-list", []), ("outlet-edit", [robot.pk])):
        answer = client.get(reverse(name, args=arguments))
        assert answer.status_code == 403
        assert "对外渠道由系统管理员维护" in answer.content.decode()
    for name in ("outlet-remove", "outlet-test"):
        assert client.post(reverse(name, args=[robot.pk])).status_code == 403
    assert Outlet.objects.exists()


def test_a_person_chooses_and_is_reached(
    bureau: Bureau, robot: Outlet, client: Client, settings: Settings
) -> None:
    client.force_login(bureau.handler)
    assert "局政务公开群" in client.get(reverse("reminder-ways")).content.decode()
    client.post(reverse("reminder-ways"), {"wecom": robot.pk})
    with Receiver(saying('{"errcode": 0}')) as receiver:
        settings.CHANNEL_HOSTS = [receiver.host]
        robot.url = receiver.url
        robot.save()
        # The head's mail goes as before; the handler has switched mail off.
        assert bureau.run(T7) == ["head"]
        assert bureau.run(T7, "09:05") == []
    assert len(receiver.asked) == 1
    assert "公布年度绿化养护情况" in receiver.asked[0][2].decode()
    assert set(Delivery.objects.values_list("channel", "state")) == {("email", "sent"), ("wecom", "sent")}


def test_a_robots_refusal_is_in_the_log_in_its_own_words(
    bureau: Bureau, robot: Outlet, client: Client, settings: Settings
) -> None:
    ChannelChoice.objects.create(user=bureau.handler, channel="wecom", outlet=robot)
    with Receiver(saying('{"errcode": 93000, "errmsg": "invalid webhook url"}')) as receiver:
        settings.CHANNEL_HOSTS = [receiver.host]
        robot.url = receiver.url
        robot.save()
        bureau.run(T7)
    row = Delivery.objects.get(channel="wecom")
    with time_machine.travel(moment(T7, "12:00"), tick=False):
        client.force_login(bureau.clerk)
        log = client.get(reverse("reminder-list") + "?view=log&state=troubled").content.decode()
        assert "错误码 93000 invalid webhook url" in log
        assert "企业微信群机器人" in log
        page = client.get(reverse("delivery-detail", args=[row.pk])).content.decode()
        assert "对方拒收：错误码 93000 invalid webhook url" in page
        client.post(reverse("delivery-again", args=[row.pk]))
        assert client.post(reverse("delivery-again", args=[row.pk])).status_code == 403
    row.refresh_from_db()
    assert row.state == "pending"


def test_nobody_sees_another_bureaus_delivery(bureau: Bureau, client: Client) -> None:
    bureau.run(T7)
    row = Delivery.objects.filter(recipient=bureau.handler).get()
    for who, status in ((bureau.clerk, 200), (bureau.head, 404), (person("office", organisation()), 404)):
        with time_machine.travel(moment(T7, "12:00"), tick=False):
            client.force_login(who)
            assert client.get(reverse("delivery-detail", args=[row.pk])).status_code == status


def test_who_has_left_is_not_told_in_the_old_group(bureau: Bureau, robot: Outlet) -> None:
    ChannelChoice.objects.create(user=bureau.handler, channel="wecom", outlet=robot)
    assert Ways.of([bureau.handler], T7).address(WecomChannel(), bureau.handler) == str(robot.pk)
    Membership.objects.filter(user=bureau.handler).update(ends_on=T7)
    MembershipFactory(user=bureau.handler, unit=organisation("云溪市体育局"), role="handler")
    assert Ways.of([bureau.handler], T7).address(WecomChannel(), bureau.handler) == str(robot.pk)
    tomorrow = T7 + dt.timedelta(1)
    assert Ways.of([bureau.handler], tomorrow).address(WecomChannel(), bureau.handler) == ""


def test_another_bureaus_robot_cannot_be_chosen(robot: Outlet, client: Client) -> None:
    stranger = person("handler", organisation("云溪市体育局"))
    client.force_login(stranger)
    assert "局政务公开群" not in client.get(reverse("reminder-ways")).content.decode()
    client.post(reverse("reminder-ways"), {"wecom": robot.pk})
    assert not ChannelChoice.objects.filter(outlet=robot).exists()


def test_one_dead_gateway_holds_up_nobody_elses(bureau: Bureau, robot: Outlet, settings: Settings) -> None:
    """After a refusal to connect only what goes to the same place rests."""
    dead = Outlet(organisation=bureau.unit, kind="wecom", name="旧群")
    dead.url = "http://127.0.0.1:1/"
    dead.save()
    ChannelChoice.objects.create(user=bureau.head, channel="wecom", outlet=dead)
    ChannelChoice.objects.create(user=bureau.handler, channel="wecom", outlet=robot)
    with Receiver(saying('{"errcode": 0}')) as receiver:
        settings.CHANNEL_HOSTS = [receiver.host, "127.0.0.1:1"]
        robot.url = receiver.url
        robot.save()
        bureau.run(T7)
    states = dict(Delivery.objects.filter(channel="wecom").values_list("recipient__username", "state"))
    assert states == {"head": "pending", "handler": "sent"}


def test_a_test_message_brings_back_the_answer(
    robot: Outlet, admin: User, bureau: Bureau, client: Client, settings: Settings
) -> None:
    with Receiver(saying('{"errcode": 40058, "errmsg": "bad param"}')) as receiver:
        settings.CHANNEL_HOSTS = [receiver.host]
        robot.url = receiver.url
        robot.save()
        client.force_login(admin)
        shown = client.post(reverse("outlet-test", args=[robot.pk]), follow=True).content.decode()
    assert "错误码 40058 bad param" in shown
    assert AuditEvent.objects.filter(act="维护渠道", succeeded=False).count() == 1


def test_one_can_send_oneself_a_test(bureau: Bureau, client: Client, mailoutbox: list[object]) -> None:
    client.force_login(bureau.handler)
    assert (
        "已接收测试消息"
        in client.post(reverse("reminder-way-test", args=["email"]), follow=True).content.decode()
    )
    assert len(mailoutbox) == 1
    assert client.post(reverse("reminder-way-test", args=["wecom"])).status_code == 409
    assert client.post(reverse("reminder-way-test", args=["pigeon"])).status_code == 409
