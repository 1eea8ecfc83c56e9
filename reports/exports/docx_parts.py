"""XML of a Word paper's fixed parts: styles, numbering, page number, sections (reports.exports.gb9704).

Every font is named for Latin and East Asian text, none is embedded.
"""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import nsdecls

from reports.exports import gb9704 as gb

W = nsdecls("w")


def fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{gb.LATIN}" w:hAnsi="{gb.LATIN}" w:eastAsia="{name}" w:cs="{gb.LATIN}"/>'


def sized(name: str, size: int) -> str:
    return f'{fonts(name)}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def styles() -> str:
    """The whole part: body, title, four numbered headings, signature, table text, page number."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{sized(gb.BODY, gb.BODY_SIZE)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    found = [
        defaults,
        _DEFAULTS,
        _style("Normal", "Normal", _exact(), f'<w:spacing w:val="{gb.CLOSER}"/>', default=True),
    ]
    found += [_style(*each) for each in _paragraphs()]
    found += [_heading(level, font) for level, (font, _, _) in enumerate(gb.LEVELS, 1)]
    return f"<w:styles {W}>{''.join(found)}</w:styles>"


_DEFAULTS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style>"
)
_CENTRE = '<w:jc w:val="center"/>'
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>'
_SMALL = '<w:spacing w:line="280" w:lineRule="atLeast"/>'


def _paragraphs() -> Iterator[tuple[str, str, str, str]]:
    """(id, name, paragraph, type) of the paragraph styles without number."""
    title = f'<w:spacing w:line="700" w:lineRule="exact" w:after="{gb.LINE}"/>{_CENTRE}'
    yield "Text", "正文文字", _exact() + _INDENT, ""
    yield "Title", "Title", title, sized(gb.TITLE, gb.TITLE_SIZE)
    yield "Below", "文号", _exact() + _CENTRE, ""
    signed = '<w:ind w:rightChars="200" w:right="640"/><w:jc w:val="right"/>'
    yield "Signature", "署名", f"<w:keepLines/>{_exact()}{signed}", ""
    yield "Annex", "附件标签", _exact(), fonts(gb.BLACK)
    wide = f'<w:spacing w:line="560" w:lineRule="exact"/>{_CENTRE}'
    yield "WideTitle", "附表标题", wide, sized(gb.TITLE, gb.WIDE_TITLE_SIZE)
    yield "Cell", "表格文字", _SMALL, sized(gb.BODY, gb.TABLE_SIZE)
    yield "Head", "表头", _SMALL + _CENTRE, sized(gb.BLACK, gb.TABLE_SIZE)
    yield "Footer", "footer", "", sized(gb.SONG, gb.PAGE_NUMBER_SIZE)


def _exact() -> str:
    return f'<w:spacing w:line="{gb.LINE}" w:lineRule="exact"/>'


def _style(key: str, name: str, paragraph: str, run: str = "", *, default: bool = False) -> str:
    mark = ' w:default="1"' if default else ""
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{mark} w:styleId="{key}"><w:name w:val="{name}"/>{based}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _heading(level: int, font: str) -> str:
    """Numbered by itself: a heading put in by hand moves the numbers of those below."""
    keep = "<w:keepNext/>" if level < 3 else ""
    numbered = f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="1"/></w:numPr>'
    paragraph = (
        f'{keep}{numbered}{_exact()}<w:ind w:firstLineChars="200" w:firstLine="640"/>'
        f'<w:jc w:val="both"/><w:outlineLvl w:val="{level - 1}"/>'
    )
    return _style(f"Heading{level}", f"heading {level}", paragraph, fonts(font))


def numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{how}"/>'
        f'<w:pStyle w:val="Heading{index + 1}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/>'
        f"<w:lvlJc w:val=\"left\"/><w:rPr>{fonts(font)}</w:rPr></w:lvl>"
        for index, (font, how, text) in enumerate(gb.LEVELS)
    )  # fmt: skip
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def page_number(*, left: bool) -> str:
    """“— 1 —”, one character in from the outer edge: right on odd pages, left on even ones."""
    side = "left" if left else "right"
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f'<w:p {W}><w:pPr><w:pStyle w:val="Footer"/><w:ind w:{side}Chars="100" w:{side}="280"/>'
        f'<w:jc w:val="{side}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>{field}'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )


def section(*, wide: bool, footers: str) -> str:
    """Page size and edges of a section; ``footers`` are its references."""
    if wide:
        size = f'<w:pgSz w:w="{gb.PAGE_HEIGHT}" w:h="{gb.PAGE_WIDTH}" w:orient="landscape"/>'
        edges = (gb.WIDE_TOP, gb.WIDE_SIDE, gb.WIDE_TOP, gb.WIDE_SIDE)
    else:
        size = f'<w:pgSz w:w="{gb.PAGE_WIDTH}" w:h="{gb.PAGE_HEIGHT}"/>'
        edges = (gb.TOP, gb.RIGHT, gb.BOTTOM, gb.LEFT)
    top, right, bottom, left = edges
    footer = min(gb.FOOTER, bottom - 700)
    return (
        f'<w:sectPr {W} {nsdecls("r")}>{footers}{size}<w:pgMar w:top="{top}" w:right="{right}" '
        f'w:bottom="{bottom}" w:left="{left}" w:header="851" w:footer="{footer}" w:gutter="0"/></w:sectPr>'
    )
