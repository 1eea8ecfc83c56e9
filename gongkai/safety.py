"""Settings that would leave a server open stop its start, with a sentence that says what to do.

One office PC that serves itself is safe with the defaults; the rules are for names that others can reach.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from units.guards import LEAST_DAYS

ROLES = frozenset({"admin", "auditor", "security", "office", "head", "handler", "leader"})
_SHORTEST_KEY, _FEWEST_SIGNS = 50, 5
_SHORTEST_PASSWORD = 8
_GUESSED = frozenset(
    {"password", "postgres", "postgresql", "12345678", "123456789", "changeme", "gongkai123"}
)


def is_local(host: str) -> bool:
    """A name or number of this very machine; no host at all is a socket in a folder."""
    name = host.strip("[]")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in {"", "localhost"} or name.startswith("/")


def check(settings: Mapping[str, Any]) -> None:
    """Raise the first thing that is unsafe."""
    for sentence in unsafe(settings):
        raise ImproperlyConfigured(f"设置不安全，没有启动：{sentence}")


def unsafe(settings: Mapping[str, Any]) -> Iterator[str]:
    """What would leave a server open, each as a sentence for who runs it."""
    hosts = [str(host) for host in settings["ALLOWED_HOSTS"]]
    public = [host for host in hosts if not is_local(host)]
    key = str(settings["SECRET_KEY"])
    if len(key) < _SHORTEST_KEY or len(set(key)) < _FEWEST_SIGNS or key.startswith("django-insecure"):
        yield f"SECRET_KEY 太短或太简单，至少 {_SHORTEST_KEY} 个随机字符。"
    if any("*" in host for host in hosts):
        yield "ALLOWED_HOSTS 不能用通配符，请逐个写明访问本系统的域名或地址。"
    if settings["DEBUG"] and public:
        yield f"DEBUG=on 时只能供本机访问，请去掉 DEBUG 或 ALLOWED_HOSTS 中的 {public[0]}。"
    if public and not settings["HTTPS"] and not settings["PLAIN_HTTP"]:
        yield (
            f"ALLOWED_HOSTS 含 {public[0]}，但没有启用 HTTPS，密码会明文传输。请设 HTTPS=on；"
            "确需明文（如隔离的局域网），设 PLAIN_HTTP=on 表示已知晓。"
        )
    yield from _unsafe_database(settings["DATABASES"]["default"])
    if 0 < settings["AUDIT_DAYS"] < LEAST_DAYS:
        yield f"AUDIT_DAYS 不能少于 {LEAST_DAYS} 天（网络安全法要求日志留存不少于六个月）。"
    if unknown := set(settings["SECOND_FACTOR_ROLES"]) - ROLES:
        yield f"SECOND_FACTOR_ROLES 中的“{min(unknown)}”不是角色，可用：{'、'.join(sorted(ROLES))}。"


def _unsafe_database(database: Mapping[str, Any]) -> Iterator[str]:
    if not str(database["ENGINE"]).endswith("postgresql") or is_local(str(database.get("HOST", ""))):
        return
    password, user = str(database.get("PASSWORD", "")), str(database.get("USER", ""))
    if len(password) < _SHORTEST_PASSWORD or password.lower() in _GUESSED or password == user:
        yield f"数据库口令为空、过短或是常见口令，请换成至少 {_SHORTEST_PASSWORD} 位的随机口令。"
