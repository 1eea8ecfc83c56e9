"""What a person gives to the import: a file, or a table or text pasted from elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.uploads import errors
from common.uploads.limits import Limits
from importer.permissions import organisations_of
from units.models import Unit, User

LIMITS = Limits()
# What the file dialogue offers; whatever else is chosen is refused by its content, not by its name.
KINDS = ".docx,.docm,.xlsx,.xlsm,.csv,.tsv,.html,.htm,.md,.txt,.pdf,.doc,.wps,.xls,.et"


class UploadForm(forms.Form):
    """``content()`` answers what was given, as bytes, with the file's name and whether it was pasted."""

    organisation = forms.ModelChoiceField(Unit.objects.none(), label="导入到", empty_label=None)
    file = forms.FileField(
        label="选择文件",
        required=False,
        max_length=500,
        error_messages={"empty": errors.empty().sentence},
        widget=forms.FileInput(attrs={"accept": KINDS}),
    )
    text = forms.CharField(label="粘贴表格或文字", required=False, widget=forms.Textarea(attrs={"rows": 8}))
    reference = forms.BooleanField(
        label="这是上级文件，只拿来和本机关的方案对照（不下发、不提醒）", required=False
    )
    # The same table with its merged cells, where the browser could tell them (static/js/import.js).
    table = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = organisations_of(user)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations
        if len(organisations) == 1:
            field.required, field.widget = False, forms.HiddenInput()
            self.only = organisations[0]

    def clean_organisation(self) -> Unit:
        chosen = self.cleaned_data["organisation"]
        return chosen if chosen is not None else self.only

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LIMITS.file_size:
            raise ValidationError(errors.too_large(LIMITS.file_size).sentence)
        return file

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if len(text.encode()) > LIMITS.text_size:
            raise ValidationError(errors.too_large(LIMITS.text_size).sentence)
        return text

    def clean(self) -> dict[str, Any]:
        if not self.errors and not (self.cleaned_data.get("file") or self.cleaned_data.get("text")):
            raise ValidationError("请选择一个文件，或粘贴表格、文字。")
        return self.cleaned_data

    def content(self) -> tuple[bytes, str, bool]:
        """(bytes, file name, pasted): the file where both were given."""
        if file := self.cleaned_data["file"]:
            return file.read(), file.name, False
        return (self.cleaned_data["table"] or self.cleaned_data["text"]).encode(), "", True
