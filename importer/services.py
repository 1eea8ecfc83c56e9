"""What people do with a draft: correct facts and tasks, answer questions, accept what was pointed out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from common.decisions import Refusal, require
from importer import corrections, reshaping
from importer.corrections import Draft, Item, laid_over
from importer.draft import PlanDraft
from importer.lineage import NOTHING, lineage_of
from importer.models import ImportBatch
from importer.years import stray_dates
from tasks.permissions import may_run_plans_of
from units.audit import By
from units.models import User

Json = dict[str, Any]
Change = Callable[[PlanDraft, Draft, Json], Json]


class Stale(Refusal):
    """Somebody else has changed the same task since the form was opened."""

    def __init__(self) -> None:
        super().__init__("这一项刚刚被别人改过，下面是现在的内容，请再改一次。")


def locked(batch: ImportBatch, user: User | None) -> ImportBatch:
    """The batch, held until the transaction ends, while it may be changed by this person."""
    batch = ImportBatch.objects.select_for_update().defer("content", "source").get(pk=batch.pk)
    if user is not None:
        require(may_run_plans_of(user, batch.organisation))
    if not batch.is_draft:
        raise Refusal(f"这次导入的状态是“{batch.get_state_display()}”，不能再修改。")
    return batch


@transaction.atomic
def _correct(batch: ImportBatch, by: By, change: Change) -> ImportBatch:
    """Read, change and write the corrections under the row's lock: two people's edits both stay."""
    batch = locked(batch, by.user)
    recognised = batch.read_plan
    draft = laid_over(recognised, batch.corrections)
    batch.corrections = change(recognised, draft, batch.corrections)
    return _saved(batch, by, "corrections")


def _saved(batch: ImportBatch, by: By, field: str) -> ImportBatch:
    """With who did it and when: the next one who opens the draft sees whose work it is."""
    batch.touched_by, batch.touched_at = by.user, timezone.now()
    batch.save(update_fields=[field, "touched_by", "touched_at"])
    return batch


def correct_facts(*, batch: ImportBatch, by: By, values: Json) -> ImportBatch:
    """Set facts of the plan (importer.corrections); dates without a printed year follow."""
    return _correct(batch, by, lambda recognised, _, old: corrections.with_facts(old, recognised, values))


def correct_task(*, batch: ImportBatch, by: By, index: int, seen: str, values: Json) -> ImportBatch:
    """Set all correctable fields of one task; ``{}`` goes back to what was read.  Raises Stale, Refusal."""

    def change(_: PlanDraft, draft: Draft, old: Json) -> Json:
        return corrections.with_task(old, _unchanged(draft, index, seen), values)

    return _correct(batch, by, change)


def correct_headings(
    *, batch: ImportBatch, by: By, old: tuple[str, ...], new: tuple[str, ...]
) -> ImportBatch:
    """Give the headings ``old`` (a path) other words, for all tasks under them; an empty one goes."""

    def change(_: PlanDraft, draft: Draft, kept: Json) -> Json:
        if not any(item.task.path[: len(old)] == old for item in draft.items):
            raise Refusal("这个标题刚刚被别人改过，请刷新后再改。")
        return corrections.with_headings(kept, draft, old, new)

    return _correct(batch, by, change)


def move_year(*, batch: ImportBatch, by: By, key: str) -> ImportBatch:
    """Put the dates that a question is about (importer.years) into the plan's year."""

    def change(_: PlanDraft, draft: Draft, old: Json) -> Json:
        stray = next((each for each in stray_dates(draft) if each.key == key), None)
        if stray is None:
            raise Refusal("这些时限刚刚被别人改过，请刷新后再看。")
        for item in stray.items:
            mine = old.get("tasks", {}).get(str(item.index), {})
            deadline = {**corrections.deadline_json(item.task.deadline), "date": stray.moved.isoformat()}
            old = corrections.with_task(old, item, {**mine, "deadline": deadline})
        return old

    return _correct(batch, by, change)


def draft_of(batch: ImportBatch) -> Draft:
    """What was recognised in the batch, with what people corrected."""
    return laid_over(batch.read_plan, batch.corrections)


def item_at(draft: Draft, index: int) -> Item:
    item = draft.find(index)
    if item is None or item.index != index:
        raise Refusal("没有这一项任务。")
    return item


def split_task(*, batch: ImportBatch, by: By, index: int, seen: str, texts: list[str]) -> ImportBatch:
    """Make one task several, a text each; raises Stale, Refusal."""

    def change(recognised: PlanDraft, draft: Draft, old: Json) -> Json:
        item = _unchanged(draft, index, seen)
        if len(texts) < 2:
            raise Refusal("拆分至少要有两行，一行一项。")
        if item.joined:
            raise Refusal("这一项是合并来的，请先恢复为识别结果再拆分。")
        return reshaping.with_split(old, len(recognised.tasks), index, item.root, texts)

    return _correct(batch, by, change)


def join_task(*, batch: ImportBatch, by: By, index: int, seen: str) -> ImportBatch:
    """Make a task part of the one before it, with what people have corrected of both."""

    def change(recognised: PlanDraft, draft: Draft, old: Json) -> Json:
        item = _unchanged(draft, index, seen)
        if item.position == 0:
            raise Refusal("这是第一项，前面没有可以并入的任务。")
        before = draft.items[item.position - 1]
        joined = reshaping.with_join(old, index)
        both = reshaping.merged(before.task, item.task)
        head = laid_over(recognised, joined).at(before.index)
        values = {**joined.get("tasks", {}).get(str(before.index), {})}
        values |= {"text": both.text, "units": corrections.units_json(both.units)}
        return corrections.with_task(joined, head, values)

    return _correct(batch, by, change)


def unshape_task(*, batch: ImportBatch, by: By, index: int) -> ImportBatch:
    """Take splitting and joining of a task back: its parts stand as they were read."""

    def change(_: PlanDraft, draft: Draft, old: Json) -> Json:
        item = item_at(draft, index)
        return reshaping.without_reshaping(old, item.root, item.joined)

    return _correct(batch, by, change)


def _unchanged(draft: Draft, index: int, seen: str) -> Item:
    item = item_at(draft, index)
    if item.seen != seen:
        raise Stale
    return item


@transaction.atomic
def answer_units(*, batch: ImportBatch, by: By, answers: dict[str, Json | None]) -> ImportBatch:
    """Say what printed names mean (importer.holders); None takes an answer back."""
    batch = locked(batch, by.user)
    units = {**batch.answers.get("units", {}), **answers}
    batch.answers = {
        **batch.answers,
        "units": {name: answer for name, answer in units.items() if answer is not None},
    }
    return _saved(batch, by, "answers")


@transaction.atomic
def choose_plan(*, batch: ImportBatch, by: By, plan: int) -> ImportBatch:
    """Say which plan (its id) the document revises, or importer.lineage.NOTHING."""
    batch = locked(batch, by.user)
    choices = {
        each.pk for each in lineage_of(batch, laid_over(batch.read_plan, batch.corrections).plan).choices
    }
    if plan != NOTHING and plan not in choices:
        raise Refusal("这份计划已经归档或撤销，不能再修订。")
    batch.answers = {**batch.answers, "revises": plan, "apart": []}
    return _saved(batch, by, "answers")


@transaction.atomic
def set_apart(*, batch: ImportBatch, by: By, old: str, new: str) -> ImportBatch:
    """Say that a task of the plan (id) and one of the draft (index) are not the same; empty: all may be."""
    batch = locked(batch, by.user)
    apart = [*batch.answers.get("apart", []), [old, new]] if old else []
    batch.answers = {**batch.answers, "apart": apart}
    return _saved(batch, by, "answers")


@transaction.atomic
def accept(*, batch: ImportBatch, by: By, keys: Sequence[str]) -> ImportBatch:
    """Say that what questions or hints point out is as it should be."""
    batch = locked(batch, by.user)
    accepted = dict.fromkeys([*batch.answers.get("accepted", []), *keys])
    batch.answers = {**batch.answers, "accepted": list(accepted)}
    return _saved(batch, by, "answers")
