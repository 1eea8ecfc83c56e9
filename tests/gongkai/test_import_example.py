"""The document of the README's tour is read whole, and asks just what the tour says."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from gongkai.demo import content

EXAMPLE = content.FIXTURES / "demo" / "import-example.docx"


@pytest.fixture(scope="module")
def read() -> Any:
    output = StringIO()
    call_command("parse_plan", str(EXAMPLE), "--json", stdout=output)
    return json.loads(output.getvalue())


def test_every_task_is_read(read: Any) -> None:
    assert [task["number"] for task in read["tasks"]] == [str(n) for n in range(1, 13)]
    assert [task["path"][0][0] for task in read["tasks"]] == list("一一一二二二三三三四四四")
    assert read["rows"]["total"] == 13
    assert [task["deadline"]["kind"] for task in read["tasks"]] == [
        "date", "long_term", "date", "date", "relative", "none",
        "date", "long_term", "long_term", "long_term", "none", "date",
    ]  # fmt: skip


def test_units_have_their_roles(read: Any) -> None:
    roles = [[(unit["name"], unit["role"]) for unit in task["units"]] for task in read["tasks"]]
    assert roles[0] == [("运输管理科", "lead"), ("运输服务中心", "assist")]
    assert roles[6] == [("财务审计科", "coordinate"), ("公路养护中心", "implement")]
    assert roles[8] == [("规划建设科", "responsible"), ("财务审计科", "responsible")]


def test_one_unit_is_unknown_to_the_demo(read: Any) -> None:
    bureau = content.read("bureaus")["bureau"][0]
    known = {*bureau["sections"], *bureau["aliases"], *bureau["groups"]}
    assert {unit["name"] for task in read["tasks"] for unit in task["units"]} - known == {
        "交通信用管理办公室"
    }


def test_it_asks_for_the_year_and_the_day_of_issue(read: Any) -> None:
    questions = [each["message"] for each in read["findings"] if each["severity"] == "question"]
    assert len(questions) == 2
    assert any("年份" in message for message in questions)
    assert any("印发日期" in message for message in questions)
