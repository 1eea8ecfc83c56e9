"""docs/faults.md: every fault stands there once, with tests that exist or an open word that none does."""

from __future__ import annotations

import re

from tests.conftest import ROOT

ROW = re.compile(r"^\| (\d+) \|.*\| (.*) \|$", re.MULTILINE)
NODE = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
TEXT = ROOT.joinpath("docs", "faults.md").read_text(encoding="utf-8")


def test_the_fifty_rows_stand_there_once() -> None:
    assert [int(number) for number, _ in ROW.findall(TEXT)] == list(range(1, 51))


def test_each_row_has_a_test_or_says_that_it_has_none() -> None:
    silent = [
        number
        for number, shown in ROW.findall(TEXT)
        if not NODE.search(shown) and "**Not shown**" not in shown
    ]
    assert silent == []


def test_each_test_exists() -> None:
    nodes = NODE.findall(TEXT)
    assert len(nodes) > 60
    missing = [f"{path}::{name}" for path, name in nodes if not _is_there(path, name)]
    assert missing == []


def _is_there(path: str, name: str) -> bool:
    file = ROOT / path
    return file.is_file() and re.search(rf"^ *def {name}\(", file.read_text(), re.MULTILINE) is not None
