"""A form about one of the person's own organisations."""

from __future__ import annotations

from typing import Any

from django import forms

from units.models import Unit, User
from units.permissions import scope_of


class OwnOrganisationForm(forms.Form):
    """Offers the organisations whose plans the person runs, the first of them chosen."""

    organisation = forms.ModelChoiceField(label="机关", queryset=Unit.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Unit.objects.filter(pk__in=scope_of(user).offices).order_by("pk")
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = own
        field.initial = own.first()
