"""Takes the pictures of README and guide from a fresh demo: ``python -m tests.browser.pictures``, a minute.

Needs Chromium with Chinese fonts, and ImageMagick to make the files small (Debian: chromium, fonts-noto-cjk,
imagemagick).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from gongkai.demo import content, logins
from tests.browser.conftest import CHROMIUM_ARGUMENTS, WIDE
from tests.browser.product import Product, running_product
from tests.conftest import ROOT

FOLDER = ROOT / "static" / "img" / "guide"
EXAMPLE = content.FIXTURES / "demo" / "import-example.docx"
THIS_YEAR = "重点任务分工表"


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    chromium = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    with tempfile.TemporaryDirectory() as folder, running_product(Path(folder)) as product:
        product.manage("load_demo")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=[*CHROMIUM_ARGUMENTS, "--disable-lcd-text"]
            )
            take_all(browser, product)
            browser.close()
    return 0


def take_all(browser: Browser, product: Product) -> None:
    office = page_of(browser, product, "office")
    office.goto("/plans/")
    office.click(f"main a:has-text('{THIS_YEAR}')")
    take(office, "plan")
    office.goto("/tasks/silent/")
    take(office, "silent")
    office.goto("/import/")
    office.set_input_files("input[type=file]", EXAMPLE)
    office.click("main button:has-text('读取')")
    office.wait_for_selector("#questions", timeout=60_000)
    take(office, "import")
    take(page_of(browser, product, "head"), "desk")
    leader = page_of(browser, product, "leader")
    leader.goto("/dashboard/")
    take(leader, "dashboard")


def page_of(browser: Browser, product: Product, username: str) -> Page:
    """The first page that this person of the demo sees."""
    passwords = {account: password for account, _, password in logins.logins()}
    context = browser.new_context(
        base_url=product.base_url, viewport=WIDE, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", passwords[username])
    page.click("main [type=submit]")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page


def take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    # A page has few colours; a palette of 128 is a third of the size and looks the same.
    subprocess.run(["convert", path, "+dither", "-colors", "128", "-strip", f"PNG8:{path}"], check=True)


if __name__ == "__main__":
    sys.exit(main())
