"""The form of a report: progress, completion word, evidence; and the form of an act with its reason."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from tasks import filekinds
from tasks.models import Evidence
from tasks.models.period import COMPLETION_CHOICES
from tasks.services.progress import NewEvidence
from tasks.workflow import Completion
from units.models import Unit

_DAY = re.compile(r"(20\d{2})[-年./](\d{1,2})[-月./](\d{1,2})日?")
_ADDRESS = re.compile(r"https?://[^\s　]+")
_is_address = URLValidator(schemes=["http", "https"])


def read_evidence(text: str) -> list[NewEvidence]:
    """One piece of evidence a line: address, title and date in any order (“https://… 《标题》 2022-12-20”).

    Raises ValidationError where a line has no usable address.
    """
    return [_evidence_line(line) for line in text.splitlines() if line.strip()]


def evidence_lines(evidence: Sequence[Evidence]) -> str:
    """Pages as :func:`read_evidence` reads them; files have boxes of their own."""
    return "\n".join(
        "　".join(filter(None, [e.url, f"《{e.title}》" if e.title else "", str(e.published_on or "")]))
        for e in evidence
        if e.url
    )


def _evidence_line(line: str) -> NewEvidence:
    found = _ADDRESS.search(line)
    if not found:
        raise ValidationError(f"“{line.strip()[:30]}”里没有以 http:// 或 https:// 开头的网址。")
    address = found[0].rstrip("，。；、")
    try:
        _is_address(address)
    except ValidationError as error:
        raise ValidationError(f"网址“{address[:60]}”无法识别，请核对。") from error
    rest = line.replace(found[0], " ")
    day = _DAY.search(rest)
    title = (rest.replace(day[0], " ") if day else rest).strip(" 　《》\t")
    return NewEvidence(url=address, title=title[:200], published_on=_day(day) if day else None)


def _day(found: re.Match[str]) -> dt.date:
    try:
        return dt.date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise ValidationError(f"日期“{found[0]}”不存在，请核对。") from error


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what each of them is, is looked at when it is kept."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(FilesField, self).clean(each, initial) for each in data or []]


class ReportForm(forms.Form):
    """进展、完成情况、佐证, and what stands in the way.

    ``kept``: (key, name) of files that are there already; ``silent``: units of which a lead must say why they
    need not be waited for.
    """

    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    progress = forms.CharField(
        label="进展（本期做了什么、效果如何）",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    completion = forms.ChoiceField(
        label="完成情况", required=False, choices=COMPLETION_CHOICES, widget=forms.RadioSelect
    )
    evidence = forms.CharField(
        label="佐证网页（每行一条：网址　标题　日期）",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://…　《标题》　2026-01-20"}),
    )
    keep = forms.MultipleChoiceField(
        label="佐证文件（不勾选的不再随本次填报）", required=False, widget=forms.CheckboxSelectMultiple
    )
    uploads = FilesField(
        label="添加佐证文件（网页未公开的才需要）",
        required=False,
        widget=ManyFiles(attrs={"accept": ",".join(filekinds.ACCEPTED)}),
    )
    problems = forms.CharField(
        label="存在问题及下一步（可不填）",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.CharField(
        required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}), label="先行提交的说明"
    )

    def __init__(
        self, *args: Any, kept: Sequence[tuple[str, str]] = (), silent: Sequence[Unit] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if kept:
            self.fields["keep"].choices = list(kept)  # type: ignore[attr-defined]
        else:
            del self.fields["keep"]
        if silent:
            names = "、".join(str(unit) for unit in silent[:5]) + ("等" if len(silent) > 5 else "")
            self.fields["reason"].label = f"{names}还没有填报，先行提交请说明原因"
        else:
            del self.fields["reason"]

    def clean_evidence(self) -> list[NewEvidence]:
        return read_evidence(self.cleaned_data["evidence"])

    def clean_completion(self) -> Completion | None:
        word = self.cleaned_data["completion"]
        return Completion(word) if word else None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        proofs = values.get("evidence") or values.get("keep") or values.get("uploads")
        if not self.errors and not values["progress"].strip() and not proofs:
            self.add_error("progress", "请填写进展情况，或附上佐证。")
        return values


class ActForm(forms.Form):
    """What an act needs beside the click: a reason, a day; ``seen`` is the version that the page showed."""

    reason = forms.CharField(
        label="原因（对方会看到）",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    day = forms.DateField(
        label="日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


def new_token() -> uuid.UUID:
    """For the hidden field of a form that is shown for the first time."""
    return uuid.uuid4()
