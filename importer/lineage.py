"""Which plan a document revises, if any: likely by its title and year, for certain by a person's word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from common.text import fold
from importer.draft import PlanDraft
from importer.models import ImportBatch
from tasks.models import Plan

# ``answers["revises"]`` of a document that revises nothing.
NOTHING = 0
_REVISED = re.compile("(?:修订|修改|调整|更正|更新)[稿版]?|最新版")


@dataclass(frozen=True, slots=True)
class Lineage:
    """``choices``: plans that could be revised, newest first; ``likely``: the one of the same title and year.

    ``answered``: a person has said which one it is (``chosen``), or that it is none.
    """

    choices: tuple[Plan, ...]
    likely: Plan | None
    chosen: Plan | None
    answered: bool


def lineage_of(batch: ImportBatch, plan: PlanDraft) -> Lineage:
    found = tuple(
        Plan.objects.filter(organisation=batch.organisation, kind=Plan.Kind.ANNUAL)
        .exclude(state=Plan.State.ARCHIVED)
        .order_by("-year", "-pk")
    )
    answer = batch.answers.get("revises")
    chosen = next((each for each in found if each.pk == answer), None)
    named = (each for each in found if each.year == plan.year and _key(each.title) == _key(plan.title or ""))
    return Lineage(found, next(named, None), chosen, answer == NOTHING or chosen is not None)


def _key(title: str) -> str:
    return _REVISED.sub("", fold(title))
