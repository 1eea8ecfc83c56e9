"""Two people press the button at the same moment, on connections of their own."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from importer import commit, services
from importer.models import ImportBatch
from tasks.models import Plan
from tests.factories import UnitFactory, organisation
from tests.importer import made
from units.audit import SYSTEM

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*acts: object) -> list[object]:
    """What each act answered; all start together."""
    start, answers = Barrier(len(acts)), []

    def run(act: object) -> None:
        start.wait()
        try:
            answers.append(act())  # type: ignore[operator]
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def batch() -> ImportBatch:
    bureau = organisation("云溪市园林局")
    UnitFactory(name="办公室", parent=bureau)
    return made.batch(bureau, made.plan(made.task("一。", "办公室", "甲站", "乙站")))


def answer(batch: ImportBatch, name: str) -> ImportBatch:
    return services.answer_units(batch=batch, by=SYSTEM, answers={name: {"as": "unit", "to": f"new:{name}"}})


def test_both_answers_are_kept(batch: ImportBatch) -> None:
    at_once(lambda: answer(batch, "甲站"), lambda: answer(batch, "乙站"))
    batch.refresh_from_db()
    assert set(batch.answers["units"]) == {"甲站", "乙站"}


def test_two_commits_are_one_plan(batch: ImportBatch) -> None:
    for name in ("甲站", "乙站"):
        answer(batch, name)
    now = timezone.now()
    done = at_once(*[lambda: commit.commit(batch=batch, by=SYSTEM, now=now)] * 3)
    assert len({found.plan_id for found in done}) == 1  # type: ignore[attr-defined]
    assert len(done) == 3
    assert Plan.objects.count() == 1
