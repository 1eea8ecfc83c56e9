"""Two people and their tabs at the fields of one task, drawn, against the services and their history."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from tasks.models import Task
from tasks.services import editing
from tasks.services.editing import EditConflict, words_of
from tasks.services.undo import last_of, undo
from tests.factories import person
from tests.factories_tasks import at, due, issued_plan, new_task
from tests.tasks.conftest import Bureau
from units.models import User

NOW = at(dt.date(2026, 7, 6))
DAYS = [dt.date(2026, 9, day) for day in (1, 2, 3)]
TEXTS = ("甲法。", "乙法。", "丙法。")


def save(task: Task, who: User, name: str, choice: int, seen: str) -> str:
    """Save one of three values through the service; returns the words of what was written."""
    if name == "text":
        editing.edit_text(task=task, actor=who, now=NOW, text=TEXTS[choice], seen=seen)
        return TEXTS[choice]
    editing.edit_deadline(task=task, actor=who, now=NOW, deadline=due(DAYS[choice]), seen=seen)
    return f"2026年9月{choice + 1}日"


@pytest.mark.parametrize("seed", range(8))
def test_the_services_lose_nothing_either(bureau: Bureau, seed: int) -> None:
    """Five interleavings a seed, ten steps each; every change in the history follows on the one before it."""
    people = (bureau.clerk, person("office", bureau.unit))
    plan = issued_plan(
        bureau.unit, [new_task(f"第{n}项。", bureau.green, deadline=due(DAYS[0])) for n in range(5)]
    )
    luck = Random(seed)
    for task in plan.tasks.all():
        first = words_of(task)
        shown = {(who, name): first[name] for who in range(2) for name in ("text", "deadline")}
        stands = dict(first)
        writer: dict[str, int] = {}
        for _ in range(10):
            who, name, choice = luck.randrange(2), luck.choice(("text", "deadline")), luck.randrange(3)
            try:
                wrote = save(task, people[who], name, choice, shown[who, name])
            except EditConflict:
                assert writer[name] != who
                shown[who, name] = stands[name]
                continue
            assert shown[who, name] == stands[name] or writer[name] == who or wrote == stands[name]
            if wrote != stands[name]:
                writer[name] = who
            stands[name] = shown[who, name] = wrote
        task.refresh_from_db()
        assert {name: words_of(task)[name] for name in ("text", "deadline")} == {
            name: stands[name] for name in ("text", "deadline")
        }
        for label, start in (("任务", first["text"]), ("完成时限", first["deadline"])):
            changes = task.events.filter(changes__has_key=label).order_by("pk")
            chain = [event.changes[label] for event in changes]
            assert [before for before, _ in chain] == [start, *(after for _, after in chain)][: len(chain)]


def test_everything_can_be_taken_back_to_the_beginning(bureau: Bureau) -> None:
    plan = issued_plan(bureau.unit, [new_task("一项。", bureau.green, deadline=due(DAYS[0]))])
    task = plan.tasks.get()
    first = words_of(task)
    for choice in (1, 2, 1, 0):
        for name in ("text", "deadline"):
            task = plan.tasks.get()
            save(task, bureau.clerk, name, choice, words_of(task)[name])
    while last := last_of(plan, bureau.clerk):
        assert last.batch is not None
        undo(plan=plan, actor=bureau.clerk, now=NOW, batch=last.batch)
    assert words_of(plan.tasks.get()) == first
