"""What a printed name means: a unit, a new one, several, or none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from importer.holders import EVERYBODY, NEW, UNIT, Holder, choices, unit_token
from importer.review import Review

NAME_LIMIT = 100


class AnswerForm(forms.Form):
    """``answer``: unit (``to``), new, group (``members``), all, same (as the directory has it), out, back."""

    name = forms.CharField(max_length=500, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        choices=[(word, word) for word in ("unit", "new", "group", "all", "same", "out", "back")]
    )
    to = forms.ChoiceField(label="就是", required=False)
    members = forms.MultipleChoiceField(label="包括", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, review: Review, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review
        self.whom = choices(review.directory, review.holders.values())
        organisation = review.directory.organisation
        for name in ("to", "members"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(self.whom.items())
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [("", "（选择单位）"), *self.whom.items(), (unit_token(organisation), organisation.name)]

    def clean_name(self) -> str:
        if self.review.holder_of(self.cleaned_data["name"]) is None:
            raise ValidationError("草案里已经没有这个名称，请刷新。")
        return str(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        answer, name = given.get("answer"), given.get("name", "")
        if answer == "unit" and not given.get("to"):
            raise ValidationError({"to": "请选择它是哪个单位。"})
        if answer == "group" and not given.get("members"):
            raise ValidationError({"members": "请至少选择一个单位。"})
        if answer in ("new", "group", "all") and len(name) > NAME_LIMIT:
            raise ValidationError("名称过长，请先在任务里改正单位名称。")
        if answer == "same" and name and not self._known_members():
            raise ValidationError("名录里没有这个统称的成员，请选择单位。")
        return given

    @property
    def holder(self) -> Holder:
        """Whom a valid form is about."""
        holder = self.review.holder_of(self.cleaned_data["name"])
        assert holder is not None  # clean_name has found it
        return holder

    def _known_members(self) -> list[str]:
        group = self.holder.group
        members = self.review.directory.members.get(group.pk, ()) if group else ()
        return [unit_token(unit) for unit in members]

    def value(self) -> dict[str, Any] | None:
        """As ``answers["units"]`` hold it; None takes an answer back."""
        given = self.cleaned_data
        return {
            "unit": {"as": "unit", "to": given.get("to", "")},
            "new": {"as": "unit", "to": f"{NEW}{given['name']}"},
            "group": {"as": "group", "members": given.get("members", [])},
            "all": {"as": "group", "members": EVERYBODY},
            "same": {"as": "group", "members": self._known_members()},
            "out": {"as": "out"},
            "back": None,
        }[given["answer"]]


def preselected(review: Review, holder: Holder) -> list[str]:
    """The boxes ticked at first: the members known, else everybody where the words say 各 or 全体."""
    if holder.tokens:
        return list(holder.tokens)
    if holder.group:
        return [f"{UNIT}{unit.pk}" for unit in review.directory.members.get(holder.group.pk, ())]
    everybody = any(word in holder.name for word in ("各", "全体", "所有"))
    return list(choices(review.directory, review.holders.values())) if everybody else []
