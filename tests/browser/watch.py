"""What no page may do: report an error on the console, break the content policy, ask another server."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response


class Watch:
    """Listens to every page of a context and collects what went wrong, each with its page's address."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self.origin = urlsplit(base_url).netloc
        self.problems: list[str] = []
        self.tolerated: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note(error.page, f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def tolerate(self, pattern: str) -> None:
        """A problem that the journey provokes on purpose, such as ``r"status of 403"``."""
        self.tolerated.append(pattern)

    def complaints(self) -> list[str]:
        return [each for each in self.problems if not any(re.search(known, each) for known in self.tolerated)]

    def _note(self, page: Page | None, text: str) -> None:
        self.problems.append(f"{page.url if page else '?'}: {text}")

    def _console(self, message: ConsoleMessage) -> None:
        # A breach of the content policy is an error on the console as well.
        if message.type in {"error", "warning"}:
            self._note(message.page, f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.origin:
            self._note(None, f"asked another server: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self._note(None, f"answered {response.status}: {response.url}")
