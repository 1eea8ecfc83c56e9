"""Whatever is uploaded ends in a plan or in one sentence; the full run is ``script/bench hostile``."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pytest

from tests.importer.hostile import containers, markup, words
from tests.importer.hostile.mutations import HONEST, mutations
from tests.importer.hostile.ways import ending, through_the_process

KINDS = {**containers.KINDS, **markup.KINDS, **words.KINDS}
_SECONDS = 4.0  # of processor time; most take a few thousandths
_MUTATIONS = 2_000


def test_there_are_kinds_enough() -> None:
    assert len(KINDS) == len(containers.KINDS) + len(markup.KINDS) + len(words.KINDS) >= 60


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_has_its_ending(name: str) -> None:
    data, expected = KINDS[name]
    begun = time.process_time()
    assert ending(data, "方案.docx") == expected
    assert time.process_time() - begun < _SECONDS


@pytest.mark.parametrize("name", HONEST)
def test_no_honest_file_is_refused(name: str) -> None:
    assert ending(HONEST[name], name) == "read"


def test_thousands_of_mutations_end_in_a_verdict() -> None:
    begun = time.process_time()
    for name, data in mutations(_MUTATIONS):
        ending(data, name)
    assert time.process_time() - begun < 60


@pytest.mark.parametrize(
    "name",
    ["billion laughs", "whole sheet merged", "last cell of a sheet", "tables in tables", "arrays in arrays"],
)
def test_the_reading_process_answers_and_leaves_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    data, expected = KINDS[name]
    assert through_the_process(data, "方案.docx") == expected
    assert not caplog.records
    assert list(tmp_path.iterdir()) == []


def test_mutations_through_the_reading_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name, data in mutations(8, seed=4):
        through_the_process(data, name)
    assert list(tmp_path.iterdir()) == []
