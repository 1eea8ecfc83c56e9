"""The Word papers of a plan.  Pure."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is written."""

    REPORT = "report"
    DIVISION = "division"


KIND_LABELS: dict[Kind, str] = {Kind.REPORT: "落实情况报告", Kind.DIVISION: "分工方案"}
