"""Which hosts messages may be sent to, and at which of their addresses.  Pure but for the look-up of names.

Only hosts that the administrator has listed (CHANNEL_HOSTS).  A name is looked up once, the answer is
checked, and the connection goes to that very answer: a name that points elsewhere a moment
later changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], list[str]]

PORTS = {"https": 443, "http": 80}
# The public services themselves never stand in anybody's own network.
WELL_KNOWN = ("qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn")
# Addresses of these ranges hold or stand for another one (translation, tunnels).
_WRAPPING = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "2002::/16", "2001::/32"))
_PRIVATE = tuple(
    ipaddress.ip_network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)


class NotAllowed(Exception):
    """The address may not be used; the text says why, in a sentence for the administrator."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart; ``path`` includes the query."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str, listed: Iterable[str]) -> Target:
    """The parts of an address on a listed host; NotAllowed for anything else."""
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in url) or "\\" in url:
        raise NotAllowed("地址里有空格或不可见字符")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowed("地址无法识别") from None
    if parts.scheme not in PORTS:
        raise NotAllowed("地址应以 https:// 或 http:// 开头")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("地址里不能带用户名或口令")
    host = (parts.hostname or "").rstrip(".")
    usual = PORTS[parts.scheme]
    if not _is_listed(host, port or usual, usual, listed):
        raise NotAllowed(f"主机 {_shown(host, port)} 不在管理员允许的范围内（CHANNEL_HOSTS）")
    path = parts.path or "/"
    return Target(parts.scheme, host, port or usual, f"{path}?{parts.query}" if parts.query else path)


def address_of(target: Target, lookup: Lookup | None = None) -> str:
    """The one to connect to; NotAllowed where any of the host's is off limits, OSError where it has none."""
    if literal := _as_address(target.host):
        return str(literal)  # listed by number, so it is meant
    found = (lookup or _look_up)(target.host, target.port)
    for each in found:
        _check(ipaddress.ip_address(each), target.host)
    if not found:
        raise OSError(f"找不到主机 {target.host}")
    return found[0]


def _is_listed(host: str, port: int, usual: int, listed: Iterable[str]) -> bool:
    """An entry is ``host`` (usual ports) or ``host:port``; IPv6 in brackets."""
    names = {f"{_shown(host, port)}"} | ({_shown(host, None)} if port == usual else set())
    return bool(host) and any(each.strip().lower() in names for each in listed)


def _shown(host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port is None else f"{name}:{port}"


def _as_address(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _check(address: Address, host: str) -> None:
    real = getattr(address, "ipv4_mapped", None) or address
    if any(real in each for each in _WRAPPING):
        raise NotAllowed(f"主机 {host} 指向转换地址 {address}，不能使用")
    if any(real in each for each in _PRIVATE):
        if host in WELL_KNOWN:
            raise NotAllowed(f"公网服务 {host} 不应指向内部地址 {address}")
    elif not real.is_global or real.is_multicast:
        raise NotAllowed(f"主机 {host} 指向 {address}，这类地址不能使用")


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))
