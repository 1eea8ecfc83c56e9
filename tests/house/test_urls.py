"""Every address of ours asks for a log-in, but for a short list with reasons."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

# Name of the address → why a stranger may open it.
PUBLIC = {
    "login": "where one logs in",
    "second-factor": "the second step of the log-in, after the password",
    "guide": "how to use the product",
    "guide-chapter": "how to use the product, how to log in too",
    "display-switch": "large type on the page of the log-in too; keeps a cookie, nothing else",
    "health-live": "asked by monitors",
    "health-ready": "asked by monitors",
    "health-reminders": "asked by monitors; numbers only",
    "metrics": "asked by monitors; by their address or token, else it does not exist",
    "calendar-feed": "asked by calendar programs; the token in the address is the key",
    "api-v1:openapi-json": "tells of the interface, holds no data",
    **{
        f"api-v1:{name}": "asked by other programs; their token is the key"
        for name in ("api-root", "organisation", "units", "plans", "plan", "tasks", "obligations")
    },
}
MIDDLEWARE = "django.contrib.auth.middleware.LoginRequiredMiddleware"


def addresses(
    patterns: list[URLPattern | URLResolver], prefix: str = "", arguments: dict[str, object] | None = None
) -> Iterator[tuple[str, URLPattern, dict[str, object]]]:
    """Full name, pattern and made-up arguments of each address; Django's own admin guards itself."""
    for entry in patterns:
        known = {**(arguments or {}), **{key: sample(it) for key, it in entry.pattern.converters.items()}}
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}", entry, known
        elif entry.app_name != "admin":
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from addresses(entry.url_patterns, inner, known)


def sample(converter: object) -> object:
    if isinstance(converter, IntConverter):
        return 1
    return "00000000-0000-4000-8000-000000000000" if isinstance(converter, UUIDConverter) else "x"


ADDRESSES = list(addresses(get_resolver().url_patterns))
GUARDED = [(name, arguments) for name, _, arguments in ADDRESSES if name not in PUBLIC]


def test_log_in_is_required_by_default() -> None:
    assert MIDDLEWARE in settings.MIDDLEWARE
    assert len(GUARDED) > 10


def test_every_address_has_a_name_of_its_own() -> None:
    names = [name for name, entry, _ in ADDRESSES if entry.name]
    assert len(names) == len(ADDRESSES)


def test_only_the_listed_views_are_open() -> None:
    opened = {name for name, entry, _ in ADDRESSES if not getattr(entry.callback, "login_required", True)}
    assert opened <= set(PUBLIC)


@pytest.mark.parametrize(("name", "arguments"), GUARDED, ids=[name for name, _ in GUARDED])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_log_in(
    client: Client, name: str, arguments: dict[str, object], method: str
) -> None:
    answer = getattr(client, method)(reverse(name, kwargs=arguments))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("login"))


def test_the_technical_site_asks_too(client: Client) -> None:
    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("admin:login"))
