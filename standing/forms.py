"""Forms of standing items: what is to be switched on, and one item as a whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from standing.catalogue import Entry, new_item
from standing.services import Wanted
from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.holders import Holders, key_of
from tasks.models import StandingItem
from tasks.presets import after_event, after_issue, at_period_end, yearly
from tasks.roles import Role
from tasks.rounds import follows_events, follows_plans
from tasks.services.editing import standing_assignments
from tasks.services.plans import NewAssignment, NewTask
from tasks.services.standing import MOST_FIRST_DAYS, NewItem

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
ISSUE, EVENT = "issue", "event"
RHYTHMS = [
    (str(Recurrence.YEARLY), "每年一次"),
    (str(Recurrence.HALF_YEARLY), "每半年一次"),
    (str(Recurrence.QUARTERLY), "每季度一次"),
    (str(Recurrence.MONTHLY), "每月一次"),
    (ISSUE, "每个方案印发后若干日内"),
    (EVENT, "批复等事项发生后若干日内"),
]


class SwitchOnForm(forms.Form):
    """Items of the law that are off: a box each, and who carries it."""

    def __init__(self, *args: Any, offered: list[Entry], holders: Holders, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {entry.preset.code: entry for entry in offered if entry.preset}
        self.holders = holders
        for code, entry in self.offered.items():
            text = entry.text
            self.fields[f"on-{code}"] = forms.BooleanField(
                label=f"启用：{text}",
                required=False,
                initial=bool(entry.preset and entry.preset.default and entry.item is None),
                widget=forms.CheckboxInput(attrs={"aria-label": f"启用：{text}"}),
            )
            self.fields[f"holder-{code}"] = forms.ChoiceField(
                label="责任单位",
                required=False,
                choices=[("", "（请选责任单位）"), *holders.choices],
                initial=entry.guess,
                widget=forms.Select(attrs={"aria-label": f"责任单位：{text}"}),
            )

    def rows(self) -> list[tuple[Entry, forms.BoundField, forms.BoundField]]:
        return [(entry, self[f"on-{code}"], self[f"holder-{code}"]) for code, entry in self.offered.items()]

    def items(self, today: dt.date) -> list[NewItem]:
        """What was ticked; an item that was on before comes back with its own units."""
        found = []
        for code, entry in self.offered.items():
            if not self.cleaned_data[f"on-{code}"] or entry.preset is None:
                continue
            key = self.cleaned_data[f"holder-{code}"]
            if entry.item is not None and not key:
                found.append(new_item(entry.preset, standing_assignments(entry.item.task), today))
            else:
                named = [self.holders.assignment(key)] if key else []
                found.append(new_item(entry.preset, named, today))
        return found


class ItemForm(forms.Form):
    """One item: new, or as it stands."""

    text = forms.CharField(label="事项", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    holders = forms.MultipleChoiceField(
        label="责任单位（可多选）",
        widget=forms.SelectMultiple(attrs={"size": 8}),
        error_messages={"required": "请选责任单位，否则没有人填报。"},
    )
    rhythm = forms.ChoiceField(label="多久一次", choices=RHYTHMS)
    day = forms.DateField(
        label="本地期限",
        required=False,
        widget=DAY,
        help_text="只用于“每年一次”：填下一次的日期，以后每年同月同日；不填按年底。",
    )
    days = forms.IntegerField(
        label="若干日",
        required=False,
        min_value=1,
        max_value=366,
        help_text="只用于“印发后”“批复后”，例如 20。",
    )
    first_days = forms.IntegerField(
        label="首次提醒（到期前天数）",
        required=False,
        min_value=1,
        max_value=MOST_FIRST_DAYS,
        help_text="不填按本机关的提醒规则。",
    )
    remark = forms.CharField(
        label="依据", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, offered: Holders, since: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.since = offered, since
        self.fields["holders"].choices = offered.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("rhythm") in {ISSUE, EVENT} and not values.get("days"):
            self.add_error("days", "请填写天数。")
        return values

    def deadline(self) -> Deadline:
        rhythm, day, days = (self.cleaned_data[name] for name in ("rhythm", "day", "days"))
        if rhythm == ISSUE:
            return after_issue(days)
        if rhythm == EVENT:
            return after_event(days)
        if rhythm != Recurrence.YEARLY:
            return at_period_end(Recurrence(rhythm))
        return (
            yearly(day.month, day.day, self.since) if day else Deadline("每年", recurrence=Recurrence.YEARLY)
        )

    def assignments(self, standing: list[NewAssignment] | None = None) -> list[NewAssignment]:
        """Who stays keeps the role; who comes in is responsible."""
        roles = {(each.unit, each.group): each for each in standing or ()}
        chosen = [self.offered.assignment(key, Role.RESPONSIBLE) for key in self.cleaned_data["holders"]]
        return [roles.get((each.unit, each.group), each) for each in chosen]

    def new(self) -> NewItem:
        values = self.cleaned_data
        task = NewTask(
            text=values["text"],
            remark=values["remark"],
            deadline=self.deadline(),
            deadline_reason="按本地规定",
            assignments=tuple(self.assignments()),
        )
        return NewItem(task, first_days=values["first_days"])

    def wanted(self, item: StandingItem) -> Wanted:
        values = self.cleaned_data
        units = self.assignments(standing_assignments(item.task))
        # A day or rhythm that this form cannot say stays as long as nobody touches it.
        touched = {"rhythm", "day", "days"}.intersection(self.changed_data)
        deadline = self.deadline() if touched else item.task.deadline
        return Wanted(values["text"], values["remark"], deadline, units, values["first_days"])


def initial_of(item: StandingItem, today: dt.date) -> dict[str, Any]:
    """An item as the form shows it; the day is the next one."""
    task = item.task
    deadline = task.deadline
    rhythm, day = str(deadline.recurrence or Recurrence.YEARLY), None
    if follows_plans(deadline):
        rhythm = ISSUE
    elif follows_events(deadline):
        rhythm = EVENT
    elif deadline.kind is DeadlineKind.DATE and deadline.date:
        day = yearly(deadline.date.month, deadline.date.day, today).date
    return {
        "text": task.text,
        "remark": task.remark,
        "holders": [key_of(each) for each in task.assignments.all()],
        "rhythm": rhythm,
        "day": day,
        "days": deadline.days_after_issue,
        "first_days": item.first_days,
    }


class EventForm(forms.Form):
    """The day of an event from which an item counts."""

    event_on = forms.DateField(label="批复（发生）日期", widget=DAY)
