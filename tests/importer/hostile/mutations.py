"""Honest files of every kind, and the same with something wrong somewhere: always the same draws."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from tests.importer.hostile.words import PRINTED
from tests.importer.readers.building import inline, paragraph, row, table, word, workbook, zipped
from tests.importer.readers.test_older_kinds import ods

_ROWS = (
    ("工作事项", "工作任务", "责任单位", "完成时限"),
    ("一、河道管护", "1.更新河道巡查表，每月公布一次。", "水利科牵头，各科室配合", "长期"),
    ("", "2.清理入河排污口。\n3.建立排污口名录。", "生态环境科、县水务局", "11月底前"),
    ("二、公园开放", "4.开放湖心公园。", "牵头单位：园林科；配合单位：办公室", "2026年6月30日"),
)
_TITLE = "青川县2026年重点工作任务分工方案"
_LINES = "\n".join(f"{text}（责任单位：{units}；完成时限：{due}）" for _, text, units, due in _ROWS[1:])


def _word() -> bytes:
    merged = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr>{}</w:tc>"
    rows = [row(*_ROWS[0])]
    for heading, *others in _ROWS[1:]:
        first = merged.format(' w:val="restart"' if heading else "", paragraph(heading))
        rows.append(row(first, *(text.replace("\n", "") for text in others)))
    return word(paragraph(_TITLE) + table(*rows, widths=(1500, 4000, 2000, 1500)))


def _excel() -> bytes:
    lines = ""
    for n, cells in enumerate(_ROWS, 1):
        texts = (inline(f"{letter}{n}", text) for letter, text in zip("ABCD", cells, strict=True))
        lines += f'<row r="{n}">{"".join(texts)}</row>'
    return workbook(f'<sheetData>{lines}</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>')


def _ods() -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    return ods(
        "".join(f"<table:table-row>{''.join(map(cell.format, cells))}</table:table-row>" for cells in _ROWS)
    )


def _page() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in cells)}</tr>" for cells in _ROWS)
    return f"<html><meta charset=utf-8><p>{_TITLE}</p><table>{rows}</table></html>".encode()


def _joined(separator: str, before: str = "", after: str = "") -> str:
    flat = ([text.replace("\n", "") for text in cells] for cells in _ROWS)
    return "\n".join(f"{before}{separator.join(cells)}{after}" for cells in flat)


_RULE = "| --- | --- | --- | --- |"
_PIPES = _joined(" | ", "| ", " |")

HONEST: dict[str, bytes] = {
    "方案.docx": _word(),
    "方案.xlsx": _excel(),
    "方案.ods": _ods(),
    "方案.html": _page(),
    "方案.pdf": PRINTED,
    "方案.csv": _joined(",").encode("utf-8-sig"),
    "方案.tsv": _joined("\t").encode(),
    "方案.md": f"# {_TITLE}\n\n{_PIPES.replace(chr(10), chr(10) + _RULE + chr(10), 1)}\n".encode(),
    "方案.txt": f"{_TITLE}\n{_LINES}".encode(),
    "旧文.txt": f"{_TITLE}\n{_LINES}".encode("gb18030"),
    "宽文.txt": f"{_TITLE}\n{_joined(chr(9))}".encode("utf-16"),
}
_PARTS = ("word/document.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml", "content.xml")
_NUMBERS = (b"-1", b"0", b"99999999999", b"1e999", b"NaN", b"", b"%n", b"\xff")
_DIGITS = re.compile(rb"\d+")
_TAG = re.compile(rb"</?[a-z:]+[^<>]*>")


def mutations(count: int, seed: int = 20260501) -> Iterator[tuple[str, bytes]]:
    """``count`` broken files, the kinds in turn; every third package is broken inside and packed rightly."""
    draw = random.Random(seed)
    names = list(HONEST)
    for number in range(count):
        name = names[number % len(names)]
        data = HONEST[name]
        inside = data.startswith(b"PK") and draw.random() < 0.7
        yield name, _within(data, draw) if inside else _broken(data, draw)


def _within(data: bytes, draw: random.Random) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    name = draw.choice([part for part in _PARTS if part in parts])
    parts[name] = _broken(bytes(parts[name]), draw)  # type: ignore[arg-type]
    return zipped(parts)


def _broken(data: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.randint(1, 4)):
        data = draw.choice((_cut, _noised, _repeated, _moved, _renumbered, _untagged))(data, draw)
    return data


def _cut(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randint(0, len(data))] if draw.random() < 0.3 else _without(data, draw)


def _without(data: bytes, draw: random.Random) -> bytes:
    start = draw.randint(0, len(data))
    return data[:start] + data[start + draw.randint(1, 40) :]


def _noised(data: bytes, draw: random.Random) -> bytes:
    start = draw.randint(0, len(data))
    return data[:start] + draw.randbytes(draw.randint(1, 6)) + data[start + draw.randint(0, 6) :]


def _repeated(data: bytes, draw: random.Random) -> bytes:
    start = draw.randint(0, len(data))
    return data[:start] + data[start : start + draw.randint(1, 200)] * draw.randint(2, 60) + data[start:]


def _moved(data: bytes, draw: random.Random) -> bytes:
    a, b, c = sorted(draw.randint(0, len(data)) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _renumbered(data: bytes, draw: random.Random) -> bytes:
    return _replaced(data, _DIGITS, draw.choice(_NUMBERS), draw)


def _untagged(data: bytes, draw: random.Random) -> bytes:
    return _replaced(data, _TAG, b"", draw)


def _replaced(data: bytes, pattern: re.Pattern[bytes], new: bytes, draw: random.Random) -> bytes:
    found = list(pattern.finditer(data))
    if not found:
        return data
    match = draw.choice(found)
    return data[: match.start()] + new + data[match.end() :]
