"""The bytes of uploads that nobody went on with go after thirty days; what people did with them stays."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from common.decisions import Refusal
from importer import commit, jobs, reception
from importer.models import ImportBatch
from tests.factories import UnitFactory, organisation
from tests.importer import made
from units.audit import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch() -> ImportBatch:
    bureau = organisation("云溪市园林局")
    UnitFactory(name="办公室", parent=bureau)
    return made.batch(bureau, made.plan(made.task("一。", "办公室")))


def aged(days: int) -> None:
    ImportBatch.objects.update(received_at=timezone.now() - dt.timedelta(days=days))


def test_an_old_draft_loses_its_bytes_and_can_still_be_committed(batch: ImportBatch) -> None:
    aged(31)
    jobs.purge()
    batch.refresh_from_db()
    assert (batch.content, batch.state) == (None, "draft")
    assert commit.commit(batch=batch, by=SYSTEM, now=timezone.now()).plan is not None


def test_a_young_draft_keeps_them(batch: ImportBatch) -> None:
    aged(29)
    jobs.purge()
    batch.refresh_from_db()
    assert batch.content is not None


def test_a_refused_upload_without_bytes_is_not_read_again(batch: ImportBatch) -> None:
    ImportBatch.objects.update(state="refused", refusal="读不了。")
    aged(31)
    jobs.purge()
    with pytest.raises(Refusal, match="重新上传"):
        reception.try_again(batch=batch, by=SYSTEM, now=timezone.now())


def test_what_waits_for_a_reader_keeps_its_bytes(batch: ImportBatch) -> None:
    ImportBatch.objects.update(state="received", recognised=None)
    aged(31)
    jobs.purge()
    batch.refresh_from_db()
    assert batch.content is not None
