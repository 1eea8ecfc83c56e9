"""Plans without a table: drawn paragraphs with drawn annotations come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.grid import Document, Paragraph, Place
from importer.interpret.annotation import cut
from importer.interpret.errors import NoPlan
from importer.interpret.plan import interpret
from tests.importer.interpret.strategies import sentences, units

FORMS = (
    "（{lead}牵头，{assist}配合）",
    "（牵头单位：{lead}；配合单位：{assist}）",
    "〔牵头单位：{lead}；配合单位：{assist}〕",
    "【牵头单位：{lead}】【配合单位：{assist}】",
    "牵头单位：{lead}；配合单位：{assist}。",
    "\n牵头单位：{lead}\n配合单位：{assist}",
)


def document(text: str) -> Document:
    lines = text.split("\n")
    return Document(tuple(Paragraph(line, Place(line=n)) for n, line in enumerate(lines, 1)), "test")


jobs = st.tuples(sentences(), st.lists(units, min_size=2, max_size=4, unique=True), st.sampled_from(FORMS))


@given(st.lists(st.lists(jobs, min_size=1, max_size=3), min_size=1, max_size=3))
def test_numbered_paragraphs_with_units_behind_them(chapters: list[list[tuple[str, list[str], str]]]) -> None:
    lines, expected = ["河湾县2024年便民服务工作要点"], []
    for number, chapter in enumerate(chapters):
        heading = "一二三"[number] + "、抓好便民服务"
        lines.append(heading)
        for item, (sentence, names, form) in enumerate(chapter, 1):
            lines.append(f"{item}.{sentence}" + form.format(lead=names[0], assist="、".join(names[1:])))
            roles = [("lead", names[0]), *(("assist", name) for name in names[1:])]
            expected.append(((heading,), str(item), sentence, roles))
    plan = interpret(document("\n".join(lines)))
    read = [
        (task.path, task.number, task.text, [(unit.role, unit.name) for unit in task.units])
        for task in plan.tasks
    ]
    assert read == expected
    assert plan.rows.balances()
    assert plan.title == "河湾县2024年便民服务工作要点"


@pytest.mark.parametrize(
    ("text", "body", "names", "deadline"),
    [
        (
            "公布清单。（档案科、财务科负责，11月底前完成）",
            "公布清单。",
            ["档案科", "财务科"],
            "11月底前完成",
        ),
        ("公布清单。（责任单位：档案科；完成时限：长期）", "公布清单。", ["档案科"], "长期"),
        ("公布清单。〔档案科〕", "公布清单。", ["档案科"], None),
        ("完成时限：6月底前", "", [], "6月底前"),
        ("公布清单（含附表）。", "公布清单（含附表）。", [], None),
        ("报送材料（档案科）。", "报送材料（档案科）。", [], None),
        ("由牵头单位主动对接。", "由牵头单位主动对接。", [], None),
    ],
)
def test_what_stands_behind_a_text(text: str, body: str, names: list[str], deadline: str | None) -> None:
    rest, said = cut(text)
    assert (rest, [unit.name for unit in said.units], said.deadline) == (body, names, deadline)


def test_a_heading_line_above_an_unnumbered_text() -> None:
    plan = interpret(
        document(
            "一、信息公开\n（一）更新职能\n各科要对照规定更新职能信息。\n责任单位：办公室\n完成时限：长期"
        )
    )
    assert [(task.path, task.number, task.text) for task in plan.tasks] == [
        (("一、信息公开", "（一）更新职能"), None, "各科要对照规定更新职能信息。")
    ]
    assert plan.tasks[0].deadline.kind == "long_term"


def test_items_above_one_annotation_share_it_and_a_person_is_told() -> None:
    plan = interpret(document("（一）规范窗口\n1.统一标识。\n2.加强培训。（办公室负责）"))
    assert [[unit.name for unit in task.units] for task in plan.tasks] == [["办公室"], ["办公室"]]
    assert [finding.task for finding in plan.findings if finding.code == "units_shared"] == [0]


def test_paragraphs_without_units_are_told_and_left_out() -> None:
    plan = interpret(document("一、公开目录。（责任单位：办公室）\n二、加强领导。各科要重视。"))
    assert len(plan.tasks) == 1
    assert any("加强领导" in finding.message for finding in plan.findings)


@pytest.mark.parametrize("text", ["今天天气晴好。", "各科室：\n现将材料印发给你们。\n一、请认真学习。", ""])
def test_no_plan_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(NoPlan, match="没有找到分工表"):
        interpret(document(text))
