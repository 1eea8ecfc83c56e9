"""Facts of the plan and its headings, as people correct them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.text import squeeze
from importer.corrections import facts_json
from importer.draft import PlanDraft


class FactsForm(forms.Form):
    """All facts; a post that holds only some leaves the others as they are (``over``)."""

    title = forms.CharField(label="标题", max_length=200)
    issuer = forms.CharField(label="印发单位", max_length=100, required=False)
    document_number = forms.CharField(label="文号", max_length=60, required=False)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    issued_on = forms.DateField(
        label="印发日期",
        required=False,
        help_text="没写年份的时限，按印发日期之后最近的一天推定；改了会重新推定。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    @classmethod
    def of(cls, plan: PlanDraft) -> FactsForm:
        """The form with what stands."""
        return cls(initial=facts_json(plan))

    @classmethod
    def over(cls, plan: PlanDraft, given: dict[str, Any]) -> FactsForm:
        """The form with what was posted over what stands; facts that stand empty may stay so."""
        form = cls({**facts_json(plan), **given})
        for name in ("title", "year"):
            form.fields[name].required = name in given
        return form

    def values(self) -> dict[str, Any]:
        """As corrections hold them."""
        day = self.cleaned_data["issued_on"]
        return {**self.cleaned_data, "issued_on": day.isoformat() if day else None}


class HeadingForm(forms.Form):
    """The headings over a task, outermost first; an emptied one goes, its tasks stay."""

    def __init__(self, path: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level, title in enumerate(path, start=1):
            self.fields[f"level{level}"] = forms.CharField(
                label=f"第 {level} 级标题", max_length=500, required=False, initial=title
            )
            self.fields[f"seen{level}"] = forms.CharField(
                initial=title, required=False, widget=forms.HiddenInput
            )
        self.path = path

    def clean(self) -> dict[str, Any]:
        seen = tuple(self.cleaned_data.get(f"seen{level}") for level in range(1, len(self.path) + 1))
        if seen != self.path:
            raise ValidationError("这个标题刚刚被别人改过，请刷新后再改。")
        return self.cleaned_data

    def titles(self) -> tuple[str, ...]:
        """One for each level, empty where the heading goes."""
        return tuple(squeeze(self.cleaned_data[f"level{level}"]) for level in range(1, len(self.path) + 1))
