"""The page of reminders, its fragments for the bar, and the acts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.decisions import Forbidden, Refusal
from common.http import back
from common.pagination import paginate
from reminders import health, holding
from reminders.channels.email import is_only_printed
from reminders.channels.registry import OUTLETS, Line
from reminders.clock import database_now
from reminders.forecast import FARTHEST
from reminders.forms.rules import DayForm
from reminders.models import Delivery, DeliveryItem, Reminder
from reminders.notices import grouped, notices, unread_count
from reminders.permissions import TROUBLED, may_keep_rules
from reminders.preview import next_day, preview
from reminders.rulebook import RuleBook
from reminders.services.asking import mark_plan_seen, mark_seen, remind_by_hand
from reminders.views.tabs import tabs
from reminders.words import rule_words
from tasks.models import Obligation, Plan
from tasks.status import Board
from units.audit import address_of
from units.models import Unit, User
from units.permissions import scope_of
from units.requests import signed_in
from units.sessions import polled


@require_safe
def reminder_list(request: HttpRequest) -> HttpResponse:
    """One's own notices; for the office also what goes out next, what went out, and the rules."""
    user = signed_in(request)
    scope = scope_of(user)
    is_office = scope.is_office
    view = request.GET.get("view", "")
    if not is_office or view not in OFFICE_VIEWS:
        view = "mine"
    context = {
        "view": view,
        "tabs": tabs(user, view),
        "is_office": is_office,
        "unread": unread_count(user),
        "mail_is_printed": (is_office or scope.administers) and is_only_printed(),
        "administers": scope.administers,
        "troubled": Delivery.objects.run_by(user).filter(state__in=TROUBLED).count() if is_office else 0,
    }
    context |= OFFICE_VIEWS[view](request, user) if view != "mine" else _mine(request, user)
    return render(request, "reminders/reminder_list.html", context)


def _mine(request: HttpRequest, user: User) -> dict[str, Any]:
    now = timezone.now()
    groups = grouped(user, now)
    page = paginate(request, notices(user, now, groups))
    board = Board.now()
    return {
        "page": page,
        "groups": groups if page.number == 1 else [],
        "rows": [(row, board.light(row.obligation)) for row in page.object_list],
    }


def _next(request: HttpRequest, user: User) -> dict[str, Any]:
    """The next day on which anything goes out, or the one that ``day`` names."""
    today, book, offices = timezone.localdate(), RuleBook.read(), scope_of(user).offices
    form = DayForm(request.GET if "day" in request.GET else None, first=today, last=today + FARTHEST)
    day = form.cleaned_data["day"] if form.is_bound and form.is_valid() else None
    return {
        "asked": form,
        "preview": preview(
            offices=offices,
            day=day or next_day(offices, today, book),
            now=database_now(),
            today=today,
            book=book,
        ),
    }


def _log(request: HttpRequest, user: User) -> dict[str, Any]:
    rows: QuerySet[Delivery] = Delivery.objects.run_by(user).select_related("recipient", "push")
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
    labels |= {name: outlet.label for name, outlet in OUTLETS.items()}
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
        "rules": [
            (office, rule_words(book.of(office.pk)), may_keep_rules(user, office)) for office in offices
        ],
        "unpublished": [year for year in years if not book.calendar.is_published(year)],
    }


OFFICE_VIEWS: dict[str, Callable[[HttpRequest, User], dict[str, Any]]] = {
    "next": _next,
    "log": _log,
    "rules": _rules,
}


@polled
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """Fragment for the bar: the number of unread notices, nothing where there are none."""
    return render(request, "reminders/_count.html", {"unread": unread_count(signed_in(request))})


@polled
@require_safe
def banner(request: HttpRequest) -> HttpResponse:
    """Fragment for office and administrator: where reminders are in trouble, where a hold stands."""
    scope = scope_of(signed_in(request))
    hold = holding.standing() if scope.is_office or scope.administers else None
    context = {
        "sentence": health.trouble(database_now()) if scope.is_office else None,
        "held": holding.sentence(hold) if hold else "",
        "administers": scope.administers,
    }
    return render(request, "reminders/_banner.html", context)


@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a notice: it counts as read, and its task is shown."""
    user, now = signed_in(request), timezone.now()
    notice = get_object_or_404(Reminder.objects.notices_of(user, now).select_related("obligation"), pk=pk)
    mark_seen(user=user, now=now, obligation=notice.obligation)
    return redirect("task-detail", notice.obligation.task_id)


@require_safe
def read_plan(request: HttpRequest, plan: int, day: str) -> HttpResponse:
    """Open the line of many late items: they count as read, and the plan is shown with its late tasks."""
    user = signed_in(request)
    shown = get_object_or_404(Plan.objects.visible_to(user).distinct(), pk=plan)
    try:
        until = dt.date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    mark_plan_seen(user=user, now=timezone.now(), plan=shown.pk, day=until)
    return redirect(f"{reverse('plan-detail', args=[shown.pk])}?light=red")


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read."""
    mark_seen(user=signed_in(request), now=timezone.now())
    return back(request, "reminder-list")


@require_POST
def by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """催办 one unit's item: htmx gets the sentence in the form's place, others find it on their page.

    Who may not gets the page that says so (403).
    """
    user = signed_in(request)
    obligation = get_object_or_404(Obligation.objects.visible_to(user), pk=pk)
    try:
        people = remind_by_hand(
            obligation=obligation, actor=user, now=timezone.now(), address=address_of(request)
        )
    except Forbidden:
        raise
    except Refusal as refusal:
        return _answer(request, refusal.reason, messages.WARNING)
    return _answer(request, f"已催办 {'、'.join(str(each) for each in people)}", messages.SUCCESS)


def _answer(request: HttpRequest, sentence: str, level: int) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "reminders/_asked.html", {"sentence": sentence})
    messages.add_message(request, level, sentence)
    return back(request, "reminder-list")
