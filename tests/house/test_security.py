"""Rules of security that a look at the text can hold, and a document that says which test shows what."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.conftest import ROOT
from tests.house.sources import APPS, files, name

DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ITEMS = (ROOT / "tests" / "house" / "security_items.txt").read_text(encoding="utf-8").split()
NODE = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?(?:::(\w+))?`")
RANGE = re.compile(r"V(\d+)\.(\d+)\.(\d+)–(\d+)")
# Where text is called safe for HTML: documents of our own without raw HTML; marks around escaped words.
SAFE_TEXT = {"guide/reading.py", "common/templatetags/found.py"}
ROWS = [
    line
    for line in DOCUMENT.splitlines()
    if re.match(r"\| (V\d|身份|访问|安全审计|入侵|恶意|可信|数据|剩余|个人)", line)
]
SECRETS = {
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "cloud key": re.compile(r"\b(?:AKIA|LTAI)[0-9A-Za-z]{16,}\b"),
    "token": re.compile(r"\b(?:ghp|gho|glpat|xox[bp])[-_][0-9A-Za-z-]{20,}"),
    "robot": re.compile(r"(?:webhook/send\?key=|access_token=)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{20,}"),
}


def ids(row: str) -> list[str]:
    """The items of a row; “V6.2.1–3” stands for three."""
    cell = row.split("|")[1]
    found = re.findall(r"V\d+\.\d+\.\d+(?!\d|–)", cell)
    for chapter, section, first, last in RANGE.findall(cell):
        found += [f"V{chapter}.{section}.{number}" for number in range(int(first), int(last) + 1)]
    return found


def test_every_item_is_answered_once() -> None:
    answered = [each for row in ROWS for each in ids(row)]
    assert sorted(answered) == sorted(ITEMS)
    assert len(ITEMS) == len(set(ITEMS)) > 200


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_every_row_has_a_test_or_a_reason(row: str) -> None:
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 3
    assert all(cells)
    assert NODE.search(cells[2]) or cells[2].startswith(("不适用", "由部署负责", "未做", "人工"))


def test_most_that_apply_are_shown_by_a_test() -> None:
    applying = [row for row in ROWS if "| 不适用" not in row]
    shown = [row for row in applying if NODE.search(row)]
    assert len(shown) >= 0.9 * len(applying)


@pytest.mark.parametrize("node", sorted(set(NODE.findall(DOCUMENT))), ids="::".join)
def test_every_test_named_is_there(node: tuple[str, str, str]) -> None:
    path, *names = node
    scope: list[ast.stmt] = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    assert Path(path).name.startswith("test_")
    for wanted in filter(None, names):
        found = [
            each for each in scope if isinstance(each, ast.FunctionDef | ast.ClassDef) and each.name == wanted
        ]
        assert found, wanted
        scope = found[0].body


def calls(source: str) -> Iterator[tuple[int, str]]:
    """(line, name) of every call and of every name that makes text safe."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func).rsplit(".", 1)[-1]
            for word in node.keywords:
                if word.arg == "shell" and getattr(word.value, "value", False):
                    yield node.lineno, "shell=True"


FORBIDDEN = {"eval", "exec", "shell=True", "csrf_exempt", "RawSQL", "raw", "extra", "popen", "system"}
UNSAFE = {"mark_safe", "SafeString"}


def test_no_code_from_data_no_shell_no_raw_query() -> None:
    found = [
        f"{name(path)}:{line} {called}"
        for path in files(".py", under=APPS)
        for line, called in calls(path.read_text(encoding="utf-8"))
        if called in FORBIDDEN or (called in UNSAFE and name(path) not in SAFE_TEXT)
    ]
    assert found == []


def test_no_pickle_and_no_chance_for_secrets() -> None:
    found = [
        f"{name(path)}: {node.names[0].name if isinstance(node, ast.Import) else node.module}"
        for path in files(".py", under=("common", "units", "api"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and node.names[0].name in {"pickle", "marshal", "shelve", "random"})
        or (isinstance(node, ast.ImportFrom) and node.module in {"pickle", "marshal", "shelve", "random"})
    ]
    assert found == []


def test_templates_hold_no_script_and_no_unescaped_text() -> None:
    unsafe = re.compile(
        r"\|\s*safe\b|autoescape off|<script(?![^>]*\bsrc=)|\son\w+=\"|\sstyle=\"|javascript:", re.IGNORECASE
    )
    found = [
        f"{name(path)}: {hit[0]}"
        for path in files(".html", under=("templates",))
        for hit in unsafe.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_form_that_sends_carries_the_token() -> None:
    found = [
        name(path)
        for path in files(".html", under=("templates",))
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text("utf-8"), re.DOTALL)
        if "csrf_token" not in form
    ]
    assert found == []


def test_scripts_write_no_markup() -> None:
    writes = re.compile(
        r"\.(?:innerHTML|outerHTML)\s*\+?=|insertAdjacentHTML|document\.write|postMessage|localStorage"
    )
    found = [
        f"{name(path)}: {hit[0]}"
        for path in files(".js", under=("static",))
        for hit in writes.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def views(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in patterns:
        yield from views(each.url_patterns) if isinstance(each, URLResolver) else [each]


def test_no_view_is_free_of_the_token() -> None:
    """The interface for programs reads with a token of its own and takes no cookie."""
    free = [
        each for each in views(get_resolver().url_patterns) if getattr(each.callback, "csrf_exempt", False)
    ]
    assert {each.callback.__module__.split(".")[0] for each in free} == {"ninja"}


def test_no_secret_is_kept_here() -> None:
    kept = [
        *files(".py", ".html", ".js", ".sh", ".toml"),
        *ROOT.glob("*.yml"),
        *ROOT.glob("*.md"),
        *ROOT.glob(".env*"),
    ]
    found = [
        f"{name(path)}: {kind}"
        for path in kept
        if path != Path(__file__)
        for kind, sign in SECRETS.items()
        if sign.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_package_is_pinned() -> None:
    """What runs is what was looked at: each package, also one that another brings, has one version here."""
    lines = [
        line.split(" #")[0].split(";")[0].strip()
        for path in ("requirements.txt", "requirements-dev.txt", "constraints.txt")
        for line in (ROOT / path).read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith(("#", "-r"))
    ]
    assert [line for line in lines if not re.fullmatch(r"[\w.\[\]-]+==[\w.]+", line)] == []
    pinned = {re.split(r"[=\[]", line)[0].lower().replace("_", "-") for line in lines}
    direct = {
        re.split(r"[=\[]", line)[0].lower().replace("_", "-")
        for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    assert direct <= pinned
