"""Forms about people and their roles."""

from __future__ import annotations

from typing import Any

from django import forms

from units.forms.units import indented
from units.models import Membership, Unit, User
from units.permissions import Scope, scope_of


class PersonForm(forms.ModelForm):
    """A new account; its first password is made, not chosen."""

    class Meta:
        model = User
        fields = ["username", "name", "email", "phone"]
        help_texts = {"username": "登录用，建议用姓名拼音或工号；建立后不再更改。"}


class ContactForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "email", "phone"]


def day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class RoleForm(forms.Form):
    """Who gets which role where; the choices are those that this person may give."""

    user = forms.ModelChoiceField(User.objects.none(), label="人员", empty_label="请选择")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位")
    role = forms.ChoiceField(label="角色")
    starts_on = day("自何日起", help_text="不填即日起。")
    ends_on = day("至何日止", help_text="最后一天；不填为长期。")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(by)
        user, unit, role = self.fields["user"], self.fields["unit"], self.fields["role"]
        assert isinstance(user, forms.ModelChoiceField)
        assert isinstance(unit, forms.ModelChoiceField)
        assert isinstance(role, forms.ChoiceField)
        user.queryset = appointable(scope).exclude(pk=by.pk)
        unit.queryset = (
            Unit.objects.in_use() if scope.administers else Unit.objects.filter(pk__in=scope.heads)
        )
        # Nothing is chosen beforehand: the first role of the list is the mightiest.
        unit.choices = [("", "请选择"), *indented(unit.queryset)]
        # Offered is what may be given; asked for is anything, so that a refusal can say why.
        role.choices = [("", "请选择"), *Membership.Role.choices]
        roles = [pair for pair in Membership.Role.choices if scope.administers or pair[0] == "handler"]
        role.widget.choices = [("", "请选择"), *roles]


def appointable(scope: Scope) -> Any:
    """People who may be given a role: everybody for the administrator, colleagues for a head."""
    people = User.objects.filter(is_active=True)
    if scope.administers:
        return people
    colleagues = Membership.objects.filter(unit__organisation__in=scope.organisations)
    return people.filter(pk__in=colleagues.values("user"))


class SpanForm(forms.Form):
    """From when until when a role holds."""

    starts_on = day("自何日起")
    ends_on = day("至何日止", help_text="最后一天；不填为长期。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "结束日期不能早于开始日期。")
        return cleaned


class DeputyForm(SpanForm):
    """Who stands in for the holder of a role; it always ends."""

    user = forms.ModelChoiceField(User.objects.none(), label="代理人", empty_label="请选择")
    ends_on = day("至何日止", required=True, help_text="最后一天。到期自动失效，也可提前结束。")
    field_order = ("user", "starts_on", "ends_on")

    def __init__(self, *args: Any, of: Membership, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.fields["user"]
        assert isinstance(user, forms.ModelChoiceField)
        colleagues = Membership.objects.filter(unit__organisation=of.unit.organisation)
        if not scope_of(by).administers:
            colleagues = colleagues.filter(unit=of.unit)
        people = User.objects.filter(is_active=True, pk__in=colleagues.values("user"))
        user.queryset = people.exclude(pk=of.user_id).order_by("name")
