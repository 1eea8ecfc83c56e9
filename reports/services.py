"""Verbs of exports and templates: ask for a file, make it, throw old ones away; keep and drop a template."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
import uuid

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from common.decisions import Refusal, require
from reports.exporting import EXPORT_LABELS, ExportKind, Step, Wanted, write_export
from reports.exports.docx_template import check
from reports.models import KEPT_FOR, Export, PaperTemplate
from reports.papers.fields import sample
from reports.papers.kinds import KIND_LABELS, Kind
from reports.permissions import may_keep_templates, may_read_reports
from reports.shares import Window
from tasks.models import Plan
from units.audit import PAPER_EXPORTED, TEMPLATE_KEPT, By, note
from units.models import Unit, User

logger = logging.getLogger(__name__)

# Files that one person may have waiting at once.
MOST_OPEN = 5
_BROKEN = "生成时出错，已记入系统日志。请稍后再试，或告诉系统管理员。"


@transaction.atomic
def ask(*, plan: Plan, kind: ExportKind, by: By, now: dt.datetime, window: Window | None = None) -> Export:
    """Put a file on order; the same one that still waits is not ordered twice."""
    user = _person(by)
    require(may_read_reports(user))
    days = {"first": window.first if window else None, "last": window.last if window else None}
    mine = Export.objects.filter(requested_by=user, state__in=(Export.State.WAITING, Export.State.MAKING))
    if same := mine.filter(plan=plan, kind=kind, **days).first():
        return same
    if mine.count() >= MOST_OPEN:
        raise Refusal(f"您已有 {MOST_OPEN} 个文件在排队，请等其中一个生成后再申请。")
    made = Export.objects.create(plan=plan, kind=kind, requested_by=user, requested_at=now, **days)
    note(PAPER_EXPORTED, by, plan.title, plan=plan.pk, format=str(kind), window=str(window or ""))
    return made


def make(*, export_id: uuid.UUID, now: dt.datetime) -> None:
    """Make an ordered file; whoever comes second finds it taken.  What fails says why on its row."""
    taken = Export.objects.takeable(now).filter(pk=export_id)
    if not taken.update(state=Export.State.MAKING, claimed_at=now):
        return
    export = Export.objects.select_related("plan__organisation", "requested_by").get(pk=export_id)
    try:
        _write(export)
    except Refusal as refusal:
        _finish(export, state=Export.State.FAILED, failure=refusal.reason)
    except Exception:
        logger.exception("export %s failed", export.pk)
        _finish(export, state=Export.State.FAILED, failure=_BROKEN)


def _write(export: Export) -> None:
    window = Window(export.first, export.last) if export.first and export.last else None
    # What the person sees may have become less since the file was ordered.
    if not Plan.objects.visible_to(export.requested_by).filter(pk=export.plan_id).exists():
        raise Refusal("这个计划已不在您的查看范围内。")
    kind = ExportKind(export.kind)
    with tempfile.TemporaryFile() as out:
        write_export(kind, Wanted(export.plan, export.requested_by, window), out, _teller(export))
        size = out.tell()
        out.seek(0)
        path = default_storage.save(f"exports/{export.pk}.{kind.suffix}", File(out))
    _finish(export, state=Export.State.READY, path=path, size=size)


def _teller(export: Export) -> Step:
    def step(done: int, steps: int) -> None:
        Export.objects.filter(pk=export.pk).update(done=done, steps=steps)

    return step


def _finish(export: Export, **fields: object) -> None:
    """Only the claim that still stands may end it."""
    mine = Export.objects.filter(pk=export.pk, state=Export.State.MAKING, claimed_at=export.claimed_at)
    mine.update(**fields)


def purge(*, now: dt.datetime) -> int:
    """Throw away files that were kept long enough; returns how many."""
    old = list(Export.objects.filter(requested_at__lt=now - KEPT_FOR))
    for export in old:
        if export.path:
            default_storage.delete(export.path)
        export.delete()
    return len(old)


@transaction.atomic
def keep_template(
    *, organisation: Unit, kind: Kind, name: str, content: bytes, by: By, now: dt.datetime
) -> None:
    """Put an office's own template in place of the built-in paper; one with unknown fields is refused."""
    require(may_keep_templates(_person(by), organisation))
    check(content, sample())
    PaperTemplate.objects.update_or_create(
        organisation=organisation,
        kind=kind,
        defaults={"name": name[:200], "content": content, "uploaded_by": by.user, "uploaded_at": now},
    )
    note(TEMPLATE_KEPT, by, organisation, kind=str(kind), name=name[:200])


@transaction.atomic
def drop_template(*, template: PaperTemplate, by: By) -> None:
    """Back to the built-in paper."""
    require(may_keep_templates(_person(by), template.organisation))
    note(TEMPLATE_KEPT, by, template.organisation, kind=template.kind, dropped=template.name)
    template.delete()


def _person(by: By) -> User:
    if by.user is None:
        raise ValueError("a person asks for files and keeps templates")
    return by.user


def label_of(export: Export) -> str:
    return EXPORT_LABELS[ExportKind(export.kind)]


def template_label(template: PaperTemplate) -> str:
    return KIND_LABELS[Kind(template.kind)]
