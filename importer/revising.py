"""The changes that a revised document makes to its plan, through the ledger's services."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from common.decisions import Refusal
from importer.corrections import Item
from importer.diff import Change, Kind, Pair
from importer.fields import set_field, value_of
from importer.making import Made, make_units, new_task
from importer.models import ImportBatch
from importer.printed import printed_row
from importer.review import Review
from importer.revision import revision_of
from tasks.models import Plan, Task, TaskEvent
from tasks.services import revising
from tasks.services.plans import Headings
from units.models import User

Json = dict[str, Any]
GONE = "修订稿中没有这一项"
CHANGED_SINCE = "草稿或原计划刚刚有了变动，请重新核对下面的改动。"


@dataclass
class Revised:
    """``counts`` of what was done, for people; ``undo`` says how to take it back (importer.undo)."""

    counts: dict[str, int] = field(
        default_factory=lambda: {"added": 0, "changed": 0, "gone": 0, "same": 0, "kept": 0}
    )
    undo: Json = field(default_factory=lambda: {"changed": [], "added": [], "retired": [], "facts": {}})


class _Revising:
    def __init__(self, plan: Plan, review: Review, made: Made, user: User, now: dt.datetime) -> None:
        self.plan, self.review, self.made, self.user, self.now = plan, review, made, user, now
        self.items = {str(item.index): item for item in review.draft.kept}
        self.headings = Headings(plan)
        self.done = Revised()

    def change(self, pair: Pair, accepted: tuple[Change, ...]) -> None:
        assert pair.before is not None
        assert pair.after is not None
        task = Task.objects.select_related("plan", "requirement").get(pk=pair.before.key)
        item = self.items[pair.after.key]
        before: Json = {
            "task": task.pk,
            "place": task.place,
            "cells": task.cells,
            "remark": task.remark,
            "fields": {change.field: value_of(change.field, task, self.headings) for change in accepted},
            "after": {change.field: change.after for change in accepted},
        }
        new = new_task(item, self.review, self.made)
        for change in accepted:
            set_field(change.field, task, new, self.headings, self.user, self.now, seen=change.before)
        kept = frozenset(change.field for change in pair.changes if change not in accepted)
        self._reprint(task, item, kept)
        self.done.undo["changed"].append(before)
        if accepted:
            self.done.counts["changed"] += 1
        elif pair.kind == Kind.SAME:
            self.done.counts["same"] += 1
        if kept:
            self.done.counts["kept"] += 1

    def _reprint(self, task: Task, item: Item, kept: frozenset[str]) -> None:
        """The row as the document prints it, where nothing of it was refused."""
        drawn = item.task
        cells = printed_row(task.cells, drawn.cells, drawn, kept)
        revising.reprint(task=task, place=drawn.place.as_json(), cells=cells, remark=drawn.remark)

    def take_out(self, pair: Pair, yes: bool) -> None:
        assert pair.before is not None
        task = Task.objects.select_related("plan").get(pk=pair.before.key)
        if pair.goes(yes):
            revising.retire_task(task=task, actor=self.user, now=self.now, reason=GONE)
            self.done.undo["retired"].append(task.pk)
            self.done.counts["gone"] += 1
        else:
            self.done.counts["kept"] += 1

    def add(self, pairs: list[Pair]) -> dict[str, int]:
        """Task ids by the keys of the document's entries."""
        keys = [pair.after.key for pair in pairs if pair.after]
        tasks = [new_task(self.items[key], self.review, self.made) for key in keys]
        added = revising.add_tasks(plan=self.plan, actor=self.user, now=self.now, tasks=tasks)
        self.done.undo["added"] = [task.pk for task in added]
        self.done.counts["added"] = len(added)
        return {key: task.pk for key, task in zip(keys, added, strict=True)}


def revise(
    *,
    batch: ImportBatch,
    review: Review,
    made: Made,
    facts: Json,
    now: dt.datetime,
    seen: str,
    yes: frozenset[str],
) -> Revised:
    """Apply the diff of the batch against its chosen plan; ``seen`` and ``yes``: see importer.commit."""
    plan, user = review.lineage.chosen, made.by.user
    assert plan is not None
    if user is None:
        raise Refusal("修订已有的计划要由公开办人员在网页上核对。")
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    list(plan.tasks.select_for_update().values_list("pk"))
    revision = revision_of(batch, review, plan)
    if revision.seen != seen:
        raise Refusal(CHANGED_SINCE)
    make_units(review, made)
    work = _Revising(plan, review, made, user, now)
    undo = work.done.undo
    undo["order"] = list(plan.tasks.in_printed_order().values_list("pk", flat=True))
    for pair in revision.pairs:
        agreed = pair.before is not None and pair.before.key in yes
        if pair.kind == Kind.GONE:
            work.take_out(pair, agreed)
        elif pair.kind != Kind.NEW:
            work.change(pair, pair.accepted(agreed))
    added = work.add(revision.of_kind(Kind.NEW))
    order = [
        int(pair.before.key) if pair.before else added[pair.after.key]
        for pair in revision.pairs
        if pair.after
    ]
    revising.arrange(plan=plan, order=order)
    before = revising.revise_facts(plan=plan, actor=user, now=now, values=facts)
    undo["facts"] = {
        name: str(value) if name == "issued_on" and value else value for name, value in before.items()
    }
    undo["last_event"] = TaskEvent.objects.filter(plan=plan).order_by("-pk").values_list("pk", flat=True)[0]
    return work.done
