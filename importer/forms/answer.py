"""What a printed name means: a unit, a new one, several, or none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundWidget

from importer.holders import EVERYBODY, NEW, UNIT, Holder, by_class, meant, members_of, unit_token
from importer.kinds import CLASS_LABELS, LABELS
from importer.review import Review

NAME_LIMIT = 100


class AnswerForm(forms.Form):
    """``answer``: unit (``to``), new (``kind``), group (``members``), classes (``classes``), all, same (as
    the directory has it), out, back.
    """

    name = forms.CharField(max_length=500, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        choices=[(word, word) for word in ("unit", "new", "group", "classes", "all", "same", "out", "back")]
    )
    to = forms.ChoiceField(label="就是", required=False)
    kind = forms.ChoiceField(
        label="类别", choices=[(str(kind), label) for kind, label in LABELS.items()], required=False
    )
    classes = forms.MultipleChoiceField(
        choices=[(str(each), label) for each, label in CLASS_LABELS.items()], required=False
    )
    members = forms.MultipleChoiceField(label="包括", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, review: Review, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review = review
        self.whom = by_class(review.directory, review.holders.values())
        organisation = review.directory.organisation
        grouped = [(CLASS_LABELS[each], list(units.items())) for each, units in self.whom.items()]
        self._choose("members", grouped)
        self._choose(
            "to",
            [("", "（选择单位）"), *grouped, ("本机关", [(unit_token(organisation), organisation.name)])],
        )

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def boxes(self) -> list[tuple[str, str, list[BoundWidget]]]:
        """(class, its label, a box for each unit) in the order of the directory."""
        found = {str(box.data["value"]): box for box in self["members"].subwidgets}
        return [
            (str(each), CLASS_LABELS[each], [found[token] for token in units])
            for each, units in self.whom.items()
        ]

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
        if answer == "classes" and not given.get("classes"):
            raise ValidationError({"members": "请至少选择一类单位。"})
        if answer in ("new", "group", "classes", "all") and len(name) > NAME_LIMIT:
            raise ValidationError("名称过长，请先在任务里改正单位名称。")
        if answer == "same" and name and not self._known_members():
            raise ValidationError("名录里还没有记下它包括哪些单位，请选择单位。")
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

    def _new(self) -> dict[str, Any]:
        name = self.cleaned_data["name"]
        return {
            "as": "unit",
            "to": f"{NEW}{name}",
            "kind": str(self.cleaned_data.get("kind") or self.holder.kind),
        }

    def value(self) -> dict[str, Any] | None:
        """As ``answers["units"]`` hold it; None takes an answer back."""
        given = self.cleaned_data
        return {
            "unit": {"as": "unit", "to": given.get("to", "")},
            "new": self._new(),
            "group": {"as": "group", "members": given.get("members", [])},
            "classes": {"as": "group", "members": " ".join(given.get("classes", []))},
            "all": {"as": "group", "members": EVERYBODY},
            "same": {"as": "group", "members": self._known_members()},
            "out": {"as": "out"},
            "back": None,
        }[given["answer"]]


def preselected(review: Review, holder: Holder) -> list[str]:
    """The boxes ticked at first: the members known, else those whom the collective's name means."""
    if holder.tokens:
        return list(holder.tokens)
    if holder.group:
        return [f"{UNIT}{unit.pk}" for unit in review.directory.members.get(holder.group.pk, ())]
    whom = by_class(review.directory, review.holders.values())
    return list(members_of(meant(holder.name, review.directory, whom), whom)) if holder.collective else []
