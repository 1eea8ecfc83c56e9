"""Forms for rows of a plan: many at once, a new one, one into several."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from tasks.forms import DeadlineForm, HeadingForm
from tasks.holders import Holders
from tasks.models import Plan
from tasks.models.task import ROLE_CHOICES
from tasks.roles import Role
from tasks.services.arranging import MOST_PARTS
from tasks.services.bulk import ACTS, UnitsMode
from tasks.services.plans import NewAssignment
from tasks.workflow import ACT_LABELS, Act

MODES = [(UnitsMode.ADD, "增加"), (UnitsMode.REPLACE, "替换为"), (UnitsMode.REMOVE, "去掉")]


class HoldersMixin(forms.Form):
    """A field ``holders``: units and collectives of the plan's organisation."""

    holders = forms.MultipleChoiceField(
        label="单位（可多选）", required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    role = forms.ChoiceField(label="分工", choices=ROLE_CHOICES, initial=str(Role.RESPONSIBLE))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = Holders.of(plan.organisation)
        self.fields["holders"].choices = self.offered.choices  # type: ignore[attr-defined]

    def assignments(self) -> list[NewAssignment]:
        role = Role(self.cleaned_data["role"])
        return [self.offered.assignment(key, role) for key in self.cleaned_data["holders"]]


class BulkUnitsForm(HoldersMixin):
    mode_of = forms.ChoiceField(label="怎样改", choices=MODES)
    field_order = ("mode_of", "role", "holders")

    def mode(self) -> UnitsMode:
        return UnitsMode(self.cleaned_data["mode_of"])


class ActForm(forms.Form):
    act_of = forms.ChoiceField(label="办理", choices=[(str(act), ACT_LABELS[act]) for act in ACTS])
    reason = forms.CharField(label="原因（退回、不适用、重新办理必填）", required=False, max_length=500)

    def act(self) -> Act:
        return Act(self.cleaned_data["act_of"])


class NewTaskForm(HoldersMixin, DeadlineForm):
    """A new row, under a heading of the plan."""

    text = forms.CharField(label="任务", max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    number = forms.CharField(label="序号", max_length=20, required=False)
    field_order = (
        "text", "number", "requirement", "role", "holders", "kind", "date",
        "days_after_issue", "working_days", "recurrence",
    )  # fmt: skip

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        self.fields["requirement"] = HeadingForm(plan=plan).fields["requirement"]
        self.order_fields(self.field_order)


class SplitForm(forms.Form):
    parts = forms.CharField(
        label=f"拆成几项（每行一项，最多 {MOST_PARTS} 项）",
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


def proposed_parts(text: str) -> str:
    """A clause cut behind its full stops and semicolons, one part a line."""
    return "\n".join(part.strip() for part in re.split(r"(?<=[。；;])", text) if part.strip())
