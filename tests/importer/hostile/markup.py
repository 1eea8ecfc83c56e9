"""XML and web pages that burst, nest, refer elsewhere, or say impossible things about rows and columns."""

from __future__ import annotations

from tests.importer.hostile.containers import PARTS
from tests.importer.readers.building import (
    cell,
    inline,
    paragraph,
    row,
    table,
    word,
    word_parts,
    workbook,
    workbook_parts,
    zipped,
)

_HEAD = row("工作任务", "责任单位")
_TASK = row("1.更新河道巡查表。", "水利科")
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def _document(content: str | bytes) -> bytes:
    return zipped({**PARTS, "word/document.xml": content})


def _declared(declaration: str) -> bytes:
    return _document(f'<?xml version="1.0"?><!DOCTYPE a [{declaration}]><a>&b;</a>')


def _plan(*rows: str, around: str = "", **parts: str) -> bytes:
    return word(table(_HEAD, _TASK, *rows) + around, **parts)


def _sheet(rows: str, merges: str = "", **parts: object) -> bytes:
    merged = f"<mergeCells>{merges}</mergeCells>" if merges else ""
    return workbook(f"<sheetData>{rows}</sheetData>{merged}", **parts)


def _lines(*texts: tuple[str, str]) -> str:
    return "".join(
        f'<row r="{n}">{inline(f"A{n}", a)}{inline(f"B{n}", b)}</row>' for n, (a, b) in enumerate(texts, 1)
    )


_ROWS = _lines(("工作任务", "责任单位"), ("1.更新河道巡查表。", "水利科"), ("2.公布结果。", "办公室"))
_PAGE = "<table><tr><td>工作任务<td>责任单位<tr><td>1.更新河道巡查表。<td>水利科</table>"
_MANY = "".join(f'<mergeCell ref="A{n}:A{n + 1}"/>' for n in range(1, 600_002, 2))
_OUTSIDE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="a" Type="x/officeDocument" Target="{}"/></Relationships>'
)
_LOOPED = "".join(
    f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>' for a, b in ("AB", "BA")
)

# Name → (bytes, the code of the refusal, or "read" where a plan comes out).
KINDS: dict[str, tuple[bytes, str]] = {
    "billion laughs": (_declared(f'<!ENTITY l0 "ha">{_LAUGHS}<!ENTITY b "&l9;">'), "declared_entities"),
    "entity of a file": (_declared('<!ENTITY b SYSTEM "file:///etc/passwd">'), "declared_entities"),
    "entity of an address": (_declared('<!ENTITY b SYSTEM "http://192.0.2.1/">'), "declared_entities"),
    "parameter entity": (_declared('<!ENTITY % b SYSTEM "http://192.0.2.1/"> %b;'), "declared_entities"),
    "outside declaration": (
        _document('<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>'),
        "declared_entities",
    ),
    "utf-16 hides a declaration": (_document("<!DOCTYPE a><a/>".encode("utf-16")), "corrupt"),
    "utf-7": (_document('<?xml version="1.0" encoding="UTF-7"?><a/>'), "corrupt"),
    "no xml": (_document("这不是 XML"), "corrupt"),
    "xml cut off": (_document(str(PARTS["word/document.xml"])[:-30]), "corrupt"),
    "lone surrogate": (_document(str(PARTS["word/document.xml"]).replace("正文", "&#xD800;")), "corrupt"),
    "no body": (_document("<a/>"), "no_text"),
    "a hundred thousand deep": (_document("<a>" * 100_000 + "</a>" * 100_000), "corrupt"),
    "tables in tables": (word("<w:tbl><w:tr><w:tc>" * 300 + "</w:tc></w:tr></w:tbl>" * 300), "corrupt"),
    "one long word": (_plan(row("字" * 200_000, "水利科")), "read"),
    "empty paragraphs": (_plan(around="<w:p/>" * 30_000), "read"),
    "part outside the package": (
        zipped({**PARTS, "_rels/.rels": _OUTSIDE.format("../../etc/passwd")}),
        "no_plan",
    ),
    "template from an address": (
        zipped({**PARTS, "_rels/.rels": _OUTSIDE.format("http://192.0.2.1/")}),
        "no_plan",
    ),
    "endless span": (_plan(row(cell("2.甲。", '<w:gridSpan w:val="999999999"/>'))), "too_many_columns"),
    "negative span": (_plan(row(cell("2.公布结果。", '<w:gridSpan w:val="-5"/>'), "水利科")), "read"),
    "gap before a row": (
        _plan(row("2.甲。", "乙科", properties='<w:gridBefore w:val="99999999"/>')),
        "too_many_columns",
    ),
    "merge under nothing": (word(table(row(cell("", "<w:vMerge/>"), "乙"), _HEAD, _TASK)), "read"),
    "many columns": (word(table(row(*["甲"] * 201))), "too_many_columns"),
    "styles in a ring": (_plan(around=paragraph("甲", '<w:pStyle w:val="A"/>'), styles=_LOOPED), "read"),
    "macro": (zipped({**word_parts(table(_HEAD, _TASK)), "word/vbaProject.bin": b"x"}), "read"),
    "field that asks elsewhere": (
        _plan(around='<w:p><w:r><w:instrText>INCLUDEPICTURE "http://192.0.2.1/"</w:instrText></w:r></w:p>'),
        "read",
    ),
    "last cell of a sheet": (_sheet(_ROWS + f'<row r="1048576">{inline("XFD1048576", "甲")}</row>'), "read"),
    "whole sheet merged": (_sheet(_ROWS, '<mergeCell ref="C1:XFD1048576"/>'), "read"),
    "merges without end": (_sheet(_ROWS, _MANY), "too_complex"),
    "merges on one another": (_sheet(_ROWS, '<mergeCell ref="A2:A1048576"/>' * 100), "read"),
    "merge backwards": (_sheet(_ROWS, '<mergeCell ref="B9:A1"/>'), "read"),
    "no such string": (_sheet(_ROWS + '<row r="9"><c r="A9" t="s"><v>-7</v></c></row>'), "read"),
    "row of a billion": (_sheet(_ROWS + f'<row r="999999999">{inline("A999999999", "甲")}</row>'), "read"),
    "numbers beyond all": (
        _sheet(
            _ROWS
            + '<row r="9"><c r="A9"><v>1e308</v></c><c r="B9"><v>NaN</v></c><c r="C9"><v>inf</v></c></row>'
        ),
        "read",
    ),
    "impossible references": (_sheet(_ROWS + '<row r="x"><c r="????"><v>7</v></c></row>'), "read"),
    "command as formula": (_sheet(_ROWS + '<row r="9"><c r="A9"><f>cmd|x</f><v>7</v></c></row>'), "read"),
    "only hidden sheets": (_sheet(_ROWS, states=("veryHidden",)), "read"),
    "sheet that is missing": (
        zipped({name: text for name, text in workbook_parts(_ROWS).items() if "sheet1" not in name}),
        "no_text",
    ),
    "page with a script": (f"<html><script>alert(1)</script>{_PAGE}".encode(), "read"),
    "page that sends elsewhere": (
        f'<meta http-equiv="refresh" content="0;url=//a"><iframe src="file:///">{_PAGE}'.encode(),
        "no_text",
    ),
    "page ten thousand deep": (b"<html>" + b"<div>" * 10_000 + _PAGE.encode(), "too_complex"),
    "page of endless spans": (
        ("<table><tr>" + '<td rowspan="99999">甲' * 199 + "<tr>" * 19_000 + "<td>乙</table>").encode(),
        "too_complex",
    ),
    "page wider than wide": (
        b"<table><tr>" + '<td colspan="9999">甲'.encode() * 3 + b"</table>",
        "too_many_columns",
    ),
    "page in one file": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "other_format"),
    "rich text": (b"{\\rtf1\\ansi \\'b8\\'d6}", "other_format"),
    "word 2003 xml": (
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
        "other_format",
    ),
}
