"""The ways of an upload: past the guard, through readers and interpreter here, or through their process."""

from __future__ import annotations

import re
from collections.abc import Callable

from common.uploads.errors import Refused
from common.uploads.guard import precheck
from common.uploads.limits import Limits
from importer.interpret import plan
from importer.interpret.errors import NoPlan
from importer.readers import registry
from importer.reading import plan_in_child

# One sentence of Chinese for a clerk: no path, no class, no trace.
_SENTENCE = re.compile(r"[\u4e00-\u9fff][^。\n]{8,80}。")
_LIMITS = Limits(memory=512 * 1024 * 1024)


def looked_at(data: bytes, filename: str) -> str:
    """``read`` where the guard lets it pass, else the code of its refusal."""
    return _ending(lambda: precheck(data, filename))


def ending(data: bytes, filename: str) -> str:
    """``read`` where a plan comes out, else the code of the refusal; anything else is an error."""

    def read() -> None:
        precheck(data, filename)
        drawn = plan.interpret(registry.read(data, filename))
        assert drawn.rows.balances() or not drawn.rows.total

    return _ending(read)


def through_the_process(data: bytes, filename: str) -> str:
    """The same by the process that reads, which has half of its usual memory here."""
    return _ending(lambda: plan_in_child(data, filename, limits=_LIMITS))


def _ending(way: Callable[[], object]) -> str:
    try:
        way()
    except Refused as refused:
        code, sentence = refused.code, refused.sentence
    except NoPlan as none:
        code, sentence = "no_plan", str(none)
    else:
        return "read"
    if not _SENTENCE.fullmatch(sentence):
        raise AssertionError(f"{code}: {sentence}")
    return code
