"""From a draft to the ledger, in one transaction: a new plan, or the changes of a revised document."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from common.decisions import Refusal, require
from common.text import clip
from importer import revising
from importer.draft import PlanDraft
from importer.holders import NEW
from importer.making import Made, clause_of, make_units, new_task
from importer.models import ImportBatch
from importer.questions import Question
from importer.review import Review, review_of
from tasks.models import Plan
from tasks.permissions import may_run_plans_of
from tasks.services.plans import create_plan
from units.audit import IMPORTED, By, note

# Longest that the ledger's columns hold (tasks.models).
_TITLE, _ISSUER, _DOCUMENT_NUMBER = 200, 100, 60


class OpenQuestions(Refusal):
    """The draft still asks something."""

    def __init__(self, questions: list[Question]) -> None:
        super().__init__(f"还有 {len(questions)} 个问题没有确认，不能入库。")
        self.questions = questions


@transaction.atomic
def commit(
    *,
    batch: ImportBatch,
    by: By,
    now: dt.datetime,
    seen: str = "",
    yes: frozenset[str] = frozenset(),
) -> ImportBatch:
    """Make the batch's draft a draft plan, or revise the plan that was chosen (importer.revision).

    A batch that has been committed is answered as it stands.  ``seen`` is the mark of the diff that the
    person was shown, ``yes`` the keys of tasks whose reports or changes by hand they let it overwrite.
    Raises Forbidden, OpenQuestions, or Refusal where the batch is not a draft or the diff has changed.
    """
    batch = ImportBatch.objects.select_for_update().defer("content").get(pk=batch.pk)
    if by.user is not None:
        require(may_run_plans_of(by.user, batch.organisation))
    if batch.state == ImportBatch.State.COMMITTED:
        return batch
    if not batch.is_draft:
        raise Refusal(f"这次导入的状态是“{batch.get_state_display()}”，不能入库。")
    review = review_of(batch)
    if review.questions:
        raise OpenQuestions(review.questions)
    made = Made(by, batch.organisation)
    facts = facts_of(batch, review.draft.plan)
    if review.lineage.chosen:
        plan = review.lineage.chosen
        revised = revising.revise(
            batch=batch, review=review, made=made, facts=facts, now=now, seen=seen, yes=yes
        )
        batch.outcome, batch.undo = {"revision": revised.counts}, {"revision": revised.undo}
    else:
        make_units(review, made)
        plan = _make_plan(batch, review, made, facts, now)
    _close(batch, plan, made, now)
    return batch


def _close(batch: ImportBatch, plan: Plan, made: Made, now: dt.datetime) -> None:
    batch.state = ImportBatch.State.COMMITTED
    batch.plan = plan
    batch.content = None
    batch.committed_at = now
    batch.outcome |= {
        "tasks": plan.tasks.in_force().count(),
        "units": sorted(unit.name for token, unit in made.units.items() if token.startswith(NEW)),
        "groups": sorted(made.groups),
        "aliases": sorted(made.aliases),
    }
    batch.undo |= made.fresh
    batch.save(update_fields=["state", "plan", "content", "committed_at", "outcome", "undo"])
    note(IMPORTED, made.by, plan, batch=batch.pk, file=batch.name, **batch.outcome)


def facts_of(batch: ImportBatch, plan: PlanDraft) -> dict[str, Any]:
    """The facts of the draft as columns of Plan."""
    return {
        "title": clip(plan.title or "", _TITLE),
        "issuer": clip(plan.issuer or "", _ISSUER),
        "document_number": clip(plan.document_number or "", _DOCUMENT_NUMBER),
        "issued_on": plan.issued_on,
        "columns": list(plan.columns),
        "source_name": batch.name,
    }


def _make_plan(
    batch: ImportBatch, review: Review, made: Made, facts: dict[str, Any], now: dt.datetime
) -> Plan:
    assert review.draft.plan.year is not None  # asked as a question
    as_task = clause_of if batch.reference else new_task
    return create_plan(
        organisation=batch.organisation,
        actor=made.by.user,
        now=now,
        year=review.draft.plan.year,
        tasks=[as_task(item, review, made) for item in review.draft.kept],
        kind=Plan.Kind.REFERENCE if batch.reference else Plan.Kind.ANNUAL,
        **facts,
    )
