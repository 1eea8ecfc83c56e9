"""Each page's help leads to a heading that is there; pictures and links too; large type stays chosen."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from guide.chapters import BY_SLUG, CHAPTERS, FOLDER, anchor, fragment, place_of
from guide.reading import page_of
from tests.factories import organisation, person
from tests.house.access_table import lines
from tests.house.test_urls import ADDRESSES

# Asked by programs.
NO_PAGES = ("/health/", "/calendar/", "/metrics")
OPENED = [(chapter.slug, *page) for chapter in CHAPTERS for page in chapter.pages]


class Read(HTMLParser):
    """Ids, links and pictures of a chapter."""

    def __init__(self, slug: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.feed(page_of(BY_SLUG[slug]).html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "img":
            self.pictures.append(known)
        elif tag == "a":
            self.links.append(known["href"] or "")
        self.ids.add(known.get("id") or "")


def test_each_file_is_a_chapter() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(BY_SLUG)


@pytest.mark.parametrize(("slug", "prefix", "heading"), OPENED)
def test_help_opens_at_a_heading_that_is_there(slug: str, prefix: str, heading: str) -> None:
    assert place_of(prefix) == (slug, heading)
    assert not heading or anchor(heading) in Read(slug).ids


def test_every_page_has_a_chapter() -> None:
    shown = {line.name for line in lines() if line.method == "GET"}
    paths = [reverse(name, kwargs=arguments) for name, _, arguments in ADDRESSES if name in shown]
    assert len(paths) > 60
    without = [path for path in paths if not place_of(path)[0] and not path.startswith(NO_PAGES)]
    assert without == [], "say in guide/chapters.py which chapter speaks of them, and write it there"


@pytest.mark.parametrize("slug", BY_SLUG)
def test_links_and_pictures_are_there(slug: str) -> None:
    page = Read(slug)
    for picture in page.pictures:
        path = str(picture["src"]).removeprefix(settings.STATIC_URL)
        assert picture["alt"]
        assert finders.find(path), path
    for link in page.links:
        other, _, place = link.partition("#")
        assert other.startswith("../") or not other, link
        assert not place or unquote(place) in Read(Path(other).name or slug).ids, link


def test_the_text_holds_no_raw_html() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md"))
    assert not re.search(r"<[a-z/]", text)


def test_the_guide_is_read_before_the_log_in_too(db: None, client: Client) -> None:
    assert "开始使用" in client.get("/guide/").content.decode()
    answer = client.get("/guide/report/")
    assert f'href="{fragment("填报")}"' in answer.content.decode()
    assert client.get("/guide/nothing/").status_code == 404
    login = client.get("/accounts/login/").content.decode()
    assert f'href="/guide/start/{fragment("账号和密码")}"' in login


def test_the_bar_leads_to_the_chapter_of_the_page(db: None, client: Client) -> None:
    client.force_login(person("office", organisation("云溪市林业局")))
    assert 'href="/guide/board/"' in client.get("/dashboard/").content.decode()
    silent = client.get("/tasks/silent/").content.decode()
    assert f'href="/guide/review/{fragment("谁还没报")}"' in silent


def test_large_type_and_contrast_stay_until_they_are_switched_back(db: None, client: Client) -> None:
    assert "data-type" not in client.get("/guide/").content.decode()
    answer = client.post("/guide/display/", {"what": "large", "next": "/guide/start/"})
    assert answer["Location"] == "/guide/start/"
    client.post("/guide/display/", {"what": "strong"})
    page = client.get("/accounts/login/").content.decode()
    assert 'data-type="large" data-ink="strong"' in page
    client.post("/guide/display/", {"what": "large"})
    page = client.get("/guide/").content.decode()
    assert 'data-ink="strong"' in page
    assert "data-type" not in page
    client.post("/guide/display/", {"what": "strong"})
    assert "data-ink" not in client.get("/guide/").content.decode()


def test_other_words_and_other_hosts_change_nothing(db: None, client: Client) -> None:
    answer = client.post("/guide/display/", {"what": "x" * 9000, "next": "https://example.com/"})
    assert answer["Location"] == "/"
    client.cookies["display"] = "<script>-large"
    assert 'data-type="large"' in client.get("/guide/").content.decode()
