"""Forms of the ledger: the fields of a task."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.holders import Holders, key_of
from tasks.models import Plan, Requirement, Task
from tasks.models.task import KIND_CHOICES, RECURRENCE_CHOICES, ROLE_CHOICES
from tasks.roles import Role
from tasks.services.plans import NewAssignment


class TextForm(forms.Form):
    text = forms.CharField(label="任务", max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))


class NumberForm(forms.Form):
    number = forms.CharField(label="序号", max_length=20, required=False)


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label="备注", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class HeadingForm(forms.Form):
    requirement = forms.ModelChoiceField(
        label="所属标题", queryset=Requirement.objects.none(), required=False, empty_label="（无标题）"
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["requirement"]
        field.queryset = plan.requirements.order_by("position")  # type: ignore[attr-defined]
        field.label_from_instance = lambda r: "　" * r.depth + r.title  # type: ignore[attr-defined]


class DeadlineForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=KIND_CHOICES)
    date = forms.DateField(
        label="完成日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    days_after_issue = forms.IntegerField(label="印发后天数", required=False, min_value=1, max_value=730)
    working_days = forms.BooleanField(label="按工作日计", required=False)
    recurrence = forms.ChoiceField(
        label="周期", required=False, choices=[("", "不重复"), *RECURRENCE_CHOICES]
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == DeadlineKind.DATE and not values.get("date"):
            self.add_error("date", "请填写完成日期。")
        if values.get("kind") == DeadlineKind.RELATIVE and not values.get("days_after_issue"):
            self.add_error("days_after_issue", "请填写印发后的天数。")
        return values

    def deadline(self) -> Deadline:
        """The deadline as filled in."""
        values = self.cleaned_data
        kind = DeadlineKind(values["kind"])
        relative = kind is DeadlineKind.RELATIVE
        return Deadline(
            kind=kind,
            date=values["date"] if kind is DeadlineKind.DATE else None,
            days_after_issue=values["days_after_issue"] if relative else None,
            working_days=values["working_days"] if relative else False,
            recurrence=Recurrence(values["recurrence"]) if values["recurrence"] else None,
        )


class AssignmentForm(forms.Form):
    """One row of a division of work: who (a unit or a collective), in which role."""

    holder = forms.ChoiceField(label="单位", required=False)
    role = forms.ChoiceField(label="分工", choices=ROLE_CHOICES)

    def __init__(self, *args: Any, holders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = [("", "（不选）"), *holders]  # type: ignore[attr-defined]


class UnitsFormSet(forms.BaseFormSet):
    """The whole division of work of a task, with a few empty rows to add to."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        self.holders = Holders.of(plan.organisation)
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "holders": self.holders.choices}

    def assignments(self) -> list[NewAssignment]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("holder")]
        return [self.holders.assignment(row["holder"], Role(row["role"])) for row in rows]


# The factory makes a subclass of the given set, which the stubs do not know.
_UnitsForm = cast(
    type[UnitsFormSet],
    forms.formset_factory(AssignmentForm, formset=UnitsFormSet, extra=2, max_num=60),
)


def units_form(task: Task, data: QueryDict | None) -> UnitsFormSet:
    """The division of work of a task as rows of a form; assignments are loaded with their holders."""
    initial = [{"holder": key_of(a), "role": a.role} for a in task.assignments.all()]
    return _UnitsForm(data, initial=initial, plan=task.plan, prefix="units")
