"""The audit log as a chain: each seal is a hash over its row and the seal before.

A row is sealed right after its transaction, in one of its own: sealing inside would let one long transaction
hold up everybody's.  What a killed process left unsealed the schedule seals.  Changing, removing or
reordering rows later breaks the chain at that place; whoever keeps an old head (``verify_audit`` prints it,
so does every night's log line) can tell also a chain that was forged from some row on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from common.decisions import Refusal
from units.audit import AUDIT_PURGED, record
from units.models import AuditEvent, AuditSeal

BEFORE_THE_FIRST = "0" * 64
# Any number, the same for all who seal: one at a time.
_LOCK = 0x6761_7564_6974
_RECENT = dt.timedelta(minutes=10)
_AT_ONCE = 2000


def digest_of(previous: str, event: AuditEvent) -> str:
    """SHA-256 over the seal before and all that the row says, as one line of JSON."""
    told = [
        previous,
        event.pk,
        event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.address,
        event.act,
        event.subject,
        event.detail,
        event.succeeded,
    ]
    line = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def seal_recent(using: str = DEFAULT_DB_ALIAS) -> None:
    """Seal what the last minutes left; cheap where there is nothing."""
    rows = _unsealed(using).filter(at__gte=timezone.now() - _RECENT)
    if rows.exists():
        _seal(rows, using)


def seal_all(using: str = DEFAULT_DB_ALIAS) -> int:
    """Seal every row that has no seal; how many there were."""
    sealed = 0
    while count := _seal(_unsealed(using), using):
        sealed += count
    return sealed


def _unsealed(using: str) -> QuerySet[AuditEvent]:
    seals = AuditSeal.objects.using(using).filter(event=OuterRef("pk"))
    return AuditEvent.objects.using(using).filter(~Exists(seals)).order_by("pk")


def _seal(rows: QuerySet[AuditEvent], using: str) -> int:
    with transaction.atomic(using=using):
        _one_at_a_time(using)
        last = AuditSeal.objects.using(using).order_by("-position").first()
        position, digest = (last.position, last.digest) if last else (0, BEFORE_THE_FIRST)
        seals = []
        for event in rows[:_AT_ONCE]:
            position, digest = position + 1, digest_of(digest, event)
            seals.append(AuditSeal(position=position, event=event.pk, digest=digest))
        AuditSeal.objects.using(using).bulk_create(seals)
    return len(seals)


def _one_at_a_time(using: str) -> None:
    """Until the transaction ends; SQLite has one writer anyhow."""
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@dataclass(frozen=True, slots=True)
class Verdict:
    """``broken`` says where and why, and is empty where the chain holds; ``head`` is the newest seal."""

    rows: int
    head: str
    broken: str = ""


def verify(seen: str = "") -> Verdict:
    """Walk the chain from its beginning; ``seen`` is a head noted earlier, which must still lie on it."""
    position, digest = _beginning()
    rows, met = 0, seen in {"", f"{position}:{digest}"}
    for seal, event in _pairs(position):
        if why := _fault(seal, event, position, digest):
            return Verdict(rows, f"{position}:{digest}", f"第 {position + 1} 条：{why}")
        position, digest, rows = seal.position, seal.digest, rows + 1
        met = met or seen == str(seal)
    broken = "" if met else f"记下的链尾 {seen} 不在链上，记录可能被整体改写"
    return Verdict(rows, f"{position}:{digest}", broken)


def _beginning() -> tuple[int, str]:
    """Before the first row, or the seal that the last purge named: its row is gone by right."""
    purge = AuditEvent.objects.filter(act=AUDIT_PURGED).order_by("-pk").first()
    if purge is None:
        return 0, BEFORE_THE_FIRST
    return purge.detail["position"], purge.detail["digest"]


def _pairs(after: int) -> Iterator[tuple[AuditSeal, AuditEvent | None]]:
    while seals := list(AuditSeal.objects.filter(position__gt=after).order_by("position")[:_AT_ONCE]):
        events = AuditEvent.objects.in_bulk([seal.event for seal in seals])
        yield from ((seal, events.get(seal.event)) for seal in seals)
        after = seals[-1].position


def _fault(seal: AuditSeal, event: AuditEvent | None, position: int, digest: str) -> str:
    if seal.position != position + 1:
        return "封签缺失"
    if event is None:
        return f"记录 {seal.event} 已被删除"
    return "" if seal.digest == digest_of(digest, event) else f"记录 {seal.event} 与封签不符"


@transaction.atomic
def purge(*, now: dt.datetime) -> int:
    """Remove rows older than ``AUDIT_DAYS`` (0: none ever); the seal before the rest is named in the log.

    Only a beginning of the chain that holds is removed, so that a purge hides nothing.
    """
    if not settings.AUDIT_DAYS:
        return 0
    if broken := verify().broken:
        raise Refusal(f"审计记录核对不通过，没有清理：{broken}")
    kept = AuditEvent.objects.filter(at__gte=now - dt.timedelta(days=settings.AUDIT_DAYS)).values("pk")
    first = AuditSeal.objects.filter(event__in=kept).order_by("position").first()
    gone = AuditSeal.objects.filter(position__lt=first.position) if first else AuditSeal.objects.none()
    anchor = gone.order_by("-position").first()
    if anchor is None or not AuditEvent.objects.filter(pk=anchor.event).exists():
        return 0
    record(act=AUDIT_PURGED, actor=None, detail={"position": anchor.position, "digest": anchor.digest})
    removed, _ = AuditEvent.objects.filter(pk__in=gone.values("event")).delete()
    gone.delete()
    return removed
