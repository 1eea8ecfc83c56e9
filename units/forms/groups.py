"""The form of a collective: its name, its members and from when until when each belongs to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from units.models import Unit, UnitGroup
from units.services import Span


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class GroupForm(forms.ModelForm):
    """Ticked are the present (and coming) members; one that has ended stands there with its days."""

    members = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="成员", widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = UnitGroup
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation, today = self.instance.organisation, timezone.localdate()
        members = self.fields["members"]
        assert isinstance(members, forms.ModelMultipleChoiceField)
        sections = Unit.objects.sections_of(organisation).exclude(pk=organisation.pk)
        members.queryset = sections.order_by("position", "pk")
        held = list(self.instance.memberships.all()) if self.instance.pk else []
        self.initial["members"] = [each.unit_id for each in held if not each.ends_on or each.ends_on >= today]
        days = {each.unit_id: (each.starts_on, each.ends_on) for each in held}
        self.units = list(members.queryset)
        for unit in self.units:
            for name, word, day in zip(
                ("from", "until"), "起止", days.get(unit.pk, (None, None)), strict=True
            ):
                self.fields[f"{name}_{unit.pk}"] = _day(f"{unit}{word}")
                self.initial[f"{name}_{unit.pk}"] = day

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """A box and two days a unit."""
        boxes = zip(self.units, self["members"], strict=True)
        return [(box, self[f"from_{unit.pk}"], self[f"until_{unit.pk}"]) for unit, box in boxes]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        same = UnitGroup.objects.filter(organisation=self.instance.organisation, name=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("本机关已有这个统称。")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for unit in cleaned.get("members", ()):
            starts, ends = self.span_of(unit)
            if starts and ends and ends < starts:
                self.add_error(f"until_{unit.pk}", f"“{unit}”的止日早于起日。")
            elif ends and ends < timezone.localdate():
                self.add_error(f"until_{unit.pk}", f"“{unit}”的止日已过：要恢复请改止日，要结束请取消勾选。")
        return cleaned

    def span_of(self, unit: Unit) -> Span:
        return self.cleaned_data.get(f"from_{unit.pk}"), self.cleaned_data.get(f"until_{unit.pk}")
