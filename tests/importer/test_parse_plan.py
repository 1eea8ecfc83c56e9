"""The command: prints the recognised plan, exit 0; refuses with one Chinese sentence, exit 2; no database."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

PLAN = """# 河湾县档案局2024年重点任务分工方案

| 工作任务 | 责任单位 | 完成时限 |
| --- | --- | --- |
| 组织两期培训班。 | 人事科牵头，各科室配合 | {due} |
"""


def parse(path: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("parse_plan", str(path), *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.md"
    path.write_text(PLAN.format(due="9月底前"), "utf-8")
    return path


def test_json_has_the_agreed_form(plan: Path) -> None:
    read = json.loads(parse(plan, "--json", "--issued-on", "2024-10-08"))
    assert (read["title"], read["year"], read["issued_on"]) == (
        "河湾县档案局2024年重点任务分工方案",
        2024,
        "2024-10-08",
    )
    (task,) = read["tasks"]
    assert task["deadline"]["date"] == "2025-09-30"
    assert [(unit["name"], unit["role"], unit["group"]) for unit in task["units"]] == [
        ("人事科", "lead", False),
        ("各科室", "assist", True),
    ]


def test_the_printout_is_for_people(plan: Path) -> None:
    printed = parse(plan)
    assert "牵头：人事科；配合：各科室（统称）" in printed
    assert "原表 2 行 = 任务 1 + 表头 1" in printed


def test_a_file_without_a_plan_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("今天天气晴好。", "utf-8")
    errors = io.StringIO()
    with pytest.raises(SystemExit) as refused:
        call_command("parse_plan", str(path), stderr=errors)
    assert refused.value.code == 2
    assert errors.getvalue().count("\n") == 1
    assert "没有找到分工表" in errors.getvalue()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    errors = io.StringIO()
    with pytest.raises(SystemExit) as refused:
        call_command("parse_plan", str(tmp_path / "gone.docx"), stderr=errors)
    assert refused.value.code == 2
    assert "打不开文件" in errors.getvalue()
