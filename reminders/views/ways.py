"""How I am reached: channels and calendar feeds of the person who is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.http import say
from reminders.channels.base import Channel
from reminders.channels.registry import OUTLETS, Line
from reminders.models import CalendarFeed, ChannelChoice, Outlet
from reminders.services import feeds, outlets
from reminders.views.outlets import tell
from reminders.views.tabs import tabs
from tasks.models import Plan
from units.audit import by
from units.models import User
from units.requests import signed_in


@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    """One line a channel: a box for mail, a choice among the organisation's outlets for the others."""
    user = signed_in(request)
    offered = Outlet.objects.visible_to(user).filter(is_on=True)
    if request.method == "POST":
        outlets.choose(actor=user, wanted=_wanted(request, offered))
        say(request, "接收方式已保存，从下一次提醒起生效。")
        return redirect("reminder-ways")
    choices = {row.channel: row for row in ChannelChoice.objects.filter(user=user)}
    with Line() as line:
        rows = [_row(channel, user, choices, list(offered)) for channel in line.all()]
    mine = CalendarFeed.objects.filter(user=user).select_related("plan")
    context = {
        "rows": [row for row in rows if row["personal"] or row["offered"]],
        "feeds": [(feed, _address(request, feed)) for feed in mine],
        "has_own_feed": any(feed.plan_id is None for feed in mine),
        "tabs": tabs(user, "ways"),
    }
    return render(request, "reminders/ways.html", context)


def _wanted(request: HttpRequest, offered: object) -> dict[str, Outlet | None]:
    """From the form: ``email=on``, ``wecom=<outlet's id>``; an empty value is a no."""
    by_id = {str(outlet.pk): outlet for outlet in offered}  # type: ignore[attr-defined]
    wanted: dict[str, Outlet | None] = {}
    with Line() as line:
        for channel in line.all():
            value = request.POST.get(channel.name, "")
            if channel.name in OUTLETS and value in by_id:
                wanted[channel.name] = by_id[value]
            elif channel.name not in OUTLETS and value:
                wanted[channel.name] = None
    return wanted


def _row(
    channel: Channel, user: User, choices: dict[str, ChannelChoice], offered: list[Outlet]
) -> dict[str, object]:
    choice = choices.get(channel.name)
    return {
        "name": channel.name,
        "label": channel.label,
        "personal": channel.personal,
        "address": channel.address(user),
        "is_on": choice.is_on if choice else channel.personal,
        "chosen": choice.outlet_id if choice and choice.is_on else None,
        "offered": [outlet for outlet in offered if outlet.kind == channel.name],
    }


def _address(request: HttpRequest, feed: CalendarFeed) -> str:
    return request.build_absolute_uri(reverse("calendar-feed", args=[feed.token]))


@require_POST
def test_way(request: HttpRequest, channel: str) -> HttpResponse:
    user = signed_in(request)
    answer = outlets.test_channel(actor=user, channel=channel, now=timezone.now(), by=by(request))
    with Line() as line:
        tell(request, line.channel(channel).label, answer)
    return redirect("reminder-ways")


@require_POST
def feed_open(request: HttpRequest) -> HttpResponse:
    """``plan``: the plan's id; without it a feed of what concerns oneself."""
    user = signed_in(request)
    plan = None
    if wanted := request.POST.get("plan", ""):
        plans = Plan.objects.visible_to(user).distinct()
        plan = get_object_or_404(plans, pk=wanted if wanted.isdecimal() else 0)
    feeds.open_feed(actor=user, plan=plan, by=by(request))
    say(request, "订阅已开通：把下面的地址填进日历软件的“按网址订阅”。")
    return redirect("reminder-ways")


@require_POST
def feed_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    feed = get_object_or_404(CalendarFeed.objects.filter(user=user).select_related("plan"), pk=pk)
    feeds.revoke_feed(actor=user, feed=feed, by=by(request))
    say(request, "订阅已撤销，原来的地址从现在起失效。")
    return redirect("reminder-ways")
