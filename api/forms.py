"""The form of a new token."""

from __future__ import annotations

from typing import Any

from django import forms

from units.models import Unit, User
from units.permissions import scope_of

DAYS = [(365, "一年"), (90, "三个月"), (0, "长期有效")]


class TokenForm(forms.Form):
    organisation = forms.ModelChoiceField(label="机关", queryset=Unit.objects.none())
    name = forms.CharField(label="用途", max_length=60, help_text="谁用、做什么，例如“数据中心大屏”")
    days = forms.TypedChoiceField(label="有效期", choices=DAYS, coerce=int)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Unit.objects.filter(pk__in=scope_of(user).offices).order_by("pk")
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = own
        field.initial = own.first()
