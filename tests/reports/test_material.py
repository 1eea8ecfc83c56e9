"""What a person sees of a year as files from the command line: the same words as on the pages."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from tests.reports.world import NOW, World


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_circular_is_that_of_the_page(drawn: World, client: Client, tmp_path: Path) -> None:
    leader = drawn.user("parks leader")
    call_command("export_material", leader.username, str(tmp_path / "a.txt"), year=2026)
    client.force_login(leader)
    page = html.unescape(client.get("/dashboard/circular/?year=2026").content.decode())
    written = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert "2026年政务公开工作共涉及" in written
    assert written in page.replace("\r\n", "\n")


def test_the_material_is_of_what_the_person_sees(drawn: World, tmp_path: Path) -> None:
    for name, bureau in (("parks office", "园林局"), ("sports office", "体育局")):
        path = tmp_path / f"{bureau}.docx"
        call_command("export_material", drawn.user(name).username, str(path), year=2026)
        paragraphs = [each.text for each in docx.Document(str(path)).paragraphs]
        assert f"{bureau}2026年政府信息公开工作年度报告素材" in paragraphs[0]


@pytest.mark.parametrize(
    ("who", "file", "year", "why"),
    [
        ("parks office", "a.pdf", 2026, "结尾"),
        ("parks office", "a.txt", 1999, "没有可看的计划"),
        ("parks office", "none/a.txt", 2026, "不能写入"),
        ("admin", "a.txt", 2026, "不查看计划内容"),
        ("auditor", "a.docx", None, "不查看计划内容"),
    ],
)
def test_what_cannot_be_made_is_refused_with_a_sentence(
    drawn: World, tmp_path: Path, who: str, file: str, year: int | None, why: str
) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("export_material", drawn.user(who).username, str(tmp_path / file), year=year)
    with pytest.raises(CommandError, match="没有账号"):
        call_command("export_material", "nobody-here", str(tmp_path / "a.txt"), year=2026)
    assert list(tmp_path.iterdir()) == []
