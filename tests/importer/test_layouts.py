"""Plans in layouts that each taught the interpreter something; read as a careful person would read them."""

from __future__ import annotations

from io import BytesIO

import openpyxl

from importer.draft import PlanDraft, TaskDraft
from importer.interpret import plan
from importer.readers import registry

Cells = list[str | tuple[str, int, int]]


def page(*parts: str | list[Cells]) -> PlanDraft:
    """Paragraphs and tables; a cell may be (text, rows, columns)."""
    blocks = "".join(f"<p>{part}</p>" if isinstance(part, str) else drawn(part) for part in parts)
    return read(f"<html><meta charset=utf-8>{blocks}</html>".encode(), "方案.html")


def drawn(rows: list[Cells]) -> str:
    lines = []
    for row in rows:
        cells = [(cell, 1, 1) if isinstance(cell, str) else cell for cell in row]
        tags = (f"<td rowspan={high} colspan={wide}>{text}</td>" for text, high, wide in cells)
        lines.append(f"<tr>{''.join(tags)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def read(data: bytes, name: str) -> PlanDraft:
    drawn = plan.interpret(registry.read(data, name))
    assert drawn.rows.balances()
    return drawn


def texts(found: PlanDraft) -> list[tuple[str | None, str]]:
    return [(task.number, task.text) for task in found.tasks]


def who(task: TaskDraft) -> list[str]:
    return [f"{unit.name} {unit.role}" for unit in task.units]


def due(found: PlanDraft) -> list[str]:
    return [str(task.deadline.date or task.deadline.kind) for task in found.tasks]


def test_roles_in_brackets_of_every_kind() -> None:
    (task,) = page(
        "柳林县2026年河湖长制任务分工表",
        [
            ["序号", "具体措施", "责任单位"],
            ["1", "拆除违建码头。", "县交通运输局[牵头]、县公安局【协助】、县水务局（配合单位）"],
        ],
    ).tasks
    assert who(task) == ["县交通运输局 lead", "县公安局 assist", "县水务局 assist"]


def test_header_of_three_lines() -> None:
    found = page(
        [
            [("丰原市2026年安全生产任务分解表", 1, 6)],
            ["序<br>号", ("任务", 1, 2), ("责任分工", 1, 3)],
            ["", "一级任务", "二级任务", ("市级", 1, 2), "县级"],
            ["", "", "", "牵头单位", "配合单位", "责任单位"],
            ["1", ("隐患排查", 2, 1), "排查加油站。", "市应急管理局", "市商务局", "各县应急管理局"],
            ["2", "排查老旧电梯。", "市市场监管局", "市住房城乡建设局", "各县市场监管局"],
        ]
    )
    assert found.rows.headers == 3
    assert texts(found) == [("1", "排查加油站。"), ("2", "排查老旧电梯。")]
    assert [task.path for task in found.tasks] == [("隐患排查",), ("隐患排查",)]
    assert who(found.tasks[0]) == ["市应急管理局 lead", "市商务局 assist", "各县应急管理局 responsible"]


def test_deadlines_in_the_rows_of_headings() -> None:
    found = page(
        "青山县2026年重点工作台账",
        [
            ["序号", "任务", "责任单位"],
            [("一、上半年完成的事项（2026年6月底前完成）", 1, 3)],
            ["1", "印发档案目录。", "县档案馆"],
            [("二、年底前完成的事项", 1, 3)],
            ["2", "公布权责清单。", "县委编办"],
            ["3", "举办业务培训，10月底前完成。", "县人社局"],
            [("三、长期坚持的事项", 1, 3)],
            ["4", "受理群众来信。", "县信访局"],
            ["5", "每季度公布一次结果。", "县信访局"],
        ],
    )
    assert due(found) == ["2026-06-30", "2026-12-31", "2026-10-31", "long_term", "none"]
    assert found.tasks[0].deadline.reason.startswith("时限写在标题“一、上半年完成的事项")


def test_columns_of_quarters_say_when_and_what() -> None:
    found = page(
        "南坪区2026年项目推进计划表",
        [
            ["序号", "项目名称", "责任单位", "一季度", "二季度", "三季度目标", "四季度"],
            ["1", "图书馆搬迁", "区文旅局", "完成选址", "完成设计", "开工建设", "主体完工"],
            ["2", "河堤加固", "区水利局", "完成招标", "全部完工", "/", "/"],
        ],
    )
    assert found.title == "南坪区2026年项目推进计划表"
    assert texts(found) == [("1", "图书馆搬迁"), ("2", "河堤加固")]
    assert due(found) == ["2026-12-31", "2026-06-30"]
    assert found.tasks[1].remark == "一季度：完成招标；二季度：全部完工"


def test_a_table_printed_in_two_strips() -> None:
    found = page(
        "北溪街道2026年任务分工一览表",
        [
            ["序号", "工作任务", "责任科室"] * 2,
            ["1", "清理楼道杂物。", "城管办", "3", "核对老人名册。", "民政办"],
            ["2", "检修消防设施。", "平安办", "", "", ""],
        ],
    )
    assert texts(found) == [("1", "清理楼道杂物。"), ("2", "检修消防设施。"), ("3", "核对老人名册。")]
    assert who(found.tasks[2]) == ["民政办 responsible"]
    assert found.columns == ("序号", "工作任务", "责任科室")
    assert "strips_joined" in {finding.code for finding in found.findings}


def test_two_tables_with_their_headings_between_them() -> None:
    found = page(
        "梅溪区2026年民生实事责任分解方案",
        "一、常规工作",
        [["序号", "工作任务", "责任单位", "时限"], ["1", "更新低保对象名册。", "区民政局", "每季度末"]],
        "二、建设项目",
        [
            ["项目名称", "建设内容", "牵头单位", "配合单位", "完成时间"],
            ["湖滨步道", "新建步道三公里。", "区住建局", "湖滨街道办事处", "2026年11月"],
        ],
    )
    assert [task.path for task in found.tasks] == [("一、常规工作",), ("二、建设项目", "湖滨步道")]
    assert who(found.tasks[1]) == ["区住建局 lead", "湖滨街道办事处 assist"]


def test_one_heading_above_the_only_table_is_no_heading_of_the_plan() -> None:
    found = page(
        "柳林县2026年政务服务工作方案",
        "三、任务分工",
        [["工作任务", "责任单位"], ["1.公布窗口服务规范。", "县政务服务中心"]],
    )
    assert found.tasks[0].path == ()


def test_items_that_name_their_units_within_one_paragraph() -> None:
    found = read(
        """白沙区2026年城市更新工作方案
一、改造老旧小区
（一）摸清底数。1.完成房屋调查（责任单位：区住建局；完成时限：4月底前）。2.建立小区名册（责任单位：区住建局、各街道）。
（二）组织施工。落实资金。牵头单位：区住建局；配合单位：区财政局。其中，设计6月底前完成，施工11月底前完成。
""".encode(),
        "方案.txt",
    )
    first, second, third = found.tasks
    assert [(task.path[-1], task.number, task.text) for task in (first, second)] == [
        ("（一）摸清底数。", "1", "完成房屋调查"),
        ("（一）摸清底数。", "2", "建立小区名册"),
    ]
    assert (who(first), first.deadline.text) == (["区住建局 responsible"], "4月底前")
    assert who(third) == ["区住建局 lead", "区财政局 assist"]
    assert third.text.endswith("其中，设计6月底前完成，施工11月底前完成。")
    assert str(third.deadline.date) == "2026-11-30"


def test_a_list_in_markdown() -> None:
    found = read(
        """# 云台县2026年绿化工作计划

## 一、造林

- 1. 完成荒山造林两千亩。
  - 牵头单位：县林业局
  - 完成时限：9月底前
- 2. 补植行道树，**11月底前**完成。（县城管局牵头，各镇配合）
""".encode(),
        "计划.md",
    )
    assert texts(found) == [("1", "完成荒山造林两千亩。"), ("2", "补植行道树，11月底前完成。")]
    assert due(found) == ["2026-09-30", "2026-11-30"]
    assert who(found.tasks[0]) == ["县林业局 lead"]


def test_units_behind_a_heading_hold_for_the_items_below() -> None:
    found = read(
        """江北街道办事处2026年重点工作安排
一、平安建设（责任科室：平安办）
1.排查消防隐患，每季度一次。
2.调解邻里纠纷。
二、民生服务（责任科室：民政办、党群办）
1.建成社区食堂，9月底前完成。
""".encode(),
        "安排.txt",
    )
    assert [(task.path, task.number, len(task.units)) for task in found.tasks] == [
        (("一、平安建设",), "1", 1),
        (("一、平安建设",), "2", 1),
        (("二、民生服务",), "1", 2),
    ]
    assert found.tasks[2].text == "建成社区食堂，9月底前完成。"


def test_labelled_lines_below_paragraphs_without_a_number() -> None:
    found = read(
        """河东区财政局2026年政务公开任务分解
任务一：加强预算公开。
责任科室：预算科、国库科
任务二：规范采购信息。
责任科室：采购科（牵头），各业务科室
""".encode(),
        "分解.txt",
    )
    assert [who(task) for task in found.tasks] == [
        ["预算科 responsible", "国库科 responsible"],
        ["采购科 lead", "各业务科室 responsible"],
    ]


def test_a_clause_in_brackets_and_the_year_of_a_notice() -> None:
    found = page(
        "关于做好2026年热线工作的通知",
        [
            ["任务要求", "责任单位"],
            ["1.按期办结来电。", "县信访局<br>（县热线中心配合）"],
            ["2.公布结果。", "县信访局"],
        ],
    )
    assert found.year == 2026
    assert who(found.tasks[0]) == ["县信访局 responsible", "县热线中心 assist"]


def test_villages_as_units() -> None:
    found = page(
        "城南镇2026年镇村两级任务清单",
        [
            ["村（社区）", "任务", "完成时限", "包村干部"],
            ["东村", "修复灌渠两公里", "2026年5月", "赵六"],
            ["南社区", "加装电梯四部", "2026年底", "孙八"],
        ],
    )
    assert [who(task) for task in found.tasks] == [["东村 responsible"], ["南社区 responsible"]]


def test_a_header_set_vertically_and_full_width_digits() -> None:
    found = page(
        "清河区２０２６年重点任务表",
        [["序<br>号", "主<br>要<br>内<br>容", "牵<br>头<br>单<br>位"], ["１", "新增公厕三座", "区城管局"]],
    )
    assert (found.year, texts(found)) == (2026, [("1", "新增公厕三座")])
    assert who(found.tasks[0]) == ["区城管局 lead"]


def test_quoted_line_breaks_in_gb18030() -> None:
    words = '序号,工作任务,责任单位,完成时限\r\n1,"更新目录，\r\n并公布。","办公室,法规科",2026年6月底前\r\n'
    found = read((words + '2,"开展""回头看""。",督查科,全年\r\n').encode("gb18030"), "清单.csv")
    assert texts(found) == [("1", "更新目录，\n并公布。"), ("2", '开展"回头看"。')]
    assert who(found.tasks[0]) == ["办公室 responsible", "法规科 responsible"]


def test_hidden_rows_columns_and_sheets_of_a_workbook() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["东港区2026年度重点改革任务清单"],
        ["序号", "改革事项", "工作举措", "责任领导", "牵头单位", "配合单位"],
        [1, "投资审批", "推行并联审批", "张三", "区发改委", "区住建局\n区自然资源局"],
        [2, None, "公布审批流程图", "李四", "区政务服务局", "各镇街"],
    ):
        sheet.append(row)
    sheet.merge_cells("B3:B4")
    sheet.row_dimensions[4].hidden = sheet.column_dimensions["D"].hidden = True
    old = book.create_sheet("旧表")
    old.append(["序号", "任务", "单位"])
    old.sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    found = read(out.getvalue(), "清单.xlsx")
    assert [(task.path, task.text) for task in found.tasks] == [
        (("投资审批",), "推行并联审批"),
        (("投资审批",), "公布审批流程图"),
    ]
    assert {"hidden_rows", "hidden_sheets", "column_kept"} <= {finding.code for finding in found.findings}
