"""Who reads boards and registers; what they hold is narrowed by ``visible_to``."""

from __future__ import annotations

from common.decisions import Allowed, Decision, Denied
from units.models import Unit, User
from units.permissions import scope_of


def may_read_reports(user: User) -> Decision:
    """Whoever has a part in plans: offices, leaders, units' people."""
    scope = scope_of(user)
    if scope.offices or scope.leads or scope.units:
        return Allowed()
    if scope.administers or scope.audits:
        return Denied("系统管理员和安全审计员不查看计划内容，看板和报表由公开办、领导和责任单位使用。")
    return Denied("您的账号还没有任职，请联系系统管理员在“人员”中设置单位和角色。")


def may_keep_templates(user: User, organisation: Unit) -> Decision:
    """Put the organisation's own Word templates in place of the built-in papers."""
    if organisation.pk in scope_of(user).offices:
        return Allowed()
    return Denied("文稿模板由本机关的公开办人员维护。")
