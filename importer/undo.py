"""Taking a commit back as a whole, while nobody has worked on what it made."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from common.decisions import Allowed, Decision, Denied, Refusal, require
from importer.fields import new_value, set_field
from importer.models import ImportBatch
from tasks.models import Plan, Task, TaskEvent
from tasks.permissions import may_run_plans_of
from tasks.services import plans, revising
from tasks.services.editing import EditConflict
from tasks.services.history import first_act, told
from tasks.services.plans import Headings
from units.audit import IMPORT_UNDONE, By, note
from units.models import Unit, UnitAlias, UnitGroup, User
from units.services import forget_alias, remove_group, remove_unit

Json = dict[str, Any]
State = ImportBatch.State
REASON = "撤销修订"


def may_undo(batch: ImportBatch) -> Decision:
    """Whether a committed batch can still be taken back, else why not."""
    if batch.state != State.COMMITTED or batch.plan is None:
        return Denied(f"这次导入的状态是“{batch.get_state_display()}”，没有可以撤销的。")
    later = ImportBatch.objects.filter(
        plan=batch.plan, state=State.COMMITTED, committed_at__gt=batch.committed_at
    ).light()
    if newest := later.order_by("-committed_at").first():
        return Denied(f"这份计划后来又按“{newest.name}”修订过，请先撤销那一次。")
    if batch.plan.state == Plan.State.ARCHIVED:
        return Denied("计划已归档，不能撤销导入。")
    if event := first_act(_events(batch)):
        return Denied(f"{told(event)}，不能整体撤销。")
    return Allowed()


def _events(batch: ImportBatch) -> QuerySet[TaskEvent]:
    """History since the commit of the tasks that it made or changed."""
    assert batch.plan is not None
    revision = batch.undo.get("revision")
    if revision is None:
        return batch.plan.events.all()
    touched = {*revision["added"], *revision["retired"]}
    touched |= {change["task"] for change in revision["changed"] if change["fields"]}
    return batch.plan.events.filter(task__in=touched, pk__gt=revision["last_event"])


@transaction.atomic
def undo(*, batch: ImportBatch, by: By, now: dt.datetime) -> ImportBatch:
    """Take the commit back: a first import's plan goes, a revision's changes are reversed.

    What it added to the directory goes as far as nothing else uses it.  A batch that has been undone is
    answered as it stands.  Raises Forbidden, Refusal.
    """
    batch = ImportBatch.objects.select_for_update().defer("content").get(pk=batch.pk)
    if by.user is not None:
        require(may_run_plans_of(by.user, batch.organisation))
    if batch.state == State.UNDONE:
        return batch
    decision = may_undo(batch)
    if not decision:
        raise Refusal(decision.reason)
    plan = batch.plan
    assert plan is not None
    title, detail = str(plan), {"plan": plan.pk}
    batch.state, batch.plan = State.UNDONE, None
    batch.outcome |= {"undone": title}
    batch.save(update_fields=["state", "plan", "outcome"])
    if "revision" in batch.undo:
        detail |= _reverse(plan, batch.undo["revision"], by.user, now)
    else:
        detail |= plans.remove(plan=plan, actor=by.user, now=now)
    detail |= _clear_directory(batch, by)
    note(IMPORT_UNDONE, by, title, batch=batch.pk, file=batch.name, **detail)
    return batch


def _reverse(plan: Plan, done: Json, user: User | None, now: dt.datetime) -> Json:
    if user is None:
        raise Refusal("撤销修订要由公开办人员在网页上操作。")
    headings = Headings(plan)
    for change in done["changed"]:
        _change_back(change, headings, user, now)
    for pk in done["added"]:
        task = Task.objects.select_related("plan").get(pk=pk)
        revising.retire_task(task=task, actor=user, now=now, reason=REASON)
    for pk in done["retired"]:
        task = Task.objects.select_related("plan").get(pk=pk)
        revising.restore_task(task=task, actor=user, now=now, reason=REASON)
    facts = dict(done["facts"])
    if facts.get("issued_on"):
        facts["issued_on"] = dt.date.fromisoformat(facts["issued_on"])
    revising.revise_facts(plan=plan, actor=user, now=now, values=facts)
    revising.arrange(plan=plan, order=done["order"])
    return {name: len(done[name]) for name in ("changed", "added", "retired")}


def _change_back(change: Json, headings: Headings, user: User, now: dt.datetime) -> None:
    task = Task.objects.select_related("plan", "requirement").get(pk=change["task"])
    for name, value in change["fields"].items():
        try:
            set_field(name, task, new_value(name, value), headings, user, now, seen=change["after"][name])
        except EditConflict as conflict:
            raise Refusal(f"“{task}”在这次修订之后又改过，不能整体撤销。{conflict.reason}") from conflict
    revising.reprint(task=task, place=change["place"], cells=change["cells"], remark=change["remark"])


def _clear_directory(batch: ImportBatch, by: By) -> Json:
    """Remove the batch's new collectives, names and units that nothing uses; answers their names."""
    removed: list[str] = []
    stayed: list[str] = []
    for group in UnitGroup.objects.filter(pk__in=batch.undo.get("groups", ())):
        (removed if remove_group(group=group, by=by) else stayed).append(group.name)
    for alias in UnitAlias.objects.filter(pk__in=batch.undo.get("aliases", ())):
        if not _in_use(alias, batch):
            removed.append(alias.name)
            forget_alias(alias=alias, by=by)
    for unit in Unit.objects.filter(pk__in=batch.undo.get("units", ())).order_by("-path"):
        (removed if remove_unit(unit=unit, by=by) else stayed).append(unit.name)
    return {"removed": sorted(removed), "stayed": sorted(stayed)}


def _in_use(alias: UnitAlias, batch: ImportBatch) -> bool:
    """Whether another import that stands has met this name; it would be asked about again."""
    standing = [State.DRAFT, State.COMMITTED]
    others = ImportBatch.objects.filter(organisation=batch.organisation, state__in=standing)
    return any(
        alias.name == unit["name"]
        for recognised in others.exclude(pk=batch.pk).values_list("recognised", flat=True)
        for task in (recognised or {"tasks": ()})["tasks"]
        for unit in task["units"]
    )
