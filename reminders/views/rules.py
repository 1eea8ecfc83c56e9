"""The rule of an organisation as a form, with what it would do before it is saved."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.decisions import require
from common.http import say
from reminders.clock import database_now
from reminders.forecast import FARTHEST, forecast
from reminders.forms.rules import DayForm, RuleForm
from reminders.models import ReminderRule
from reminders.permissions import may_keep_rules
from reminders.preview import laid_out
from reminders.rulebook import RuleBook
from reminders.services import rules
from reminders.views.tabs import tabs
from reminders.words import example, rule_words
from units.audit import by
from units.models import Unit, User
from units.permissions import scope_of
from units.requests import signed_in

# The example's deadline: the last day of January, when the year's reports are due.
EXAMPLE = (1, 31)


def _organisation(request: HttpRequest, pk: int) -> tuple[User, Unit]:
    user = signed_in(request)
    organisation = get_object_or_404(Unit.objects.filter(pk__in=scope_of(user).organisations), pk=pk)
    require(may_keep_rules(user, organisation))
    return user, organisation


@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures; “look” shows what they would do, “save” keeps them."""
    user, organisation = _organisation(request, pk)
    today = timezone.localdate()
    form = RuleForm(request.POST or None, instance=rules.rule_of(organisation))
    last = today + FARTHEST
    asked = DayForm(request.POST or None, first=today, last=last)
    valid = not form.is_bound or (form.is_valid() & asked.is_valid())
    if request.method == "POST" and valid and "save" in request.POST:
        rules.change_rule(actor=user, rule=form.save(commit=False), by=by(request))
        say(request, "提醒规则已保存，五分钟内按新规则重排还没有发出的提醒。")
        return redirect(f"{redirect('reminder-list').url}?view=rules")
    context: dict[str, Any] = {
        "organisation": organisation,
        "form": form,
        "asked": asked,
        "tabs": tabs(user, "rules"),
    }
    if valid:
        day = asked.cleaned_data.get("day") if form.is_bound else None
        context |= _effect(form.instance, organisation, day, today)
    return render(request, "reminders/rule_form.html", context, status=200 if valid else 422)


def _effect(rule: ReminderRule, organisation: Unit, day: dt.date | None, today: dt.date) -> dict[str, Any]:
    """What the rule means in words, on an example, and on a day (default: the next on which it sends)."""
    book = RuleBook.read().with_rule(rule)
    day = day or rule.window.day_after(today, book.calendar)
    due_on = dt.date(today.year + ((today.month, today.day) > EXAMPLE), *EXAMPLE)
    shares = forecast(organisations=[organisation.pk], day=day, now=database_now(), book=book)
    return {
        "sentences": rule_words(rule),
        "due_on": due_on,
        "example": example(rule, due_on, book.calendar),
        "preview": laid_out(shares, day=day, today=today, book=book),
    }
