"""The process that parses an upload: ``python -m importer.child``, started by ``importer.reading`` alone.

It answers ``{"plan": …, "document": …}`` or refuses; common.uploads.confined holds its limits.
"""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import astuple, dataclass
from typing import Any

from common.uploads.confined import serve
from common.uploads.limits import Limits


@dataclass(frozen=True, slots=True)
class Order:
    """What the parent asks for.

    ``text``: the bytes are pasted UTF-8 text; ``document``: the document is wanted beside the plan in it;
    ``clauses``: a text that divides no work will do.
    """

    filename: str = ""
    text: bool = False
    document: bool = True
    issued_on: str | None = None
    clauses: bool = False

    def as_json(self) -> list[Any]:
        return list(astuple(self))


def _answer(data: bytes, asked: Any, limits: Limits) -> dict[str, Any]:
    # Imported here, under the limits.
    from common.uploads.errors import Refused
    from importer import wire
    from importer.interpret import plan
    from importer.interpret.errors import NoPlan
    from importer.readers import registry

    order = Order(*asked)
    if order.text:
        document = registry.read_text(data.decode(), limits)
    else:
        document = registry.read(data, order.filename, limits)
    issued_on = dt.date.fromisoformat(order.issued_on) if order.issued_on else None
    try:
        found = plan.interpret(document, issued_on=issued_on, clauses=order.clauses)
        answer = {"plan": found.as_json()}
    except NoPlan as refusal:
        raise Refused("no_plan", str(refusal)) from refusal
    if order.document:
        answer["document"] = wire.as_json(document)
    return answer


if __name__ == "__main__":
    sys.exit(serve(_answer))
