"""Forms of the reports: a template's upload, the arithmetic of the table of requests."""

from __future__ import annotations

from django import forms

from reports.papers.kinds import KIND_LABELS
from units.forms.own import OwnOrganisationForm


class TemplateForm(OwnOrganisationForm):
    kind = forms.ChoiceField(
        label="文稿", choices=[(str(kind), label) for kind, label in KIND_LABELS.items()]
    )
    file = forms.FileField(label="Word 文件（.docx）")


class RequestsForm(forms.Form):
    """Five figures of the yearly report's table; the last is optional."""

    new = forms.IntegerField(label="本年新收", min_value=0, max_value=10_000_000)
    carried_in = forms.IntegerField(label="上年结转", min_value=0, max_value=10_000_000)
    handled = forms.IntegerField(label="办理结果总计", min_value=0, max_value=10_000_000)
    carried_out = forms.IntegerField(label="结转下年度继续办理", min_value=0, max_value=10_000_000)
    carried_before = forms.IntegerField(
        label="上年年报的“结转下年度”", min_value=0, max_value=10_000_000, required=False
    )
