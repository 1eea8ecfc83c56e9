"""Two people at one field: the rule by which an edit goes through, is nothing new, or has to ask.

An edit brings what its editor had seen.  It may overwrite that, and whatever the same person wrote since;
it never overwrites what somebody else wrote meanwhile.
"""

from __future__ import annotations

from enum import StrEnum

# The fields of a task that people edit, by their code; the labels are the keys of a history row's changes.
FIELD_LABELS: dict[str, str] = {
    "number": "序号",
    "text": "任务",
    "units": "责任分工",
    "deadline": "完成时限",
    "heading": "所属标题",
    "remark": "备注",
    "directive": "性质",
}


class Verdict(StrEnum):
    """What is to become of an edit."""

    WRITE = "write"
    SAME = "same"
    ASK = "ask"


def decide(*, seen: str, stands: str, wanted: str, own: bool = False) -> Verdict:
    """All three as printed values; ``own``: what stands was written by the very person who edits now."""
    if wanted == stands:
        return Verdict.SAME
    if own or seen.strip() == stands.strip():
        return Verdict.WRITE
    return Verdict.ASK
