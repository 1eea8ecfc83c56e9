"""One delivery with all its tries, and sending it again."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from common.decisions import require
from common.http import say
from reminders.channels.registry import ROADS, Line
from reminders.clock import database_now
from reminders.models import Delivery, DeliveryItem
from reminders.permissions import may_send_again
from reminders.services import sending
from reminders.views.tabs import tabs
from units.audit import by
from units.models import User
from units.permissions import scope_of
from units.requests import signed_in


@require_safe
def delivery_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it carried of the office's own plans, and what the other side answered each time."""
    user = signed_in(request)
    delivery = _delivery(user, pk)
    items = DeliveryItem.objects.filter(
        delivery=delivery, reminder__obligation__plan__organisation__in=scope_of(user).offices
    ).select_related("reminder__obligation__task", "reminder__obligation__unit")
    with Line() as line:
        label = line.channel(delivery.channel).label if delivery.channel in ROADS else delivery.channel
    context = {
        "delivery": delivery,
        "label": label,
        "items": items,
        "payload": json.dumps(delivery.push.payload, ensure_ascii=False, indent=2) if delivery.push else "",
        "tries": delivery.tries.all(),
        "again": may_send_again(user, delivery),
        "tabs": tabs(user, "log"),
    }
    return render(request, "reminders/delivery_detail.html", context)


@require_POST
def delivery_again(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    delivery = _delivery(user, pk)
    require(may_send_again(user, delivery))
    sending.send_again(actor=user, delivery=delivery, now=database_now(), by=by(request))
    say(request, "已排入下一轮发送，一分钟内再试，仍按同一编号。")
    return redirect("delivery-detail", delivery.pk)


def _delivery(user: User, pk: int) -> Delivery:
    return get_object_or_404(Delivery.objects.run_by(user).select_related("recipient", "push"), pk=pk)
