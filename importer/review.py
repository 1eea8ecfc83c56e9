"""A draft with everything that is known about it at this moment: directory, answers, open questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from common.text import fold
from importer.corrections import Draft, laid_over
from importer.draft import PlanDraft
from importer.holders import Holder, holders_of
from importer.lineage import Lineage, lineage_of
from importer.matching import Directory, directory_of
from importer.models import ImportBatch
from importer.questions import Question, open_questions, reference_questions


@dataclass(frozen=True)
class Review:
    """What preview, services and commit agree on; ``holders`` by the key of the printed name."""

    draft: Draft
    directory: Directory
    holders: Mapping[str, Holder]
    questions: list[Question]
    recognised: PlanDraft
    twin: ImportBatch | None
    lineage: Lineage

    def holder_of(self, name: str) -> Holder | None:
        """What a printed name stands for; None for names of tasks that are left out."""
        return self.holders.get(fold(name))


def review_of(batch: ImportBatch) -> Review:
    """The review of a batch in state draft."""
    recognised = batch.read_plan
    draft = laid_over(recognised, batch.corrections)
    directory = directory_of(batch.organisation)
    # The units of an upstream document are others' and owe nothing here.
    holders = {} if batch.reference else holders_of(draft, directory, batch.answers)
    twin = batch.same_content().filter(state=ImportBatch.State.COMMITTED).select_related("plan").first()
    lineage = Lineage((), None, None, False) if batch.reference else lineage_of(batch, draft.plan)
    accepted = frozenset(batch.answers.get("accepted", ()))
    duplicate = str(twin.plan) if twin and not lineage.answered else ""
    if batch.reference:
        questions = reference_questions(draft, accepted, duplicate)
    else:
        revises = lineage.likely if not (lineage.answered or twin) else None
        questions = open_questions(draft, holders, accepted, duplicate, revises)
    return Review(draft, directory, holders, questions, recognised, twin, lineage)
