"""Forms of the directory; the services write."""

from __future__ import annotations

from typing import Any

from django import forms

from units.directory import has_twin
from units.models import Unit, User
from units.tree import in_order
from units.visibility import visible_units

TWIN = "同一上级下已有同名单位。"


def indented(units: Any) -> list[tuple[int, str]]:
    """Choices of units in tree order, deeper ones indented with ideographic blanks."""
    return [(branch.unit.pk, "　" * branch.depth + branch.unit.name) for branch in in_order(units)]


class UnitForm(forms.ModelForm):
    """A new unit."""

    class Meta:
        model = Unit
        fields = ["parent", "kind", "name"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.queryset = visible_units(user).in_use()
        parent.choices = [("", "（最上级）"), *indented(parent.queryset)]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices, kind.initial = Unit.Kind.choices, Unit.Kind.SECTION

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "name" in cleaned and has_twin(parent=cleaned.get("parent"), name=cleaned["name"]):
            self.add_error("name", TWIN)
        return cleaned


class RenameForm(forms.ModelForm):
    class Meta:
        model = Unit
        fields = ["name", "position"]
        help_texts = {
            "name": "更名后，原名称自动记为别名。",
            "position": "同级单位按此数由小到大排列，也可在上级单位页上移、下移。",
        }

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if has_twin(parent=self.instance.parent, name=name, but=self.instance.pk):
            raise forms.ValidationError(TWIN)
        return name


class MoveForm(forms.Form):
    """Another parent; the choices are those that do not stand below the unit itself."""

    parent = forms.ModelChoiceField(Unit.objects.none(), label="上级单位", required=False)

    def __init__(self, *args: Any, unit: Unit, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        parent.initial = unit.parent_id
        assert isinstance(parent, forms.ModelChoiceField)
        reach = visible_units(user).in_use().exclude(path__startswith=unit.path)
        sections = unit.kind != Unit.Kind.ORGANISATION
        parent.queryset = reach.filter(organisation=unit.organisation) if sections else reach
        parent.required = sections
        top = [] if sections else [("", "（最上级）")]
        parent.choices = [*top, *indented(parent.queryset)]


class AliasForm(forms.Form):
    name = forms.CharField(label="别名", max_length=100)
