"""Splitting and joining tasks of a draft; the draft as recognised stays untouched."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from importer.draft import DeadlineDraft, Finding, Severity
from importer.findings import assumed_dates, remarks
from importer.models import ImportBatch
from importer.review import review_of
from tasks.models import Plan
from tests.importer import made
from tests.importer.views.pages import HTMX, fields, text, url
from units.models import Unit

pytestmark = pytest.mark.django_db
WHOLE = "每季度更新公开目录。9月底前完成栏目改版。"


@pytest.fixture
def batch(bureau: Unit) -> ImportBatch:
    deadline = DeadlineDraft(
        text="9月底前", kind="date", date=dt.date(2026, 9, 30), source="text", reason="推定"
    )
    drawn = made.plan(
        made.task(WHOLE, "办公室", number="1", deadline=deadline),
        made.task("修剪行道树。", "绿化科", row=3, number="2"),
        findings=(
            Finding(Severity.WARNING, "several_duties", "一条里有几件事。", task=0),
            Finding(Severity.WARNING, "year_assumed", "推定", task=0),
        ),
    )
    return made.batch(bureau, drawn)


def now(batch: ImportBatch) -> list[str]:
    return [item.task.text for item in items(batch)]


def items(batch: ImportBatch) -> tuple:  # type: ignore[type-arg]
    batch.refresh_from_db()
    return review_of(batch).draft.items


def split(office: Client, batch: ImportBatch, index: int, parts: str, **more: str) -> object:
    sent = {"seen": review_of(batch).draft.at(index).seen, "parts": parts, **more}
    return office.post(url("split", batch.pk, index), sent)


def test_the_form_suggests_sentences(office: Client, batch: ImportBatch) -> None:
    page = text(office.get(url("split", batch.pk, 0)))
    assert "每季度更新公开目录。\n9月底前完成栏目改版。</textarea>" in page
    assert "<html" not in text(office.get(url("split", batch.pk, 0), headers=HTMX))


def test_parts_are_tasks_with_deadlines_of_their_own(office: Client, batch: ImportBatch) -> None:
    office.post(url("task", batch.pk, 0), fields(batch, 0, **{"units-0-name": "财务审计科"}, kind="date"))
    batch.refresh_from_db()
    office.post(url("task", batch.pk, 0), {"restore": "1"})
    batch.refresh_from_db()
    recognised = batch.recognised
    split(office, batch, 0, "每季度更新公开目录。\n9月底前完成栏目改版。")
    first, second, third = items(batch)
    assert (first.task.deadline.kind, first.task.deadline.recurrence) == ("none", "quarterly")
    assert second.task.deadline.date == dt.date(2026, 9, 30)
    assert [item.number for item in (first, second, third)] == [1, 2, 3]
    assert [item.index for item in (first, second, third)] == [0, 2, 1]
    assert second.task.units == first.task.units
    assert remarks(review_of(batch).draft, Severity.WARNING) == []
    assert [guess.items for guess in assumed_dates(review_of(batch).draft)] == [(second,)]
    assert batch.recognised == recognised
    assert 'id="task-2"' in text(office.get(url("detail", batch.pk)))
    office.post(url("commit", batch.pk))
    assert [task.text for task in Plan.objects.get().tasks.in_printed_order()] == now(batch)


def test_a_part_inherits_corrections_and_can_be_split_again(office: Client, batch: ImportBatch) -> None:
    office.post(url("task", batch.pk, 0), fields(batch, 0, **{"units-0-name": "财务审计科"}))
    batch.refresh_from_db()
    split(office, batch, 0, "甲。\n乙，丙。")
    batch.refresh_from_db()
    split(office, batch, 2, "乙。\n丙。")
    assert now(batch) == ["甲。", "乙。", "丙。", "修剪行道树。"]
    assert {item.task.units[0].name for item in items(batch)[:3]} == {"财务审计科"}


def test_a_task_joins_the_one_before_and_leaves_it_again(office: Client, batch: ImportBatch) -> None:
    split(office, batch, 1, "", join="1")
    (only,) = items(batch)
    assert only.task.text == f"{WHOLE}\n修剪行道树。"
    assert [unit.name for unit in only.task.units] == ["办公室", "绿化科"]
    assert "恢复为识别时的样子" in text(office.get(url("split", batch.pk, 0)))
    split(office, batch, 0, "", whole="1")
    assert now(batch) == [WHOLE, "修剪行道树。"]


def test_a_join_keeps_what_was_corrected(office: Client, batch: ImportBatch) -> None:
    office.post(url("task", batch.pk, 1), fields(batch, 1, text="修剪并公示。"))
    batch.refresh_from_db()
    split(office, batch, 1, "", join="1")
    assert now(batch) == [f"{WHOLE}\n修剪并公示。"]


def test_a_split_is_taken_back(office: Client, batch: ImportBatch) -> None:
    split(office, batch, 0, "甲。\n乙。")
    batch.refresh_from_db()
    split(office, batch, 2, "", whole="1")
    assert now(batch) == [WHOLE, "修剪行道树。"]
    assert batch.corrections["splits"] == {}


def test_one_line_is_no_split(office: Client, batch: ImportBatch) -> None:
    assert split(office, batch, 0, "只有一行。").status_code == 422  # type: ignore[attr-defined]
    assert len(items(batch)) == 2


def test_the_first_task_joins_nothing(office: Client, batch: ImportBatch) -> None:
    assert split(office, batch, 0, "", join="1").status_code == 409  # type: ignore[attr-defined]


def test_a_stale_split_is_refused(office: Client, batch: ImportBatch) -> None:
    sent = {"seen": "0" * 16, "parts": "甲。\n乙。"}
    assert office.post(url("split", batch.pk, 0), sent).status_code == 409
    assert len(items(batch)) == 2
