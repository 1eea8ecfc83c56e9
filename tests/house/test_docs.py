"""The documents say what is true: links lead somewhere, settings and commands are listed, log-ins hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongkai.demo import logins
from tests.conftest import ROOT
from tests.house.sources import APPS, files, name

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
READMES = ("README.md", "README.en.md")
LINK = re.compile(r"\]\(([^)\s]+)\)")
READ = re.compile(
    r"""(?:\benv(?:\.\w+)?\(|\bnetworks\(|\bone_of\(|environ(?:\.get)?[(\[])\s*["']([A-Z][A-Z0-9_]+)["']"""
)
# Set by whoever starts a process, not by whoever runs the product.
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "GONGKAI_PROCESS", "PATH", "SYSTEMROOT", "LD_LIBRARY_PATH"}


def text(*path: str) -> str:
    return ROOT.joinpath(*path).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document: Path) -> None:
    links = [link.split("#")[0] for link in LINK.findall(document.read_text(encoding="utf-8"))]
    missing = [each for each in links if each and "://" not in each and not (document.parent / each).exists()]
    assert missing == []


def test_every_document_is_listed() -> None:
    listed = set(LINK.findall(text("docs", "README.md")))
    assert {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"} <= listed


def test_every_setting_is_listed() -> None:
    read = {
        variable
        for path in [
            *files(".py", under=APPS),
            ROOT / "script" / "supervise.py",
            ROOT / "deploy" / "gunicorn.conf.py",
        ]
        for variable in READ.findall(path.read_text(encoding="utf-8"))
    }
    listed = set(re.findall(r"^\| `([A-Z0-9_]+)`", text("docs", "settings.md"), re.MULTILINE))
    assert len(read) > 15
    assert read - NOT_OURS == listed


def test_the_example_of_the_environment_is_listed() -> None:
    named = set(re.findall(r"^([A-Z0-9_]+)=", text(".env.example"), re.MULTILINE))
    compose = text("docker-compose.yml")
    listed = text("docs", "settings.md")
    assert all(f"`{variable}`" in listed or f"${{{variable}" in compose for variable in named)


def test_every_command_is_listed() -> None:
    commands = {path.stem for path in files(".py", under=APPS) if path.parent.name == "commands"} - {
        "__init__"
    }
    listed = text("docs", "README.md")
    assert {command for command in commands if f"`{command}" not in listed} == set()


def test_every_listed_command_is_there() -> None:
    commands = {path.stem for path in files(".py", under=APPS) if path.parent.name == "commands"}
    _, _, table = text("docs", "README.md").partition("## Commands")
    listed = {
        word
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for word in re.findall(r"`(\w+)", row)
    }
    assert listed <= commands


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_the_log_ins(readme: str) -> None:
    for account, _, password in logins.logins():
        assert f"`{account}`" in text(readme)
        assert password in text(readme)


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_the_two_commands(readme: str) -> None:
    for command in ("script/server", "script/test"):
        assert command in text(readme)
        assert ROOT.joinpath(command).is_file()


@pytest.mark.parametrize("readme", READMES)
def test_pictures_are_small(readme: str) -> None:
    pictures = [ROOT / each for each in LINK.findall(text(readme)) if each.endswith(".png")]
    assert pictures
    assert {name(each): each.stat().st_size for each in pictures if each.stat().st_size > 250_000} == {}
