"""Days and moments in words: `{% load days %}`."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone

from common import dates

register = template.Library()


@register.filter
def long_date(day: dt.date | None) -> str:
    """2022年12月30日; nothing for no day."""
    return dates.long_date(day) if day else ""


@register.filter
def weekday(day: dt.date | None) -> str:
    """星期五"""
    return dates.weekday_word(day) if day else ""


@register.filter
def short_day(day: dt.date | None) -> str:
    """12-30 in the present year, else 2021-12-30."""
    if not day:
        return ""
    return f"{day:%m-%d}" if day.year == timezone.localdate().year else f"{day:%Y-%m-%d}"


@register.filter
def stamp(moment: dt.datetime | None) -> str:
    """2022-12-28 08:30 in Shanghai."""
    return f"{timezone.localtime(moment, dates.SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""


@register.filter
def moment(moment: dt.datetime | None) -> str:
    """今天 09:12, 昨天 16:40, 12-26 10:05, 2021-12-26 10:05."""
    if not moment:
        return ""
    local = timezone.localtime(moment, dates.SHANGHAI)
    days_ago = (timezone.localdate() - local.date()).days
    word = {0: "今天", 1: "昨天"}.get(days_ago) or short_day(local.date())
    return f"{word} {local:%H:%M}"
