"""The first and the last that sees a request: who asks, under which number, how it went."""

from __future__ import annotations

import ipaddress
import logging
import re
import secrets
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from structlog.contextvars import bind_contextvars, clear_contextvars

from gongkai import metrics

GetResponse = Callable[[HttpRequest], HttpResponseBase]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

logger = logging.getLogger(__name__)
ACCEPTED_ID = re.compile(r"[0-9A-Za-z._-]{8,64}")
# Only a proxy of ours may say these.
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_REQUEST_ID")
# Arguments of an address that are keys.
SECRET_ARGUMENTS = ("token", "uidb64")


class TrustedProxyMiddleware:
    """Behind a proxy named in ``TRUSTED_PROXIES`` the client's address is the one that the proxy saw; what
    anybody else says about itself is taken away."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.trusted = [ipaddress.ip_network(each) for each in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        if is_trusted(meta.get("REMOTE_ADDR", ""), self.trusted):
            chain = [each.strip() for each in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            meta["REMOTE_ADDR"] = client_of([*chain, meta["REMOTE_ADDR"]], self.trusted)
        else:
            for name in FORWARDED:
                meta.pop(name, None)
        return self.get_response(request)


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(number in network for network in trusted)


def client_of(chain: list[str], trusted: Sequence[Network]) -> str:
    """The nearest address that is no proxy of ours; what stands before it was said by that client itself."""
    nearest = chain[-1]
    for address in reversed(chain):
        try:
            nearest = str(ipaddress.ip_address(address))
        except ValueError:
            return nearest
        if not is_trusted(nearest, trusted):
            return nearest
    return nearest


class RequestLogMiddleware:
    """One line a request, and its number: from the proxy or made here, in every line that is written
    meanwhile, in the answer's ``X-Request-ID`` and on error pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begin = time.perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        number = given if ACCEPTED_ID.fullmatch(given) else secrets.token_hex(8)
        request.number = number  # type: ignore[attr-defined]
        bind_contextvars(request_id=number, user=lambda: user_of(request))
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = number
            self.note(request, response, time.perf_counter() - begin)
        finally:
            clear_contextvars()
        return response

    def note(self, request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
        match = request.resolver_match
        if match is None and response.status_code < 400 and request.path_info.startswith(settings.STATIC_URL):
            return  # a static file, from whitenoise
        view = match.view_name if match else "unknown"
        method = request.method or ""
        metrics.answered(view, method, response.status_code, seconds)
        slow = seconds * 1000 >= settings.SLOW_REQUEST_MS
        logger.log(
            logging.WARNING if slow else logging.INFO,
            "slow request" if slow else "request",
            extra={
                "method": method,
                "path": path_of(request),
                "view": view,
                "status": response.status_code,
                "ms": round(seconds * 1000),
                "address": request.META.get("REMOTE_ADDR"),
            },
        )


def user_of(request: HttpRequest) -> int | None:
    """The number of who is logged in, where that is known already: a log line asks no database."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)


def path_of(request: HttpRequest) -> str:
    """Without the query, which holds what people search for, and with keys in the address struck out."""
    path = request.path
    for name in SECRET_ARGUMENTS:
        if request.resolver_match and (key := request.resolver_match.kwargs.get(name)):
            path = path.replace(str(key), "***")
    return path
