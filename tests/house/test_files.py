"""Small files, nothing left open, nothing asked of another server, no template without use."""

from __future__ import annotations

import re
import statistics
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.house.sources import APPS, files, name

LONGEST = 500
MEDIAN = 100
# Put together here so that this file does not find itself.
LEFT_OPEN = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b")
# A namespace is a name, not an address; an example in an empty field is not asked by anybody.
HARMLESS = re.compile(r"""https?://www\.w3\.org/[\w/]+|placeholder=("[^"]*"|'[^']*')""")
OUTSIDE = re.compile(r"""https?://\w|["'(]//\w""")
# Found by Django under these names, not by ours.
FOUND_BY_DJANGO = re.compile(r"^(registration/|\d{3}(_csrf)?\.html$)")


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_holds_more_than_one_idea() -> None:
    long = {name(path): lines(path) for path in files(".py", ".js", ".css", ".html") if lines(path) > LONGEST}
    assert long == {}


def test_files_are_small() -> None:
    assert statistics.median(lines(path) for path in files(".py", under=APPS)) <= MEDIAN


def test_nothing_is_left_open() -> None:
    found = [
        f"{name(path)}:{number}"
        for path in files(".py", ".js", ".css", ".html", ".sh", "")
        if path.is_file()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LEFT_OPEN.search(line)
    ]
    assert found == []


def test_package_files_are_empty() -> None:
    """Importing a package runs nothing; packages of models are Django's one exception."""
    full = {name(path) for path in files(".py") if path.name == "__init__.py" and path.read_text().strip()}
    assert {each for each in full if not each.endswith("/models/__init__.py")} == set()


def test_pages_ask_no_other_server() -> None:
    found = [
        f"{name(path)}:{number}"
        for path in files(".html", ".css", ".js", ".svg", under=("templates", "static"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OUTSIDE.search(HARMLESS.sub("", line))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "outside"),
    [
        ('<script src="https://cdn.example/x.js">', True),
        ("@import url(//fonts.example/a.css);", True),
        ('<svg xmlns="http://www.w3.org/2000/svg">', False),
        ('<input placeholder="https://www.example.gov.cn/">', False),
        ("// a comment in a script", False),
    ],
)
def test_an_outside_address_is_recognised(line: str, outside: bool) -> None:
    assert bool(OUTSIDE.search(HARMLESS.sub("", line))) is outside


def test_every_template_is_used() -> None:
    folder = ROOT / "templates"
    texts = "\n".join(
        path.read_text(encoding="utf-8") for path in files(".py", ".html", under=(*APPS, "templates"))
    )
    unused = [
        found
        for path in sorted(folder.rglob("*.html"))
        if (found := path.relative_to(folder).as_posix()) not in texts and not FOUND_BY_DJANGO.match(found)
    ]
    assert unused == []
