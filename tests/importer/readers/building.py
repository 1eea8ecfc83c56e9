"""Small files for the readers' tests, written as XML so that each quirk stands there to be read."""

from __future__ import annotations

import zipfile
from io import BytesIO

from importer.grid import Document, Table

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPES = f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def zipped(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def relations(**parts: str) -> str:
    items = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{name.split("_")[0]}" Target="{target}"/>'
        for name, target in parts.items()
    )
    return f'{_HEAD}<Relationships xmlns="{PACKAGE}">{items}</Relationships>'


def word_parts(
    body: str, *, numbering: str = "", styles: str = "", footnotes: str = ""
) -> dict[str, str | bytes]:
    """Parts of a .docx with this content of w:body; prefixes w, mc, r, v and wps are declared."""
    spaces = (
        f'xmlns:w="{WORD}" xmlns:mc="{MARKUP}" xmlns:r="{RELATIONS}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(officeDocument="word/document.xml"),
        "word/_rels/document.xml.rels": relations(
            numbering="numbering.xml", styles="styles.xml", footnotes="footnotes.xml"
        ),
        "word/document.xml": f"{_HEAD}<w:document {spaces}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/numbering.xml": f"{_HEAD}<w:numbering {spaces}>{numbering}</w:numbering>",
        "word/styles.xml": f"{_HEAD}<w:styles {spaces}>{styles}</w:styles>",
        "word/footnotes.xml": f"{_HEAD}<w:footnotes {spaces}>{footnotes}</w:footnotes>",
    }


def word(body: str, **parts: str) -> bytes:
    return zipped(word_parts(body, **parts))


def paragraph(text: str, properties: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def cell(content: str, properties: str = "") -> str:
    inner = content if content.startswith("<w:") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    built = "".join(text if text.startswith("<w:tc>") else cell(text) for text in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{built}</w:tr>"


def table(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def workbook_parts(
    *sheets: str, shared: str = "", formats: str = "", states: tuple[str, ...] = ()
) -> dict[str, str | bytes]:
    """Parts of an .xlsx; each sheet is the content of its worksheet element, formats that of styleSheet."""
    names = [f"表{index}" for index in range(1, len(sheets) + 1)]
    shown = states or ("visible",) * len(sheets)
    entries = "".join(
        f'<sheet name="{name}" sheetId="{index}" state="{state}" r:id="worksheet_{index}"/>'
        for index, (name, state) in enumerate(zip(names, shown, strict=True), 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>{entries}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            styles="styles.xml",
            sharedStrings="sharedStrings.xml",
            **{f"worksheet_{index}": f"worksheets/sheet{index}.xml" for index in range(1, len(sheets) + 1)},
        ),
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{SHEET}">{formats}</styleSheet>',
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{SHEET}">{shared}</sst>',
    }
    for index, content in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{index}.xml"] = f'{_HEAD}<worksheet xmlns="{SHEET}">{content}</worksheet>'
    return parts


def workbook(*sheets: str, **parts: object) -> bytes:
    return zipped(workbook_parts(*sheets, **parts))  # type: ignore[arg-type]


def inline(reference: str, text: str) -> str:
    """An xlsx cell with its own text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def only_table(document: Document) -> Table:
    (found,) = document.tables
    return found


def printed(found: Table) -> list[list[str | None]]:
    """Texts as a person sees them: a merged cell's text at its corner, ``^`` below it, ``<`` beside it."""
    lines: list[list[str | None]] = []
    for row_index, line in enumerate(found.grid):
        lines.append([])
        for column_index, item in enumerate(line):
            if item is None:
                lines[-1].append(None)
            elif item.row < row_index:
                lines[-1].append("^")
            else:
                lines[-1].append("<" if item.column < column_index else item.text)
    return lines
