"""The .docx writer of a paper, by GB/T 9704: portrait pages, each annex on landscape pages of its own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from common.memory import without_cycle_search
from reports.exports import docx_parts as parts
from reports.exports import gb9704 as gb
from reports.exports.docx_table import table_xml
from reports.exports.docx_text import paragraph, run
from reports.papers.blocks import Annex, Block, Gap, Heading, Paper, Para, Signature

_FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_MARKED = '<w:highlight w:val="yellow"/>'


@without_cycle_search()
def write_docx(paper: Paper) -> bytes:
    """The file's bytes."""
    document = Document()
    _replace(document.styles.element, parts.styles())
    _replace(document.part.numbering_part.element, parts.numbering())
    document.settings.odd_and_even_pages_header_footer = True
    document.core_properties.title = paper.title
    document.core_properties.author = ""
    document.core_properties.comments = ""
    body = document.element.body
    body.clear()
    footers = _footers(document)
    for xml in _body(paper, footers):
        body.append(xml)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _replace(element: Any, xml: str) -> None:
    """Put another content under the root of a part."""
    made = parse_xml(xml)
    for child in list(element):
        element.remove(child)
    for child in list(made):
        element.append(child)


def _footers(document: Any) -> str:
    """Makes the two page numbers; answers the references that a section needs."""
    found = ""
    for kind, left in (("default", False), ("even", True)):
        xml = f"<w:ftr {nsdecls('w')}>{parts.page_number(left=left)}</w:ftr>"
        name = PackURI(f"/word/footer-{kind}.xml")
        part = Part(name, _FOOTER_TYPE, xml.encode(), document.part.package)
        reference = document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTER)
        found += f'<w:footerReference w:type="{kind}" r:id="{reference}"/>'
    return found


def _body(paper: Paper, footers: str) -> Iterator[Any]:
    """Running text first; a section ends in the properties of its last paragraph."""
    running = [block for block in paper.blocks if not isinstance(block, Annex)]
    annexes = [block for block in paper.blocks if isinstance(block, Annex)]
    yield _made(paragraph(run(paper.title), "Title"))
    if paper.below:
        yield _made(paragraph(run(paper.below), "Below"))
    for block in running:
        for xml in _running(block):
            yield _made(xml)
    for number, annex in enumerate(annexes):
        yield _section_end(parts.section(wide=number > 0, footers=footers))
        yield from _annex(annex)
    yield parse_xml(parts.section(wide=bool(annexes), footers=footers))


def _made(xml: str) -> Any:
    return parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1))


def _section_end(section: str) -> Any:
    """An empty paragraph as low as can be, so that it makes no page of its own."""
    made = _made(paragraph("", "Normal", '<w:spacing w:line="20" w:lineRule="exact"/>'))
    made.find(qn("w:pPr")).append(parse_xml(section))
    return made


def _running(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield paragraph(run(block.text), f"Heading{block.level}")
    elif isinstance(block, Gap):
        yield paragraph(run(str(block), _MARKED), "Text")
    elif isinstance(block, Para):
        lead = run(block.lead, parts.fonts(gb.BLACK)) if block.lead else ""
        yield paragraph(lead + run(block.text), f"Heading{block.level}" if block.level else "Text")
    elif isinstance(block, Signature):
        yield paragraph("", "Text")
        yield paragraph(run(block.issuer), "Signature")
        yield paragraph(run(block.day), "Signature", '<w:ind w:rightChars="400" w:right="1280"/>')


def _annex(annex: Annex) -> Iterator[Any]:
    table = annex.table
    yield _made(paragraph(run(annex.label), "Annex"))
    yield _made(paragraph(run(table.title), "WideTitle"))
    facts = "　".join(filter(None, (table.facts, table.as_of)))
    if facts:
        yield _made(paragraph(run(facts), "Cell"))
    yield parse_xml(table_xml(table, nsdecls("w")))
    # Word wants a paragraph after a table.
    yield _made(paragraph("", "Normal", '<w:spacing w:line="20" w:lineRule="exact"/>'))
