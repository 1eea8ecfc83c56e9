"""The interpreter's door: a document as read → the plan in it, with findings.  Pure, deterministic."""

from __future__ import annotations

import datetime as dt

from importer.draft import Finding, PlanDraft, RowArithmetic, Severity
from importer.grid import Document
from importer.interpret import facts as plan_facts
from importer.interpret import findings, paragraphs, prose
from importer.interpret.cleaning import clean_document
from importer.interpret.clock import Clock
from importer.interpret.errors import NoPlan
from importer.interpret.finish import finish
from importer.interpret.tables import Divider


def interpret(document: Document, *, issued_on: dt.date | None = None, clauses: bool = False) -> PlanDraft:
    """Recognise the plan in a document; with ``clauses`` also the paragraphs of one that divides no work.

    ``issued_on``: the issue date where a person knows it; it goes before the printed one.  Where neither the
    document nor the caller tells the plan's year, dates without a year stay open.  Raises NoPlan.
    """
    cleaned, cleaner = clean_document(document)
    harvest = Divider(cleaner).divide(cleaned)
    if not harvest.tasks:
        harvest = prose.harvest(cleaned, cleaner)
        if clauses:
            harvest = paragraphs.harvest(cleaned, cleaner, harvest)
    if not harvest.tasks:
        raise NoPlan
    facts = plan_facts.find(
        harvest.preamble,
        [raw.text for raw in harvest.tasks],
        issued_on,
        [raw.deadline for raw in harvest.tasks if raw.deadline],
    )
    clock = Clock(facts.issued_on, facts.year, facts.year_is_assumed)
    finished = finish(harvest.tasks, clock, cleaner)
    found = [Finding(Severity.INFO, note.code, note.message) for note in document.notes]
    found += [*harvest.findings, *findings.check_headings(harvest.headings), *findings.check(finished, facts)]
    return PlanDraft(
        title=facts.title,
        issuer=facts.issuer,
        document_number=facts.document_number,
        year=facts.year,
        issued_on=facts.issued_on,
        columns=harvest.columns,
        tasks=tuple(item.task for item in finished),
        findings=(*found, *cleaner.findings()),
        rows=RowArithmetic(total=sum(harvest.counts.values()), **harvest.counts),
    )
