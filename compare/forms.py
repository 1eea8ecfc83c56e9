"""What is compared with what, and on which day carried work is due."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from compare.models import Comparison
from compare.permissions import above, comparable
from tasks.models import Plan
from units.models import User


class _PlanChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}（{obj.year} 年，{word_of(obj)}）"


def word_of(plan: Plan) -> str:
    """What a plan is here: 草稿, 已下发, or an upstream document."""
    if plan.kind == Plan.Kind.REFERENCE:
        return str(plan.get_kind_display())
    return str(plan.get_state_display())


class StartForm(forms.Form):
    """``plan`` beside ``other``: an earlier one of the same organisation, or one from above."""

    plan = _PlanChoice(Plan.objects.none(), label="本机关的计划", empty_label=None)
    other = _PlanChoice(Plan.objects.none(), label="和哪一份对照", empty_label=None)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = comparable(user)
        reach = Q(pk__in=mine.values("pk")) | Q(pk__in=Plan.objects.references_of(user).values("pk"))
        for plan in _one_each(list(mine)):
            reach |= Q(pk__in=above(plan, user).values("pk"))
        plans, others = self.fields["plan"], self.fields["other"]
        assert isinstance(plans, forms.ModelChoiceField)
        assert isinstance(others, forms.ModelChoiceField)
        plans.queryset = mine
        others.queryset = Plan.objects.filter(reach).select_related("organisation").order_by("-year", "-pk")

    def clean(self) -> dict[str, Any]:
        plan, other = self.cleaned_data.get("plan"), self.cleaned_data.get("other")
        if plan and other and self.kind == Comparison.Kind.YEAR and other.year >= plan.year:
            raise forms.ValidationError("回头看要选更早年度的计划；同级、同年的计划不作对照。")
        return self.cleaned_data

    @property
    def kind(self) -> Comparison.Kind:
        """By what was chosen: a plan of the same organisation is an earlier year's."""
        plan, other = self.cleaned_data["plan"], self.cleaned_data["other"]
        same = other.organisation_id == plan.organisation_id and other.kind != Plan.Kind.REFERENCE
        return Comparison.Kind.YEAR if same else Comparison.Kind.LEVEL


def _one_each(plans: list[Plan]) -> list[Plan]:
    """One plan of each organisation: what lies above it is the same for all of them."""
    return list({plan.organisation_id: plan for plan in plans}.values())


class CarryForm(forms.Form):
    """Which undone tasks come along, and until when."""

    due_on = forms.DateField(
        label="结转后的期限",
        error_messages={"required": "请填写结转后的期限。"},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
