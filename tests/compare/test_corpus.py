"""Likeness measured on real plans: links found against a list made by hand (corpus_links.txt)."""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path

import pytest

from compare.matching import Clause, propose
from tests.conftest import CORPUS

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus does not lie beside the project")
LISTED = Path(__file__).with_name("corpus_links.txt")
PRECISION, RECALL = 0.95, 0.90
Pair = tuple[int, int]


def listed() -> dict[Pair, tuple[list[set[Pair]], set[Pair]]]:
    """By the two plans: links that must be found, each in one of several ways; links that may be."""
    found = {}
    for line in LISTED.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        plans, *words = line.split()
        must: list[set[Pair]] = []
        may: set[Pair] = set()
        for word in words:
            before, sign, after = re.split("([=~])", word)
            ways = {(int(before), int(each)) for each in after.split("|")}
            if sign == "=":
                must.append(ways)
            else:
                may |= ways
        one, other = plans.split("-")
        found[int(one), int(other)] = must, may
    return found


def clauses(number: int) -> list[Clause]:
    plan = json.loads((CORPUS / "gold" / f"seed-{number}.json").read_text("utf-8"))
    return [
        Clause(place, task["text"], (task["path"] or [""])[-1]) for place, task in enumerate(plan["tasks"], 1)
    ]


def test_the_links_between_the_five_plans_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    right = wrong = missed = 0
    for (one, other), (must, may) in listed().items():
        found = {(each.before, each.after) for each in propose(clauses(one), clauses(other))}
        meant = set().union(*must)
        right += len(found & meant)
        wrong += len(found - meant - may)
        missed += sum(not ways & found for ways in must)
    precision, recall = right / (right + wrong), right / (right + missed)
    with capsys.disabled():
        pass
    assert precision >= PRECISION
    assert recall >= RECALL


def test_every_pair_of_plans_is_listed_and_every_place_exists() -> None:
    found = listed()
    assert set(found) == {(one, other) for one in range(5) for other in range(one + 1, 5)}
    sizes = [len(clauses(number)) for number in range(5)]
    for (one, other), (must, may) in found.items():
        for before, after in may.union(*must):
            assert 1 <= before <= sizes[one]
            assert 1 <= after <= sizes[other]
        assert len({before for ways in must for before, _ in islice(ways, 1)}) == len(must)
