"""From an upload to the document in it and the plan in that, through the guard and a process of its own."""

from __future__ import annotations

import datetime as dt

from common.memory import without_cycle_search
from common.uploads import errors, process
from common.uploads.guard import precheck
from common.uploads.limits import Limits
from importer import wire
from importer.child import Order
from importer.draft import PlanDraft
from importer.grid import Document

_CHILD = "importer.child"


def recognise_in_child(
    data: bytes,
    filename: str,
    *,
    issued_on: dt.date | None = None,
    clauses: bool = False,
    limits: Limits | None = None,
) -> tuple[Document, PlanDraft]:
    """The document in an upload and the plan in it; raises Refused, also where there is no plan in it.

    ``clauses``: a text that divides no work will do too (importer.interpret.clauses).
    """
    limits = limits or Limits()
    precheck(data, filename, limits)
    return _recognise(Order(filename, issued_on=_iso(issued_on), clauses=clauses), data, limits)


def plan_in_child(
    data: bytes, filename: str, *, issued_on: dt.date | None = None, limits: Limits | None = None
) -> PlanDraft:
    """The plan in an upload without the document around it; raises Refused."""
    limits = limits or Limits()
    precheck(data, filename, limits)
    order = Order(filename, document=False, issued_on=_iso(issued_on))
    with without_cycle_search():
        return PlanDraft.from_json(process.ask(_CHILD, order.as_json(), data, limits)["plan"])


def recognise_text_in_child(
    text: str, *, issued_on: dt.date | None = None, clauses: bool = False, limits: Limits | None = None
) -> tuple[Document, PlanDraft]:
    """The same for a pasted text: running text, or a table from a web page, a document or a spreadsheet."""
    limits = limits or Limits()
    data = text.encode("utf-8", errors="replace")
    if not text.strip():
        raise errors.empty()
    if len(data) > limits.text_size:
        raise errors.too_large(limits.text_size)
    return _recognise(Order(text=True, issued_on=_iso(issued_on), clauses=clauses), data, limits)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _recognise(order: Order, data: bytes, limits: Limits) -> tuple[Document, PlanDraft]:
    with without_cycle_search():
        answer = process.ask(_CHILD, order.as_json(), data, limits)
        return wire.from_json(answer["document"]), PlanDraft.from_json(answer["plan"])
