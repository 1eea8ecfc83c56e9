"""How large and how strong the pages are shown: kept in a cookie, so that the log-in page follows it too."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

COOKIE = "display"
_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Display:
    """``large``: type and lines a quarter larger; ``strong``: black on white, lines drawn out."""

    large: bool = False
    strong: bool = False

    def switched(self, name: str) -> Display:
        """The other choice of one of the two; any other word changes nothing."""
        return Display(self.large ^ (name == "large"), self.strong ^ (name == "strong"))


def display_of(request: HttpRequest) -> Display:
    chosen = request.COOKIES.get(COOKIE, "").split("-")
    return Display("large" in chosen, "strong" in chosen)


def keep(response: HttpResponse, display: Display, *, secure: bool) -> None:
    words = [word for word in ("large", "strong") if getattr(display, word)]
    if words:
        response.set_cookie(
            COOKIE, "-".join(words), max_age=_YEAR, httponly=True, samesite="Lax", secure=secure
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
