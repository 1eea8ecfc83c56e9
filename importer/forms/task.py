"""A task of the draft as people correct it: words, headings, deadline, units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.text import squeeze
from importer.corrections import Item, deadline_json
from importer.interpret.unit_names import is_collective
from tasks.deadlines import DeadlineKind
from tasks.models.task import KIND_CHOICES, RECURRENCE_CHOICES, ROLE_CHOICES
from tasks.roles import Role

# Rows for units that are to be added.
SPARE_ROWS = 2


class TaskForm(forms.Form):
    """Everything but the units.  ``seen`` is the version that the form shows (importer.corrections.Item)."""

    seen = forms.CharField(widget=forms.HiddenInput)
    # The part that the page shows (units, deadline; all of it where empty); the rest goes along unseen.
    part = forms.CharField(widget=forms.HiddenInput, required=False)
    number = forms.CharField(label="序号", max_length=20, required=False)
    text = forms.CharField(label="任务", widget=forms.Textarea(attrs={"rows": 4}))
    path = forms.CharField(
        label="所属标题",
        required=False,
        help_text="一行一级，从大到小。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(label="时限", choices=KIND_CHOICES)
    date = forms.DateField(
        label="日期", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    days_after_issue = forms.IntegerField(label="印发后天数", required=False, min_value=0, max_value=3650)
    working_days = forms.BooleanField(label="按工作日计", required=False)
    recurrence = forms.ChoiceField(
        label="周期", choices=[("", "（没有）"), *RECURRENCE_CHOICES], required=False
    )
    directive = forms.BooleanField(
        label="需要落实（不勾选：只是说明或禁止性内容，不提醒、不计入完成情况）", required=False
    )
    left_out = forms.BooleanField(label="不入库（这一行不是任务）", required=False)

    @staticmethod
    def initial_of(item: Item) -> dict[str, Any]:
        task = item.task
        return {
            "seen": item.seen,
            "number": task.number or "",
            "text": task.text,
            "path": "\n".join(task.path),
            "directive": task.directive,
            "left_out": item.left_out,
            **deadline_json(task.deadline),
        }

    def clean_path(self) -> list[str]:
        return [line for line in map(squeeze, self.cleaned_data["path"].splitlines()) if line]

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        kind = given.get("kind")
        if kind == DeadlineKind.DATE and not given.get("date") and "date" not in self.errors:
            raise ValidationError({"date": "请填写日期。"})
        if kind == DeadlineKind.RELATIVE and given.get("days_after_issue") is None:
            raise ValidationError({"days_after_issue": "请填写印发后的天数。"})
        return given

    def values(self) -> dict[str, Any]:
        """As corrections hold them, without units."""
        given = self.cleaned_data
        relative = given["kind"] == DeadlineKind.RELATIVE
        dated = given["kind"] in (DeadlineKind.DATE, DeadlineKind.LONG_TERM)
        return {
            **{name: given[name] for name in ("number", "text", "path", "directive", "left_out")},
            "deadline": {
                "kind": given["kind"],
                "date": given["date"].isoformat() if given["date"] and dated else None,
                "days_after_issue": given["days_after_issue"] if relative else None,
                "working_days": given["working_days"] and relative,
                "recurrence": given["recurrence"] or None,
            },
        }


class UnitForm(forms.Form):
    """A unit of the task; a row without a name is none."""

    role = forms.ChoiceField(label="分工", choices=ROLE_CHOICES, initial=str(Role.RESPONSIBLE))
    name = forms.CharField(
        label="单位", max_length=100, required=False, widget=forms.TextInput(attrs={"list": "unit-names"})
    )


UnitRows = forms.formset_factory(UnitForm, extra=SPARE_ROWS, max_num=200)


def rows_of(item: Item) -> list[dict[str, str]]:
    """The initial values of the unit rows."""
    return [{"role": unit.role, "name": unit.name} for unit in item.task.units]


def units_of(item: Item, rows: Any) -> list[dict[str, Any]]:
    """The valid rows as corrections hold units; a name that stood there keeps its printed phrase."""
    known = {unit.name: unit for unit in (*item.printed.units, *item.task.units)}
    units = []
    for row in rows.cleaned_data:
        if name := squeeze(row.get("name", "")):
            old = known.get(name)
            units.append(
                {
                    "name": name,
                    "role": row["role"],
                    "group": old.group if old else is_collective(name),
                    "phrase": old.phrase if old else "",
                }
            )
    return units
