"""催办 several units' items at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.decisions import Forbidden, Refusal
from common.http import back
from reminders.services.asking import remind_by_hand
from tasks.models import Obligation
from units.audit import address_of
from units.models import User
from units.requests import signed_in

MOST = 100


@require_POST
def chase(request: HttpRequest) -> HttpResponse:
    """``item``: ids of obligations.  Each counts by itself: who was asked within the day is told beside the
    others.  403 where the person may ask none of them."""
    user = signed_in(request)
    chosen = [int(text) for text in request.POST.getlist("item")[:MOST] if text.isdecimal()]
    items = Obligation.objects.visible_to(user).filter(pk__in=chosen).select_related("unit")
    asked, refused = _ask(user, list(items), address_of(request))
    if refused and not asked and all(isinstance(each, Forbidden) for _, each in refused):
        raise refused[0][1]
    told = [f"已催办 {'、'.join(asked)}。"] if asked else []
    told += [f"{unit}：{refusal.reason}" for unit, refusal in refused]
    sentence = " ".join(told) or "没有要催办的单位。"
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "reminders/_asked.html", {"sentence": sentence})
    messages.add_message(request, messages.WARNING if refused else messages.SUCCESS, sentence)
    return back(request, "silent")


def _ask(
    user: User, items: list[Obligation], address: str | None
) -> tuple[list[str], list[tuple[str, Refusal]]]:
    """The units that were asked, and the others with the reason."""
    asked, refused = [], []
    for item in items:
        try:
            remind_by_hand(obligation=item, actor=user, now=timezone.now(), address=address)
            asked.append(str(item.unit))
        except Refusal as refusal:
            refused.append((str(item.unit), refusal))
    return asked, refused
