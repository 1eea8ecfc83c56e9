"""Writes the audit log; where the log cannot be written, the act fails with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from units.models import AuditEvent, User
from units.permissions import scope_of
from units.requests import signed_in

# Every act that is logged, in the words the auditor reads and filters by; upper floors take theirs from here.
LOGGED_IN = "登录"
LOG_IN_FAILED = "登录失败"
LOG_IN_LOCKED = "登录锁定"
LOGGED_OUT = "退出"
SESSION_EXPIRED = "超时退出"
SESSION_ENDED = "结束登录"
DENIED = "越权被拒"
PASSWORD_CHANGED = "修改密码"
FACTOR_CHANGED = "二次验证"
UNIT_CHANGED = "维护单位"
PERSON_CHANGED = "维护人员"
ROLE_CHANGED = "维护任职"
AUDIT_EXPORTED = "导出审计"
AUDIT_CHECKED = "核对审计"
AUDIT_PURGED = "清理审计"
PEOPLE_EXPORTED = "导出人员"
UNITS_EXPORTED = "导出单位"
UPLOADED = "上传文件"
IMPORT_DISCARDED = "放弃导入"
IMPORTED = "导入入库"
IMPORT_UNDONE = "撤销导入"
REMINDED = "催办"
REGISTER_EXPORTED = "导出台账"
TASKS_EXPORTED = "导出任务表"
EVIDENCE_READ = "下载佐证"
BACKED_UP = "备份"
RESTORED = "恢复备份"
DRILLED = "恢复演练"
PAPER_EXPORTED = "导出文稿"
TEMPLATE_KEPT = "维护文稿模板"
CHANNEL_CHANGED = "维护渠道"
RULE_CHANGED = "维护提醒规则"
SENDING_HELD = "暂停外发"
SENDING_RELEASED = "恢复外发"
CALENDAR_CHANGED = "维护工作日"
FEED_CHANGED = "日历订阅"
TOKEN_CHANGED = "维护接口令牌"
ACTS = (
    LOGGED_IN,
    LOG_IN_FAILED,
    LOG_IN_LOCKED,
    LOGGED_OUT,
    SESSION_EXPIRED,
    SESSION_ENDED,
    DENIED,
    PASSWORD_CHANGED,
    FACTOR_CHANGED,
    UNIT_CHANGED,
    PERSON_CHANGED,
    ROLE_CHANGED,
    AUDIT_EXPORTED,
    AUDIT_CHECKED,
    AUDIT_PURGED,
    PEOPLE_EXPORTED,
    UNITS_EXPORTED,
    UPLOADED,
    IMPORT_DISCARDED,
    IMPORTED,
    IMPORT_UNDONE,
    REMINDED,
    REGISTER_EXPORTED,
    TASKS_EXPORTED,
    EVIDENCE_READ,
    BACKED_UP,
    RESTORED,
    DRILLED,
    PAPER_EXPORTED,
    TEMPLATE_KEPT,
    CHANNEL_CHANGED,
    RULE_CHANGED,
    SENDING_HELD,
    SENDING_RELEASED,
    CALENDAR_CHANGED,
    FEED_CHANGED,
    TOKEN_CHANGED,
)


@dataclass(frozen=True, slots=True)
class By:
    """Who acts and from where, as an audit row tells it; no user: a command or the schedule."""

    user: User | None = None
    address: str | None = None


SYSTEM = By()


def by(request: HttpRequest) -> By:
    """The signed-in person of a request."""
    return By(signed_in(request), address_of(request))


def note(act: str, who: By, subject: object, /, **detail: Any) -> AuditEvent:
    """One row about a successful act on ``subject``; call it inside the act's own transaction.

    For whom the person stood in at that moment is told with it.
    """
    if who.user and (stands_in := scope_of(who.user).stands_in):
        detail["acting"] = [str(each) for each in stands_in]
    return record(act=act, actor=who.user, address=who.address, subject=str(subject), detail=detail)


def record(
    *,
    act: str,
    actor: User | None,
    actor_name: str = "",
    address: str | None = None,
    subject: str = "",
    detail: dict[str, Any] | None = None,
    succeeded: bool = True,
) -> AuditEvent:
    """Add one row; call it inside the act's own transaction."""
    return AuditEvent.objects.create(
        act=act,
        actor=actor,
        actor_name=(actor_name or (str(actor) if actor else ""))[:60],
        address=address,
        subject=subject[:200],
        detail=detail or {},
        succeeded=succeeded,
    )


def address_of(request: HttpRequest | None) -> str | None:
    """The peer's address as the server saw it; forwarded headers are the reverse proxy's business."""
    return request.META.get("REMOTE_ADDR") or None if request else None
