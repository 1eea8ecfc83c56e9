"""The form of a new token."""

from __future__ import annotations

from django import forms

from units.forms.own import OwnOrganisationForm

DAYS = [(365, "一年"), (90, "三个月"), (0, "长期有效")]


class TokenForm(OwnOrganisationForm):
    name = forms.CharField(label="用途", max_length=60, help_text="谁用、做什么，例如“数据中心大屏”")
    days = forms.TypedChoiceField(label="有效期", choices=DAYS, coerce=int)
