"""Forms of rules: figures as an office writes them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms

from reminders.models import ReminderRule, are_workdays

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class WorkdaysField(forms.CharField):
    """“7、3、1、0” as a list of numbers."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(str(each) for each in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        parts = [part for part in re.split(r"[、，,;；\s]+", text) if part]
        if not all(part.isdecimal() and len(part) <= 3 for part in parts):
            raise forms.ValidationError("请写成用顿号隔开的数，例如 7、3、1、0。")
        return sorted((int(part) for part in parts), reverse=True)


class RuleForm(forms.ModelForm):
    """A rule."""

    workdays_before = WorkdaysField(
        label="到期前几个工作日提醒",
        required=False,
        validators=[are_workdays],
        help_text="用顿号隔开，0 表示到期当天，例如 7、3、1、0。",
    )

    class Meta:
        model = ReminderRule
        fields = [
            "first_days", "workdays_before", "long_term_days", "head_before_due", "overdue_every",
            "head_from", "office_from", "send_at", "send_until", "on_days_off",
        ]  # fmt: skip
        widgets = {"send_at": CLOCK, "send_until": CLOCK}


class DayForm(forms.Form):
    """The day for which the office wants to know who gets what."""

    day = forms.DateField(label="看哪一天", required=False, widget=DAY)

    def __init__(self, *args: Any, first: dt.date, last: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = first, last

    def clean_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["day"]
        if day and not self.first <= day <= self.last:
            raise forms.ValidationError(f"请选 {self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d} 之间的一天。")
        return day
