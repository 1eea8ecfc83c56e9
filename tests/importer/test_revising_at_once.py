"""Two clerks revise one plan, or one edits it while the other revises: one after the other, never mixed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from common.decisions import Refusal
from importer import commit, services
from importer.models import ImportBatch
from tasks.models import Plan, Task
from tasks.services import editing, plans
from tests.factories import UnitFactory, organisation, person
from tests.importer import made
from tests.importer.test_commit_at_once import at_once
from tests.importer.test_revising import LATER, NOW, revised, seen_by, standing, tasks
from units.audit import By
from units.models import Unit

OTHERS = [made.task("修剪行道树。", "绿化科", number="1"), *tasks()[1:]]


class World:
    """A plan in force, and two documents that two clerks took for its revision."""

    def __init__(self) -> None:
        self.bureau = organisation("云溪市园林局")
        for name in ("办公室", "绿化科", "财务科"):
            UnitFactory(name=name, parent=self.bureau)
        self.clerks = [By(person("office", self.bureau), "192.0.2.7") for _ in range(2)]
        self.plan = _plan_in_force(self.bureau, self.clerks[0])
        drafts = (made.plan(*revised()), made.plan(*OTHERS))
        received = [made.batch(self.bureau, draft, data=draft.tasks[0].text.encode()) for draft in drafts]
        self.batches = [self._taken(batch, number) for number, batch in enumerate(received)]
        self.seen = [seen_by(batch) for batch in self.batches]

    def _taken(self, batch: ImportBatch, clerk: int) -> ImportBatch:
        return services.choose_plan(batch=batch, by=self.clerks[clerk], plan=self.plan.pk)

    def commit(self, number: int) -> bool:
        """Whether the clerk of this number got their document in."""
        batch = ImportBatch.objects.get(pk=self.batches[number].pk)
        return _went(
            lambda: commit.commit(
                batch=batch, by=self.clerks[number], now=LATER, seen=self.seen[number], yes=frozenset()
            )
        )

    def edit(self, text: str) -> bool:
        task = Task.objects.get(plan=self.plan, number="2", text=tasks()[1].text)
        user = self.clerks[1].user
        assert user
        return _went(lambda: editing.edit_text(task=task, actor=user, now=LATER, text=text, seen=task.text))

    @property
    def texts(self) -> list[str]:
        return [text for _, text, _ in standing(self.plan)]


def _plan_in_force(bureau: Unit, by: By) -> Plan:
    batch = commit.commit(batch=made.batch(bureau, made.plan(*tasks())), by=by, now=NOW)
    assert batch.plan is not None
    return plans.issue(plan=batch.plan, actor=by.user, now=NOW)


def _went(act: Callable[[], object]) -> bool:
    try:
        act()
    except Refusal:
        return False
    return True


BOTH = [[task.text for task in revised()], [task.text for task in OTHERS]]
EDITED = "公开养护标准、作业规程和收费标准。"


@pytest.mark.django_db
def test_the_second_of_two_documents_is_looked_at_again() -> None:
    world = World()
    assert world.commit(1)
    assert not world.commit(0)
    assert world.texts == BOTH[1]


@pytest.mark.django_db
def test_an_edit_before_the_commit_is_not_overwritten_unseen() -> None:
    world = World()
    assert world.edit(EDITED)
    assert not world.commit(0)
    assert EDITED in world.texts


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_documents_at_once_are_one() -> None:
    world = World()
    answers = at_once(lambda: (0, world.commit(0)), lambda: (1, world.commit(1)))
    (winner,) = (number for number, done in answers if done)  # type: ignore[misc]
    assert len(answers) == 2
    assert world.texts == BOTH[winner]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_an_edit_during_the_commit_is_before_it_or_after_it() -> None:
    world = World()
    answers = dict(
        at_once(lambda: ("commit", world.commit(0)), lambda: ("edit", world.edit(EDITED)))  # type: ignore[call-overload]
    )
    # Whoever comes second is told; an edit that comes second to a clause left alone stands upon the commit.
    assert len(answers) == 2
    assert any(answers.values())
    if answers["commit"]:
        others = [text for text in world.texts if text != EDITED]
        assert set(others) <= set(BOTH[0])
        assert (EDITED in world.texts) == answers["edit"]
    else:
        assert answers["edit"]
        assert EDITED in world.texts
        assert BOTH[0][0] not in world.texts
