"""Journeys in Debian's Chromium against the real product; fixtures for whoever writes one.

    def test_something(product, page_as, shot):
        page = page_as("office")               # logged in as a person of tests/browser/people.py
        page.goto("/import/")
        shot(page, "import")                   # var/test-output/<database>/<test>-import.png
        product.manage("plan_reminders", "--today", "2027-01-20")

A page that logs an error, breaks the content policy or asks another server fails its test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from gongkai.demo import logins
from tests.browser.people import PASSWORD
from tests.browser.product import Product, running_product
from tests.browser.watch import Watch
from tests.conftest import ROOT

OUTPUT = ROOT / "var" / "test-output"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
WIDE = {"width": 1366, "height": 768}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys go to one worker of xdist: they share one running product."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


# Package scope, not session: the browser's event loop must have ended before the next test uses the database.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium: install it (Debian: apt install chromium) or name it in CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def product(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The running product with the people of people.py in it and no plan."""
    with running_product(tmp_path_factory.mktemp("product")) as product:
        product.python("-m", "tests.browser.people")
        yield product


@pytest.fixture(scope="package")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A second running product, full: that of ``load_demo``."""
    with running_product(tmp_path_factory.mktemp("demo")) as product:
        product.manage("load_demo")
        yield product


@pytest.fixture(scope="package")
def errands(demo: Product) -> Product:
    """The full product with the tasks of errands.py in it."""
    demo.python("-m", "tests.browser.errands")
    return demo


def pages_of(product: Product, browser: Browser) -> Iterator[Callable[..., Page]]:
    watches: list[Watch] = []

    def open_(**options: object) -> Page:
        defaults = {"viewport": WIDE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = browser.new_context(base_url=product.base_url, **{**defaults, **options})
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.watch = Watch(context, product.base_url)
        watches.append(page.watch)
        return page

    yield open_
    for context in browser.contexts:
        context.close()
    complaints = [each for watch in watches for each in watch.complaints()]
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def open_page(product: Product, browser: Browser) -> Iterator[Callable[..., Page]]:
    """``open_page(**context options)``: a page of a fresh, watched context, nobody logged in.

    ``page.watch.tolerate(pattern)`` names a problem that the journey provokes on purpose.
    """
    yield from pages_of(product, browser)


@pytest.fixture
def open_demo(demo: Product, browser: Browser) -> Iterator[Callable[..., Page]]:
    """The same on the full product."""
    yield from pages_of(demo, browser)


@pytest.fixture
def page_as(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """``page_as("head")``: a page on which that person of people.py is logged in."""

    def open_(username: str, password: str = PASSWORD, **options: object) -> Page:
        return log_in(open_page(**options), username, password)

    return open_


@pytest.fixture
def demo_as(open_demo: Callable[..., Page]) -> Callable[..., Page]:
    """``demo_as("head")``: a page on which that person of the demo is logged in."""
    passwords = {account: password for account, _, password in logins.logins()}

    def open_(username: str, **options: object) -> Page:
        return log_in(open_demo(**options), username, passwords[username])

    return open_


def log_in(page: Page, username: str, password: str) -> Page:
    page.goto("/accounts/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("main [type=submit]")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Page, str], Path]:
    """``shot(page, "preview")`` keeps a picture of the whole page among the test's output."""
    folder = OUTPUT / ("postgres" if os.environ.get("DATABASE_URL", "").startswith("p") else "sqlite")

    def take(page: Page, name: str) -> Path:
        path = folder / f"{request.node.name}-{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take
