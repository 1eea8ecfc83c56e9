"""The corpus beside the project: every readable document is recognised as its gold says, row for row."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from importer.interpret.assume import assume_year
from importer.interpret.plan import interpret
from importer.readers import registry
from tests.conftest import CORPUS

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus does not lie beside the project")
# These take LibreOffice, which not every machine has.
_OFFICE = {".doc", ".wps", ".xls", ".et"}


def _documents() -> list[tuple[Path, Path]]:
    return [
        (gold, document)
        for base in (CORPUS, CORPUS / "made")
        for gold in sorted((base / "gold").glob("*.json"))
        for document in sorted((base / "docs").glob(gold.stem + ".*"))
        if document.suffix not in _OFFICE
    ]


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_score", CORPUS / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("gold", "document"), _documents(), ids=lambda path: path.name)
def test_a_document_is_read_as_its_gold_says(gold: Path, document: Path, scorer: ModuleType) -> None:
    plan = assume_year(interpret(registry.read(document.read_bytes(), document.name)), 2000)
    result, misses = scorer.score(json.loads(gold.read_text("utf-8")), plan.as_json())
    assert result["perfect"] == result["tasks"], misses[:5]
    assert result["invented"] == 0
    assert plan.rows.balances()
