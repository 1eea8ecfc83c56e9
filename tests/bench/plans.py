"""Long made-up plans as files, the same each time: ``python -m tests.bench.plans KIND ROWS FILE``."""

from __future__ import annotations

import random
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from importer.interpret import numbering
from importer.interpret.numbering import Style

TITLE = "河湾县2026年重点工作任务分工方案"
HEADER = ("工作类别", "重点事项", "序号", "工作任务", "牵头单位", "配合单位", "完成时限")
_VERBS = ("完善", "公布", "梳理", "更新", "开展", "检查", "建立", "优化", "汇总", "修订")
_THINGS = ("办事指南", "权责清单", "窗口服务规范", "培训课程", "档案目录", "便民地图", "应急预案", "公开栏目")
_WAYS = ("做到底数清楚、口径一致", "方便群众查阅和使用", "确保内容准确无误", "结果及时反馈给提出意见的单位")
_UNITS = (
    "办公室",
    "法规科",
    "财务股",
    "信息中心",
    "规划实施科",
    "县档案馆",
    "住房和城乡建设局",
    "青禾镇人民政府",
)
_DUE = (
    "长期",
    "2026年9月底前",
    "2026年12月20日",
    "10月31日前",
    "每季度末",
    "印发后15日内",
    "12月底前",
    "全年",
)
_SEED = 20260721

Cell = tuple[str, int, bool]
"""Text, how many rows it is merged over, and whether it only goes on from above."""


def rows(count: int) -> Iterator[list[Cell]]:
    """Rows of a plan: headings of two levels merged downwards, everything else a cell a row."""
    draw = random.Random(_SEED)
    left = [0, 0]
    numbers = [0, 0]
    for number in range(1, count + 1):
        headings: list[Cell] = []
        for level, (style, most) in enumerate(((Style.HAN, 40), (Style.HAN_BRACKET, 6))):
            if left[level] == 0:
                numbers[level] = numbers[level] % 90 + 1
                left[level] = min(draw.randint(2, most), count - number + 1)
                if level == 0:
                    left[1], numbers[1] = 0, 0
                else:
                    left[1] = min(left[1], left[0])
                text = numbering.render(style, numbers[level]) + draw.choice(_VERBS) + draw.choice(_THINGS)
                headings.append((text, left[level], False))
            else:
                headings.append(("", 1, True))
        left = [left[0] - 1, left[1] - 1]
        lead, *assist = draw.sample(_UNITS, draw.randint(1, 4))
        words = "，".join(draw.choice(_VERBS) + draw.choice(_THINGS) for _ in range(draw.randint(2, 4)))
        body = (str(number), f"{words}，{draw.choice(_WAYS)}。", lead, "、".join(assist), draw.choice(_DUE))
        yield [*headings, *((text, 1, False) for text in body)]


def write_word(path: Path, count: int) -> None:
    """As Word saves it: every run with its fonts, every cell with its width."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        with package.open("word/document.xml", "w") as part:
            part.write(f"{_HEAD}<w:document {_WORD}><w:body>{_paragraph(TITLE)}<w:tbl>{_GRID}".encode())
            part.write(_row([(name, 1, False) for name in HEADER]).encode())
            for row in rows(count):
                part.write(_row(row).encode())
            part.write(b"</w:tbl><w:sectPr/></w:body></w:document>")


def _row(cells: list[Cell]) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(map(_cell, cells))}</w:tr>"


def _cell(cell: Cell) -> str:
    text, height, goes_on = cell
    merge = '<w:vMerge w:val="restart"/>' if height > 1 else "<w:vMerge/>" if goes_on else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="1300" w:type="dxa"/>{merge}</w:tcPr>{_paragraph(text)}</w:tc>'


def _paragraph(text: str) -> str:
    run = f"<w:r><w:rPr>{_FONTS}</w:rPr><w:t>{escape(text)}</w:t></w:r>" if text else ""
    return f'<w:p><w:pPr><w:jc w:val="left"/><w:rPr>{_FONTS}</w:rPr></w:pPr>{run}</w:p>'


def write_excel(path: Path, count: int) -> None:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("任务清单")
    sheet.merge_range(0, 0, 0, len(HEADER) - 1, TITLE)
    sheet.write_row(1, 0, HEADER)
    for number, row in enumerate(rows(count), start=2):
        for column, (text, height, goes_on) in enumerate(row):
            if height > 1:
                sheet.merge_range(number, column, number + height - 1, column, text)
            elif not goes_on:
                sheet.write_string(number, column, text)
    book.close()


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_FONTS = '<w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hint="eastAsia"/><w:sz w:val="21"/>'
_GRID = "<w:tblPr/><w:tblGrid>" + '<w:gridCol w:w="1300"/>' * len(HEADER) + "</w:tblGrid>"

if __name__ == "__main__":
    kind, number_of_rows, target = sys.argv[1:]
    {"docx": write_word, "xlsx": write_excel}[kind](Path(target), int(number_of_rows))
