"""A document reworded from end to end finds its tasks, and narrowing the search loses none of them."""

from __future__ import annotations

import random

import pytest
from rapidfuzz import fuzz

from importer import likeness
from importer.diff import FIELDS, Entry, diff
from importer.likeness import Likeness
from tests.bench import plans

REWORDED = {
    "完善": "健全",
    "公布": "对外公开",
    "梳理": "清理",
    "更新": "及时调整",
    "开展": "组织",
    "建立": "设立",
    "修订": "修改",
    "办事指南": "服务指南",
    "方便": "便于",
}


def sides(count: int) -> tuple[list[Entry], list[Entry]]:
    """A plan and the same one with other words in every task and every number three further on."""
    draw = random.Random(7)
    old, new, path = [], [], ["", ""]
    for row in plans.rows(count):
        path = [cell[0] or above for cell, above in zip(row, path, strict=False)]
        number, text = row[2][0], row[3][0]
        later = text
        for before, after in REWORDED.items():
            later = later.replace(before, after) if draw.random() < 0.6 else later
        old.append(entry(number, number, text, path))
        new.append(entry(number, str(int(number) + 3), f"进一步{later}", path))
    return old, new


def entry(key: str, number: str, text: str, path: list[str]) -> Entry:
    words = {**dict.fromkeys(FIELDS, ""), "number": number, "text": text, "heading": "／".join(path)}
    return Entry(key, tuple(path), words)


def found_again(old: list[Entry], new: list[Entry]) -> int:
    return sum(
        bool(pair.before and pair.after and pair.before.key == pair.after.key) for pair in diff(old, new)
    )


def test_narrowed_search_finds_as_many_as_a_full_one(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = sides(400)
    full = found_again(old, new)
    monkeypatch.setattr(likeness, "_ALL", 100)
    monkeypatch.setattr(likeness, "_COMPARED", 100)
    narrowed = found_again(old, new)
    assert full >= 390
    assert narrowed >= full


def test_a_reworded_task_far_from_its_place_is_found_by_its_rare_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(likeness, "_ALL", 100)
    texts = {number: row[3][0] for number, row in enumerate(plans.rows(1_000))}
    texts[990] = "编制湿地公园候鸟监测年度报告"
    found = Likeness(texts).like("编制并公布湿地公园候鸟监测报告", 0.0, cutoff=58, limit=3)
    assert list(found) == [990]


def test_few_texts_are_all_compared() -> None:
    texts = {number: row[3][0] for number, row in enumerate(plans.rows(50))}
    found = Likeness(texts).like("完善办事指南", 1.0, cutoff=20, limit=50)
    assert found == {
        k: score for k, text in texts.items() if (score := fuzz.ratio("完善办事指南", text)) >= 20
    }
