"""Every page that a role can reach by links in the demo, at desk and phone width.

Each kind of page is opened once a role: no serious or critical finding of axe, nothing wider than the phone,
a title and one first heading.  What every journey must not do (console errors, other servers, breaches of the
content policy) is watched as everywhere.  A new page is picked up by being linked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.product import Product

# What a page looks like hangs on no database, and the walk takes minutes: once.
pytestmark = pytest.mark.sqlite

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 768}
# Not pages: files, the technicians' own site, the way out.
LEFT_OUT = re.compile(
    r"^/(static|admin|health|media)/|\.(xlsx|csv|docx|zip|ics|json|pdf|svg|png)$|/(logout|export)/$"
)
# A draft and an issued plan, a dated and a long-term task differ more than two of most kinds.
OFTEN = {"/plans/N/": 2, "/tasks/N/": 2}
# Which of several views of one address is another page.
VIEWS = ("view", "group")
SERIOUS = {"serious", "critical"}
STARTS = {"office": ("/import/", "/obligations/waiting/"), "admin": ("/units/", "/people/")}
LINKS = """() => [...document.querySelectorAll('a[href]:not([download]):not([target])')].map(a => a.href)"""
WAITS = "() => !document.querySelector('.htmx-request')"


def kind_of(address: str) -> str:
    """One page of each kind is enough: numbers of rows do not matter, the chosen view does."""
    parts = urlsplit(address)
    chosen = sorted((key, value) for key, value in parse_qsl(parts.query) if key in VIEWS)
    return re.sub(r"\d+(-\d+)*", "N", parts.path) + str(chosen or "")


class Walk:
    """One role's way through the pages; ``findings`` are sentences with the page's address."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page, self.base_url, self.axe = page, base_url, Axe()
        self.seen: set[str] = set()
        self.kinds: Counter[str] = Counter()
        self.findings: list[str] = []

    def go(self, starts: tuple[str, ...]) -> None:
        ahead = [self.base_url + start for start in starts]
        while ahead:
            address = ahead.pop(0)
            kind = kind_of(address)
            if address in self.seen or LEFT_OUT.search(urlsplit(address).path):
                continue
            if self.kinds[kind] >= OFTEN.get(kind, 1):
                continue
            self.seen.add(address)
            self.kinds[kind] += 1
            if self.open(address):
                self.look()
                ahead += list(self.links())

    def open(self, address: str) -> bool:
        self.page.set_viewport_size(DESK)
        answer = self.page.goto(address, wait_until="load")
        self.page.wait_for_function(WAITS)
        if answer is None or answer.status != 200:
            self.findings.append(f"{address}: answered {answer.status if answer else 'nothing'}")
            return False
        return True

    def look(self) -> None:
        if not self.page.title().strip(" 　").removesuffix("公开台账").strip(" 　"):
            self.note("has no title of its own")
        if (heads := self.page.locator("h1").count()) != 1:
            self.note(f"has {heads} first headings")
        self.check_access("desk")
        self.page.set_viewport_size(PHONE)
        wider = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wider > 0:
            self.note(f"is {wider} px wider than a phone")
        self.check_access("phone")

    def check_access(self, width: str) -> None:
        for each in self.violations(width):
            if each["impact"] in SERIOUS:
                where = "; ".join(str(node["target"][0]) for node in each["nodes"][:3])
                self.note(f"({width}) {each['id']}, {each['impact']}, {len(each['nodes'])} times: {where}")

    def violations(self, width: str) -> list[dict[str, Any]]:
        """The desk comes first, so that axe is in the page already on the phone."""
        if width == "desk":
            return self.axe.run(self.page).response["violations"]  # type: ignore[no-any-return]
        found = self.page.evaluate("axe.run({resultTypes: ['violations']})")
        return found["violations"]  # type: ignore[no-any-return]

    def note(self, sentence: str) -> None:
        self.findings.append(f"{urlsplit(self.page.url).path} {sentence}")

    def links(self) -> Iterator[str]:
        for address in self.page.evaluate(LINKS):
            if address.startswith(self.base_url + "/"):
                yield address.split("#")[0]


@pytest.mark.parametrize("role", ["office", "head", "handler", "leader", "admin", "auditor"])
def test_every_page_of_a_role(demo: Product, demo_as: Callable[..., Page], role: str) -> None:
    walk = Walk(demo_as(role), demo.base_url)
    walk.go(("/", *STARTS.get(role, ())))
    assert len(walk.seen) >= (2 if role == "auditor" else 6), walk.seen
    assert not walk.findings, "\n".join(walk.findings)


def test_pages_without_a_person(demo: Product, open_demo: Callable[..., Page]) -> None:
    page = open_demo()
    page.watch.tolerate("status of 404")  # type: ignore[attr-defined]
    walk = Walk(page, demo.base_url)
    walk.go(("/accounts/login/",))
    page.goto("/no/such/page/")
    walk.look()
    assert not walk.findings, "\n".join(walk.findings)
