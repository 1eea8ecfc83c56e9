"""Follows every link and every form that asks (GET) in the product's answers, as one person."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client
from lxml import html as lxml_html

# Parameters that hold a number of nothing.
NO_IDS = {"page", "year"}
NOT_FOLLOWED = re.compile(r"^/(static|admin|accounts/logout)")

Params = tuple[tuple[str, str], ...]


class Crawler:
    """``told`` takes the address and the text of each answer; ``typed`` goes into fields that are empty.
    Every page is looked at, and once with each set of parameters; where one of these holds a number, also
    with the number of that name in ``guessed`` (or the one without a name)."""

    def __init__(
        self,
        client: Client,
        told: Callable[[str, str], None],
        *,
        typed: str,
        guessed: Mapping[str, int],
    ) -> None:
        self.client, self.told, self.typed, self.guessed = client, told, typed, guessed
        self.waiting: list[str] = []
        self.seen: set[str] = set()
        self.kinds: set[tuple[str, frozenset[str]]] = set()
        self.statuses: Counter[int] = Counter()

    def run(self, starts: list[str]) -> None:
        for address in starts:
            self._meet(address)
        while self.waiting:
            self._visit(self.waiting.pop())

    def _visit(self, address: str) -> None:
        answer = self.client.get(address)
        self.statuses[answer.status_code] += 1
        self.told(address, text_of(answer))
        if location := answer.headers.get("Location"):
            self._meet(urljoin(address, location))
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            for found in _links(answer.content, self.typed):
                self._meet(urljoin(address, found))

    def _meet(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.netloc or not parts.path.startswith("/") or NOT_FOLLOWED.match(parts.path):
            return
        params = tuple(parse_qsl(parts.query, keep_blank_values=True))
        page = re.sub(r"\d+", "0", parts.path) if params else parts.path
        kind = (page, frozenset(name for name, _ in params))
        if kind in self.kinds:
            return
        self.kinds.add(kind)
        self._add(parts.path, params)
        for name, value in params:
            if self.guessed and value.isdecimal() and name not in NO_IDS:
                guess = str(self.guessed.get(name, self.guessed[""]))
                self._add(parts.path, tuple((n, guess if n == name else v) for n, v in params))

    def _add(self, path: str, params: Params) -> None:
        address = f"{path}?{urlencode(params)}" if params else path
        if address not in self.seen:
            self.seen.add(address)
            self.waiting.append(address)


def _links(page: bytes, typed: str) -> Iterator[str]:
    """Addresses of links and fragments, and of each GET form with something typed."""
    if not page.strip():
        return
    tree = lxml_html.fromstring(page.decode())
    for name in ("href", "hx-get"):
        yield from (str(each) for each in tree.xpath(f"//@{name}"))
    for form in tree.xpath("//form[not(@method) or @method='get']"):
        words = set(form.xpath(".//input[@type='search' or @type='text' or not(@type)]/@name"))
        fields = [(name, value) for name, value in form.form_values() if name]
        filled = [(name, value or (typed if name in words else value)) for name, value in fields]
        yield f"{form.get('action') or ''}?{urlencode(filled)}"


def text_of(answer: HttpResponseBase) -> str:
    """Everything an answer says: head lines that name files and addresses, and its body in plain letters."""
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    heads = " ".join(unquote(value) for value in answer.headers.values())
    return f"{heads}\n{_plain(answer.headers.get('Content-Type', ''), body)}"


def _plain(kind: str, body: bytes) -> str:
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            return "\n".join(
                html.unescape(package.read(name).decode("utf-8", "replace")) for name in package.namelist()
            )
    text = body.decode("utf-8", "replace")
    if "json" in kind:
        return json.dumps(json.loads(text), ensure_ascii=False)
    if "calendar" in kind:
        return re.sub(r"\r?\n[ \t]", "", text)
    return unquote(html.unescape(text)) if "html" in kind else text
