"""The page of working days: the year as it stands, and the table of exceptions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.decisions import require
from common.http import say
from tasks.models import CalendarException
from tasks.permissions import may_keep_workdays, may_read_workdays
from tasks.services import workdays as services
from tasks.workdays import WorkCalendar
from tasks.year_view import year_of
from units.audit import by
from units.requests import signed_in

FIRST_YEAR, YEARS_AHEAD = 2004, 5
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DaysForm(forms.Form):
    """A stretch of days that work, or rest."""

    first = forms.DateField(label="从", widget=DAY)
    last = forms.DateField(label="到", widget=DAY, required=False, help_text="只有一天的不用填。")
    is_workday = forms.TypedChoiceField(
        label="这几天",
        choices=[("0", "休息"), ("1", "上班（调休补班）")],
        coerce=lambda value: value == "1",
    )
    note = forms.CharField(label="说明", max_length=100, required=False, help_text="例如“春节”。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not 0 <= (last - first).days < services.LONGEST:
            self.add_error("last", f"止日应不早于起日，且一次不超过 {services.LONGEST} 天。")
        return cleaned


@require_http_methods(["GET", "POST"])
def workdays(request: HttpRequest) -> HttpResponse:
    """``year`` chooses one; who may not keep the table reads it."""
    user = signed_in(request)
    require(may_keep_workdays(user) if request.method == "POST" else may_read_workdays(user))
    form = DaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        first, last = fields["first"], fields["last"] or fields["first"]
        number = services.set_days(
            actor=user,
            first=first,
            last=last,
            is_workday=fields["is_workday"],
            note=fields["note"],
            by=by(request),
        )
        say(request, f"{number} 天已保存，提醒在五分钟内按新的工作日重排。")
        return redirect(f"{reverse('workdays')}?year={first.year}")
    context = _context(_year(request)) | {"form": form, "may": may_keep_workdays(user)}
    return render(request, "tasks/workdays.html", context, status=422 if form.errors else 200)


def _year(request: HttpRequest) -> int:
    today = timezone.localdate()
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else today.year
    return min(max(year, FIRST_YEAR), today.year + YEARS_AHEAD)


def _context(year: int) -> dict[str, Any]:
    rows = list(CalendarException.objects.all())
    stated = {row.day: row.is_workday for row in rows}
    calendar = WorkCalendar(stated)
    months = year_of(year, calendar, stated)
    today = timezone.localdate()
    return {
        "year": year,
        "months": months,
        "workdays": sum(month.workdays for month in months),
        "published": calendar.is_published(year),
        "unpublished": [each for each in (today.year, today.year + 1) if not calendar.is_published(each)],
        "exceptions": [row for row in rows if row.day.year == year],
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < today.year + YEARS_AHEAD else None,
    }


@require_POST
def workday_forget(request: HttpRequest, day: str) -> HttpResponse:
    """The exception of one day goes."""
    user = signed_in(request)
    require(may_keep_workdays(user))
    try:
        chosen = dt.date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    services.forget_day(actor=user, day=chosen, by=by(request))
    say(request, f"{chosen:%Y-%m-%d} 已恢复为放假安排原来的样子。")
    return redirect(f"{reverse('workdays')}?year={chosen.year}")
