"""The page of reminders, its fragments for the bar, and the acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.http import back, say
from common.pagination import paginate
from reminders import health, services
from reminders.channels.email import is_only_printed
from reminders.channels.registry import Line
from reminders.clock import database_now
from reminders.models import Delivery, DeliveryItem, Reminder
from reminders.notices import notices, unread_count
from reminders.preview import preview
from reminders.rulebook import RuleBook
from reminders.words import rule_words
from tasks.models import Obligation
from tasks.status import Board
from units.audit import address_of
from units.models import Unit, User
from units.permissions import scope_of
from units.requests import signed_in

TROUBLED = (Delivery.State.FAILED, Delivery.State.IN_DOUBT)


@require_safe
def reminder_list(request: HttpRequest) -> HttpResponse:
    """One's own notices; for the office also what goes out next, what went out, and the rules."""
    user = signed_in(request)
    is_office = scope_of(user).is_office
    view = request.GET.get("view", "")
    if not is_office or view not in OFFICE_VIEWS:
        view = "mine"
    context = {
        "view": view,
        "is_office": is_office,
        "unread": unread_count(user),
        "mail_is_printed": is_office and is_only_printed(),
        "troubled": Delivery.objects.run_by(user).filter(state__in=TROUBLED).count() if is_office else 0,
    }
    context |= OFFICE_VIEWS[view](request, user) if view != "mine" else _mine(request, user)
    return render(request, "reminders/reminder_list.html", context)


def _mine(request: HttpRequest, user: User) -> dict[str, Any]:
    page = paginate(request, notices(user, timezone.now()))
    board = Board.now()
    return {"page": page, "rows": [(row, board.light(row.obligation)) for row in page.object_list]}


def _next(request: HttpRequest, user: User) -> dict[str, Any]:
    return {"preview": preview(user, timezone.localdate(), RuleBook.read())}


def _log(request: HttpRequest, user: User) -> dict[str, Any]:
    rows: QuerySet[Delivery] = Delivery.objects.run_by(user).select_related("recipient")
    only_troubled = request.GET.get("state") == "troubled"
    if only_troubled:
        rows = rows.filter(state__in=TROUBLED)
    page = paginate(request, rows)
    ours = DeliveryItem.objects.filter(
        delivery__in=[row.pk for row in page.object_list],
        reminder__obligation__plan__organisation__in=scope_of(user).offices,
    )
    numbers = Counter(ours.values_list("delivery", flat=True))
    with Line() as line:
        labels = {channel.name: channel.label for channel in line.all()}
    return {
        "page": page,
        "rows": [(row, labels.get(row.channel, row.channel), numbers[row.pk]) for row in page.object_list],
        "only_troubled": only_troubled,
    }


def _rules(request: HttpRequest, user: User) -> dict[str, Any]:
    book = RuleBook.read()
    today = timezone.localdate()
    offices = Unit.objects.filter(pk__in=scope_of(user).offices).order_by("path")
    years = (today.year, today.year + 1)
    return {
        "rules": [(office, rule_words(book.of(office.pk))) for office in offices],
        "unpublished": [year for year in years if not book.calendar.is_published(year)],
    }


OFFICE_VIEWS: dict[str, Callable[[HttpRequest, User], dict[str, Any]]] = {
    "next": _next,
    "log": _log,
    "rules": _rules,
}


@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """Fragment for the bar: the number of unread notices, nothing where there are none."""
    return render(request, "reminders/_count.html", {"unread": unread_count(signed_in(request))})


@require_safe
def banner(request: HttpRequest) -> HttpResponse:
    """Fragment for the office: a sentence where the schedule stands still, else nothing."""
    user = signed_in(request)
    sentence = health.stalled(database_now()) if scope_of(user).is_office else None
    return render(request, "reminders/_banner.html", {"sentence": sentence})


@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a notice: it counts as read, and its task is shown."""
    user, now = signed_in(request), timezone.now()
    notice = get_object_or_404(Reminder.objects.notices_of(user, now).select_related("obligation"), pk=pk)
    services.mark_seen(user=user, now=now, obligation=notice.obligation)
    return redirect("task-detail", notice.obligation.task_id)


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read."""
    services.mark_seen(user=signed_in(request), now=timezone.now())
    return back(request, "reminder-list")


@require_POST
def by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """催办 one unit's item."""
    user = signed_in(request)
    obligation = get_object_or_404(Obligation.objects.visible_to(user), pk=pk)
    people = services.remind_by_hand(
        obligation=obligation, actor=user, now=timezone.now(), address=address_of(request)
    )
    say(request, f"已催办{obligation.unit}：{'、'.join(str(each) for each in people)}。")
    return back(request, "reminder-list")
