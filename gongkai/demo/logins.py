"""Who may log in to the demo, as a small table for the terminal."""

from __future__ import annotations

import unicodedata

from gongkai.demo import content

WARNING = "演示数据仅供试用：人员、单位、网址均为虚构，密码公开，请勿用于正式工作。"


def logins() -> list[tuple[str, str, str]]:
    """(account, what the person does, password), one for each role."""
    raw = content.read("people")
    return [(p["username"], p["login"], raw["password"]) for p in raw["person"] if "login" in p]


def table() -> str:
    """The log-ins in columns, a Chinese sign counted as two."""
    rows = [("账号", "角色", "密码"), *logins()]
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
