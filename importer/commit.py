"""From a draft to a plan, in one transaction: units, other names, collectives, plan, batch, audit row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from common.decisions import Refusal, require
from common.text import clip, fold
from importer.corrections import Item
from importer.draft import DeadlineDraft
from importer.holders import NEW, Holder, Standing, id_of
from importer.models import ImportBatch
from importer.questions import Question
from importer.review import Review, review_of
from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.models import Plan
from tasks.permissions import may_run_plans_of
from tasks.roles import Role
from tasks.services.plans import NewAssignment, NewTask, create_plan
from units.audit import IMPORTED, By, note
from units.models import Unit, UnitGroup
from units.services import create_unit, name_group, remember_alias

# Longest that the ledger's columns hold (tasks.models).
_NUMBER, _TITLE, _ISSUER, _DOCUMENT_NUMBER, _REASON = 20, 200, 100, 60, 200


class OpenQuestions(Refusal):
    """The draft still asks something."""

    def __init__(self, questions: list[Question]) -> None:
        super().__init__(f"还有 {len(questions)} 个问题没有确认，不能入库。")
        self.questions = questions


@dataclass
class _Made:
    """What the commit has made so far, by the draft's tokens and printed names."""

    by: By
    organisation: Unit
    units: dict[str, Unit] = field(default_factory=dict)
    groups: dict[str, UnitGroup] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)


@transaction.atomic
def commit(*, batch: ImportBatch, by: By, now: dt.datetime) -> ImportBatch:
    """Make the batch's draft a draft plan; a batch that has been committed is answered as it stands.

    Raises Forbidden, OpenQuestions, or Refusal where the batch is not a draft.
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
    made = _Made(by, batch.organisation)
    _make_units(review, made)
    _close(batch, _make_plan(batch, review, made, now), made, by)
    return batch


def _close(batch: ImportBatch, plan: Plan, made: _Made, by: By) -> None:
    batch.state = ImportBatch.State.COMMITTED
    batch.plan = plan
    batch.content = None
    batch.outcome = {
        "tasks": plan.tasks.count(),
        "units": sorted(unit.name for token, unit in made.units.items() if token.startswith(NEW)),
        "groups": sorted(made.groups),
        "aliases": sorted(made.aliases),
    }
    batch.save(update_fields=["state", "plan", "content", "outcome"])
    note(IMPORTED, by, plan, batch=batch.pk, file=batch.name, **batch.outcome)


def _make_units(review: Review, made: _Made) -> None:
    """Units first, so that collectives can hold them; then names to remember; then collectives."""
    holders = review.holders.values()
    for holder in holders:
        for token in holder.tokens:
            if token not in made.units:
                made.units[token] = _unit(token, review, made)
    for holder in holders:
        if holder.standing == Standing.GROUP:
            made.groups[holder.name] = name_group(
                organisation=made.organisation,
                name=holder.name,
                members=[made.units[token] for token in holder.tokens],
                by=made.by,
            )
        elif holder.answered and holder.standing in (Standing.UNIT, Standing.NEW):
            _remember(holder, made)


def _unit(token: str, review: Review, made: _Made) -> Unit:
    known = review.directory.by_id(id_of(token))
    name = token.removeprefix(NEW)
    known = known or review.directory.names.get(fold(name))
    twin = next((unit for unit in made.units.values() if fold(unit.name) == fold(name)), None)
    return (
        known or twin or create_unit(name=name, kind=Unit.Kind.SECTION, parent=made.organisation, by=made.by)
    )


def _remember(holder: Holder, made: _Made) -> None:
    unit = made.units[holder.tokens[0]]
    if holder.name != unit.name:
        remember_alias(organisation=made.organisation, name=holder.name, unit=unit, by=made.by)
        made.aliases.append(holder.name)


def _make_plan(batch: ImportBatch, review: Review, made: _Made, now: dt.datetime) -> Plan:
    facts = review.draft.plan
    assert facts.year is not None  # asked as a question
    return create_plan(
        organisation=batch.organisation,
        actor=made.by.user,
        now=now,
        title=clip(facts.title or "", _TITLE),
        year=facts.year,
        issuer=clip(facts.issuer or "", _ISSUER),
        document_number=clip(facts.document_number or "", _DOCUMENT_NUMBER),
        issued_on=facts.issued_on,
        columns=facts.columns,
        source_name=batch.name,
        tasks=[_task(item, review, made) for item in review.draft.kept],
    )


def _task(item: Item, review: Review, made: _Made) -> NewTask:
    task = item.task
    number = task.number or ""
    # A number too long for its column is none: it stays in front of the text, where it was printed.
    fits = len(number) <= _NUMBER
    return NewTask(
        text=task.text if fits else f"{number} {task.text}",
        number=number if fits else "",
        path=task.path,
        assignments=tuple(_assignments(item, review, made)),
        deadline=deadline_of(task.deadline),
        deadline_reason=clip(task.deadline.reason, _REASON),
        remark=task.remark,
        is_directive=task.directive,
        place=task.place.as_json(),
        cells=task.cells,
    )


def _assignments(item: Item, review: Review, made: _Made) -> Iterator[NewAssignment]:
    """Each unit once in each role: two printed names may mean the same unit."""
    seen = set()
    for unit in item.task.units:
        holder = review.holder_of(unit.name)
        if holder is None or holder.standing == Standing.OUT:
            continue
        group = made.groups.get(holder.name)
        who = None if group else made.units[holder.tokens[0]]
        if (who, group, unit.role) not in seen:
            seen.add((who, group, unit.role))
            yield NewAssignment(Role(unit.role), unit=who, group=group, phrase=unit.phrase or unit.name)


def deadline_of(draft: DeadlineDraft) -> Deadline:
    """A deadline as read as the ledger's value."""
    return Deadline(
        text=draft.text,
        kind=DeadlineKind(draft.kind),
        date=draft.date,
        days_after_issue=draft.days_after_issue,
        working_days=bool(draft.working_days),
        recurrence=Recurrence(draft.recurrence) if draft.recurrence else None,
    )
