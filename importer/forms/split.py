"""A task as lines, each to be a task of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from importer.corrections import Item
from importer.reshaping import suggested


class SplitForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput)
    parts = forms.CharField(
        label="拆成几项",
        help_text="一行一项；已按句子断开，请按实际的任务合并或改动各行。各项沿用原来的标题、单位和时限，可再分别修改。",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @classmethod
    def of(cls, item: Item) -> SplitForm:
        return cls(initial={"seen": item.seen, "parts": "\n".join(suggested(item.task.text))})

    def clean_parts(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        if len(lines) < 2:
            raise ValidationError("至少要有两行，一行一项。")
        return lines

    def texts(self) -> list[str]:
        found: list[Any] = self.cleaned_data["parts"]
        return found
