"""What a page says when what it stands on has failed: the database is away, busy or full.

Everything else is an error of ours and gets the page with its number (gongkai/errors.py).
"""

from __future__ import annotations

import errno
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, OperationalError


@dataclass(frozen=True, slots=True)
class Trouble:
    """``again``: after how many seconds trying once more makes sense."""

    title: str
    words: str
    status: int = 503
    again: int = 5


AWAY = Trouble(
    "数据库暂时连接不上",
    "通常几秒到一两分钟就会恢复。请返回上一页，稍后再提交一次；已经保存的内容不会丢失。",
)
BUSY = Trouble("系统正忙", "同时使用的人太多，请过几秒再试。")
LOCKED = Trouble("有人正在改同一处", "刚才的操作没有保存。请返回上一页，过几秒再提交一次。", again=3)
TOO_LONG = Trouble("查询用的时间太长", "已停止查询，什么都没有改动。请缩小范围（加筛选条件）再试。", again=30)
FULL = Trouble("磁盘空间不足", "刚才的内容没有保存。请告诉系统管理员清理或扩充磁盘。", status=507, again=300)

# PostgreSQL's codes.
_BY_CODE = {
    "40001": LOCKED,  # serialisation
    "40P01": LOCKED,  # deadlock: this one gave way
    "55P03": LOCKED,  # lock_timeout
    "57014": TOO_LONG,  # statement_timeout
    "53100": FULL,
    "53200": BUSY,  # out of memory
    "53300": BUSY,  # too many connections
}
# SQLite has words only.
_BY_WORDS = {"is locked": LOCKED, "disk is full": FULL, "disk I/O error": FULL}


def _is_cut(error: Exception) -> bool:
    """A line that is cut in the middle of an answer has no class of its own, and no code."""
    return type(error) is DatabaseError and getattr(error.__cause__, "pgcode", "") is None


def trouble_of(error: BaseException | None) -> Trouble | None:
    """What to tell people; None where the error is our own."""
    if isinstance(error, OSError):
        return FULL if error.errno in {errno.ENOSPC, errno.EDQUOT} else None
    if not isinstance(error, DatabaseError | InterfaceError) or not (
        isinstance(error, OperationalError | InterfaceError) or _is_cut(error)
    ):
        return None
    code = getattr(error.__cause__, "pgcode", None)
    if code in _BY_CODE:
        return _BY_CODE[code]
    words = str(error)
    if "too many connections" in words or "too many clients" in words:
        return BUSY  # refused while connecting: that error carries no code
    return next((trouble for part, trouble in _BY_WORDS.items() if part in words), AWAY)
