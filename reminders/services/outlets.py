"""Acts on ways out: an organisation's robots and gateways, a person's choice among them, a test of one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from common.decisions import Refusal, require
from reminders import holding
from reminders.channels.base import Answer, Message, Result
from reminders.channels.hosts import NotAllowed, target_of
from reminders.channels.registry import OUTLETS, Line
from reminders.models import ChannelChoice, Outlet
from reminders.permissions import may_keep_outlets
from reminders.ways import Ways
from units import audit
from units.audit import By
from units.models import Unit, User


@transaction.atomic
def add_outlet(
    *,
    actor: User,
    organisation: Unit,
    kind: str,
    name: str,
    url: str,
    secret: str = "",
    acts: Collection[str] = (),
    by: By,
) -> Outlet:
    """A new robot or gateway on a host that is allowed; ``acts`` are the groups that a subscription wants."""
    require(may_keep_outlets(actor))
    outlet = Outlet(organisation=organisation, kind=_known(kind), name=name, acts=list(acts))
    _point(outlet, url, secret)
    audit.note(audit.CHANNEL_CHANGED, by, outlet, 办理="新建", 类别=OUTLETS[kind].label, 主机=outlet.host)
    return outlet


@transaction.atomic
def change_outlet(
    *,
    actor: User,
    outlet: Outlet,
    name: str,
    url: str,
    secret: str,
    is_on: bool,
    acts: Collection[str] = (),
    now: dt.datetime,
    by: By,
) -> Outlet:
    """Rename, switch on or off; an empty address or secret leaves what is there: neither is ever shown.

    What was done while a subscription was off is not pushed when it is on again.
    """
    require(may_keep_outlets(actor))
    before = _facts(outlet)
    if is_on and not outlet.is_on:
        outlet.pushes_from = outlet.read_until = now
    outlet.name, outlet.is_on, outlet.acts = name, is_on, list(acts)
    _point(outlet, url or outlet.url, secret or outlet.secret)
    after = _facts(outlet)
    changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    audit.note(audit.CHANNEL_CHANGED, by, outlet, 办理="修改", **changed, 更换地址=bool(url))
    return outlet


def _facts(outlet: Outlet) -> dict[str, object]:
    return {"名称": outlet.name, "启用": outlet.is_on, "主机": outlet.host, "推送": outlet.acts}


@transaction.atomic
def remove_outlet(*, actor: User, outlet: Outlet, by: By) -> None:
    """Gone with everybody's choice of it; what went out by it stays in the log."""
    require(may_keep_outlets(actor))
    audit.note(audit.CHANNEL_CHANGED, by, outlet, 办理="删除", 选用人数=outlet.choices.count())
    outlet.delete()


@transaction.atomic
def choose(*, actor: User, wanted: dict[str, Outlet | None]) -> None:
    """The person's channels from now on: those named, an outlet beside each where the channel has outlets."""
    mine = Outlet.objects.visible_to(actor)
    for channel, outlet in wanted.items():
        if channel in OUTLETS and (outlet is None or not mine.filter(pk=outlet.pk, kind=channel).exists()):
            raise Refusal("这个渠道不属于您所在的机关。")
    with Line() as line:
        for way in line.all():
            defaults = {"outlet": wanted.get(way.name), "is_on": way.name in wanted}
            ChannelChoice.objects.update_or_create(user=actor, channel=way.name, defaults=defaults)


def test_outlet(*, actor: User, outlet: Outlet, now: dt.datetime, by: By) -> Answer:
    """Send a message that says it is a test, and hand back the answer."""
    require(may_keep_outlets(actor))
    return _test(actor, outlet.kind, str(outlet.pk), outlet.name, now, by)


def test_channel(*, actor: User, channel: str, now: dt.datetime, by: By) -> Answer:
    """The same to oneself, by a channel that one has chosen."""
    with Line() as line:
        if channel not in {each.name for each in line.all()}:
            raise Refusal("没有这个渠道。")
        label = line.channel(channel).label
        address = Ways.of([actor], now.date()).address(line.channel(channel), actor)
    if not address:
        raise Refusal(f"您还没有选用{label}，或没有登记地址。")
    return _test(actor, channel, address, label, now, by)


def _test(actor: User, channel: str, address: str, label: str, now: dt.datetime, by: By) -> Answer:
    if holding.standing():
        raise Refusal("外发已暂停，恢复以后才能测试。")
    text = f"{actor}，您好：\n\n这是一条测试消息。看到它，说明“{label}”可以收到公开台账的提醒。\n"
    message = Message(
        key=str(uuid.uuid4()),
        subject="【公开台账】测试消息",
        text=text,
        html=f"<p>这是一条测试消息。看到它，说明“{label}”可以收到公开台账的提醒。</p>",
        person=str(actor),
        phone=actor.phone,
    )
    with Line() as line:
        way = line.channel(channel)
        if way.not_before(address, now):
            raise Refusal("一分钟内已发出太多消息，请稍后再试。")
        answer = way.send(address, message)
    audit.record(
        act=audit.CHANNEL_CHANGED,
        actor=by.user,
        address=by.address,
        subject=label,
        detail={"办理": "测试", "答复": answer.words},
        succeeded=answer.result is Result.ACCEPTED,
    )
    return answer


def _known(kind: str) -> str:
    if kind not in OUTLETS:
        raise Refusal("没有这一类渠道。")
    return kind


def _point(outlet: Outlet, url: str, secret: str) -> None:
    try:
        outlet.host = target_of(url, settings.CHANNEL_HOSTS).host
    except NotAllowed as refused:
        raise Refusal(f"{refused}。") from None
    outlet.url, outlet.secret = url, secret
    outlet.full_clean(exclude=["sealed_url", "sealed_secret"])
    outlet.save()
