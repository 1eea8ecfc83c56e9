"""The check-up: each kind of finding, with its task, place and what to do."""

from __future__ import annotations

import datetime as dt

import pytest

from importer.draft import Finding, PlanDraft, Severity
from importer.grid import Document, Paragraph, Place
from importer.interpret.assume import assume_year
from importer.interpret.plan import interpret
from importer.interpret.printout import render
from tests.importer.interpret.test_tables import table


def check(
    *texts: str, due: str = "长期", units: str = "办公室", title: str = "河湾县档案局2024年重点任务分工方案"
) -> PlanDraft:
    rows = [f"{text}|{units}|{due}" for text in texts]
    blocks = (Paragraph(title, Place(line=1)), table("工作任务|责任单位|完成时限", *rows))
    return interpret(Document(blocks, "test"))


def finding(plan: PlanDraft, code: str) -> Finding:
    found = [finding for finding in plan.findings if finding.code == code]
    assert len(found) == 1
    assert found[0].message
    return found[0]


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        ("建立2023年重点任务台账，逐项销号。", "stale_year", Severity.WARNING),
        ("更新我办权责清单和办事指南。", "our_office", Severity.WARNING),
        ("积极向《 交流》投稿，宣传好做法。", "words_lost", Severity.WARNING),
        ("不再开展第三方评估和满意度排名。", "prohibition", Severity.INFO),
        ("意见不予釆纳的，要说明理由。", "look_alike", Severity.WARNING),
        ("每月报送信息，每年组织一次演练。", "several_duties", Severity.WARNING),
    ],
)
def test_what_the_words_of_a_task_say(text: str, code: str, severity: Severity) -> None:
    found = finding(check("组织两期培训班。", text), code)
    assert (found.severity, found.task, found.place) == (severity, 1, Place(table=1, row=3))
    assert not [finding for finding in check("组织两期培训班。").findings if finding.code == code]


def test_look_backs_and_cited_plans_are_not_stale() -> None:
    plan = check("对2023年工作要点落实情况开展回头看。", "落实《关于印发2023年管理方案的通知》要求。")
    assert "stale_year" not in {finding.code for finding in plan.findings}


def test_only_prohibitions_want_no_light() -> None:
    plan = check("不得以任何名义摊派任务。", "规范收费公示，严禁乱收费。")
    assert [task.directive for task in plan.tasks] == [False, True]


def test_dates_without_a_year_ask_for_the_issue_date() -> None:
    plan = check("组织两期培训班。", due="9月底前")
    assert finding(plan, "issue_date_unknown").severity is Severity.QUESTION
    assumed = finding(plan, "year_assumed")
    assert (assumed.subject, assumed.task) == ("9月底前", 0)
    assert plan.tasks[0].deadline.date == dt.date(2024, 9, 30)
    told = interpret(
        Document((table("工作任务|责任单位|时限", "组织两期培训班。|办公室|9月底前"),), "test"),
        issued_on=dt.date(2024, 10, 8),
    )
    assert told.tasks[0].deadline.date == dt.date(2025, 9, 30)
    assert "issue_date_unknown" not in {finding.code for finding in told.findings}


def test_no_year_at_all_leaves_dates_open_until_one_is_assumed() -> None:
    plan = check("组织两期培训班。", due="9月底前", title="任务安排")
    assert plan.tasks[0].deadline.date is None
    assert finding(plan, "year_unknown").severity is Severity.QUESTION
    assert assume_year(plan, 2031).tasks[0].deadline.date == dt.date(2031, 9, 30)
    dated = check("组织两期培训班。", due="9月底前")
    assert assume_year(dated, 2031) == dated


def test_deadlines_without_a_day_and_with_several() -> None:
    assert finding(check("组织培训。", due="按规定时限"), "deadline_open").subject == "按规定时限"
    assert (
        "6月底前"
        in finding(check("组织培训。", due="6月底前筹备，10月底前完成"), "several_deadlines").message
    )


def test_units_that_are_missing_odd_or_many() -> None:
    assert finding(check("组织两期培训班。", units="/"), "no_unit").task == 0
    assert finding(check("组织两期培训班。", units="各科室"), "collective").subject == "各科室"
    assert finding(check("组织两期培训班。", units="人事科、张文"), "unit_odd").subject == "张文"


def test_the_same_text_twice() -> None:
    plan = check("组织两期培训班。", "更新办事指南。", "组织两期培训班。")
    assert (finding(plan, "same_text").task, finding(plan, "same_text").message[:6]) == (2, "与第 1 条")


def test_heading_numbers_that_leave_one_out() -> None:
    rows = ("重点任务|措施|责任单位", "一、抓基础|组织培训班。|人事科", "三、抓监督|开展检查工作。|监督科")
    plan = interpret(Document((table(*rows),), "test"))
    assert finding(plan, "heading_order").subject == "三、抓监督"


def test_the_printout_holds_facts_outline_sums_and_findings() -> None:
    printed = render(check("组织两期培训班，每年不少于1次。", due="9月底前", units="人事科牵头，各科室配合"))
    for words in (
        "河湾县档案局2024年重点任务分工方案",
        "发文单位：河湾县档案局",
        "牵头：人事科；配合：各科室（统称）",
        "时限：2024-09-30（9月底前），每年",
        "原表 2 行 = 任务 1 + 表头 1",
        "待确认：",
    ):
        assert words in printed
