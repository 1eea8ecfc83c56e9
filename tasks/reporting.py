"""What one sent form of a report does: files and text are kept first, then reported, then handed in.

A page with one form and the page with many share it, so that nothing typed is lost on either.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import QueryDict
from django.utils import timezone

from common.decisions import Forbidden, Refusal
from tasks.models import ProgressReport
from tasks.report_forms import ReportForm, new_token
from tasks.services import drafts, progress
from tasks.services.progress import NewEvidence
from tasks.sheets import Sheet, sheet_of
from units.models import User


@dataclass
class Sent:
    """What became of a form: the form to show again with its errors, or nothing left to do."""

    sheet: Sheet
    form: ReportForm
    saved: bool = False
    submitted: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return self.saved and not self.form.errors and not self.notes


def receive(
    *,
    user: User,
    sheet: Sheet,
    data: QueryDict,
    uploads: list[Any],
    now: dt.datetime,
    submit: bool,
    prefix: str | None = None,
) -> Sent:
    """Take in a sent form.  Raises Forbidden where the person may not report at all."""
    obligation = sheet.obligation
    new, refused = drafts.attach(obligation=obligation, actor=user, now=now, uploads=uploads)
    if new:
        sheet, data = sheet_of(user, obligation), data.copy()
        data.setlistdefault(_key(prefix, "keep")).extend(f"d{each.pk}" for each in new)
    form = sheet.form(data, prefix=prefix)
    sent = Sent(sheet, form, notes=refused)
    overtaken = _overtaken(sheet, data.get(_key(prefix, "seen"), ""), user)
    if form.is_valid() and overtaken is None:
        _save(sent, user, now, submit=submit)
    if overtaken:
        form.add_error(None, overtaken)
        _put(form, "seen", str(sheet.last.pk if sheet.last else ""))
    if not sent.saved:
        drafts.keep(obligation=obligation, actor=user, now=now, values=typed(data, prefix))
    for note in refused:
        form.add_error(None, note)
    return sent


def typed(data: QueryDict, prefix: str | None = None) -> dict[str, str]:
    """The fields that a draft keeps."""
    return {name: data.get(_key(prefix, name), "") for name in drafts.TEXTS}


def _save(sent: Sent, user: User, now: dt.datetime, *, submit: bool) -> None:
    values, obligation = sent.form.cleaned_data, sent.sheet.obligation
    proofs: list[NewEvidence] = sent.sheet.proofs(values)
    try:
        progress.report(
            obligation=obligation,
            actor=user,
            now=now,
            progress=values["progress"],
            completion=values["completion"],
            problems=values["problems"],
            evidence=proofs,
            token=values["token"],
        )
        sent.saved = True
        if submit:
            progress.submit(obligation=obligation, actor=user, now=now, reason=values.get("reason", ""))
            sent.submitted = True
    except Forbidden:
        raise
    except Refusal as refusal:
        sent.form.add_error(None, refusal.reason)
        if sent.saved:
            # What was saved is saved: what is changed from here on is another report.
            _renew(sent, user)


def _renew(sent: Sent, user: User) -> None:
    last = sheet_of(user, sent.sheet.obligation).last
    _put(sent.form, "token", str(new_token()))
    _put(sent.form, "seen", str(last.pk if last else ""))


def _overtaken(sheet: Sheet, seen: str, user: User) -> str | None:
    """Somebody else of the unit has reported since the form was opened."""
    last: ProgressReport | None = sheet.last
    if last is None or last.author_id == user.pk or seen == str(last.pk):
        return None
    at = timezone.localtime(last.created_at)
    told = f"{last.author}已于{at.month}月{at.day}日 {at:%H:%M}填报：“{last.progress[:200]}”。"
    return f"{told}您填写的内容还没有保存；核对后如仍要保存，请再点一次。"


def _key(prefix: str | None, name: str) -> str:
    return f"{prefix}-{name}" if prefix else name


def _put(form: ReportForm, name: str, value: str) -> None:
    data = cast(QueryDict, form.data).copy()
    data[form.add_prefix(name)] = value
    form.data = data
