"""Correcting a draft in place, with scripts on and off."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from importer.draft import Finding, Severity
from importer.models import ImportBatch
from importer.review import review_of
from tests.factories import person
from tests.importer import made
from tests.importer.views.pages import HTMX, fields, text, url
from units.models import Unit

pytestmark = pytest.mark.django_db


def test_a_task_is_corrected_in_place(office: Client, batch: ImportBatch) -> None:
    form = office.get(url("task", batch.pk, 0), headers=HTMX)
    assert "<html" not in text(form)
    sent = fields(batch, 0, text="编制养护计划。", **{"units-1-name": "绿化科"})
    part = text(office.post(url("task", batch.pk, 0), sent, headers=HTMX))
    assert "编制养护计划。" in part
    assert "入库（还有 1 个问题）" in part


def test_a_task_is_corrected_without_scripts(office: Client, batch: ImportBatch) -> None:
    assert "<html" in text(office.get(url("task", batch.pk, 0)))
    sent = fields(batch, 0, kind="relative", date="", days_after_issue="30")
    answer = office.post(url("task", batch.pk, 0), sent)
    assert answer.headers["Location"] == f"{url('detail', batch.pk)}#task-0"
    page = text(office.get(url("detail", batch.pk)))
    assert "印发后 30 日内（2026-08-05）" in page


def test_a_unit_row_is_added_and_emptied(office: Client, batch: ImportBatch) -> None:
    added = {"units-TOTAL_FORMS": 3, "units-2-role": "lead", "units-2-name": "各绿化站"}
    office.post(url("task", batch.pk, 0), fields(batch, 0, **added, **{"units-0-name": ""}))
    batch.refresh_from_db()
    units = review_of(batch).draft.items[0].task.units
    assert [(unit.name, unit.role, unit.group) for unit in units] == [
        ("财务科", "responsible", False),
        ("各绿化站", "lead", True),
    ]


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"kind": "date", "date": ""}, {"kind": "relative", "date": ""}]
)
def test_a_wrong_correction_is_told(office: Client, batch: ImportBatch, wrong: dict[str, str]) -> None:
    answer = office.post(url("task", batch.pk, 0), fields(batch, 0, **wrong), headers=HTMX)
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)


def test_the_later_of_two_edits_sees_the_earlier(office: Client, batch: ImportBatch) -> None:
    stale = fields(batch, 0, text="后改的。")
    office.post(url("task", batch.pk, 0), fields(batch, 0, text="先改的。"))
    answer = office.post(url("task", batch.pk, 0), stale, headers=HTMX)
    assert answer.status_code == 409
    assert "先改的。" in text(answer)


def test_a_correction_is_taken_back(office: Client, batch: ImportBatch) -> None:
    office.post(url("task", batch.pk, 0), fields(batch, 0, text="改过的。"))
    office.post(url("task", batch.pk, 0), {"restore": "1"})
    batch.refresh_from_db()
    assert review_of(batch).draft.items[0].task.text == "编制计划。"


def test_a_heading_is_corrected(office: Client, batch: ImportBatch) -> None:
    assert "一、苗木养护" in text(office.get(url("heading", batch.pk, 0), headers=HTMX))
    office.post(url("heading", batch.pk, 0), {"level1": "一、树木养护", "seen1": "一、苗木养护"})
    batch.refresh_from_db()
    assert {item.task.path for item in review_of(batch).draft.items} == {("一、树木养护",)}


def test_a_heading_that_has_changed_is_not_overwritten(office: Client, batch: ImportBatch) -> None:
    answer = office.post(url("heading", batch.pk, 0), {"level1": "一、树木养护", "seen1": "一、旧标题"})
    assert answer.status_code == 422


def test_one_fact_alone_leaves_the_others(office: Client, batch: ImportBatch) -> None:
    office.post(url("facts", batch.pk), {"issued_on": "2026-01-05"})
    batch.refresh_from_db()
    assert batch.corrections["facts"] == {"issued_on": "2026-01-05"}
    assert review_of(batch).draft.items[0].task.deadline.date == dt.date(2026, 1, 31)


def test_a_wrong_fact_is_told(office: Client, batch: ImportBatch) -> None:
    assert office.post(url("facts", batch.pk), {"year": "26"}).status_code == 422
    assert office.post(url("facts", batch.pk), {"title": ""}).status_code == 422


def test_a_question_of_the_interpreter_can_be_accepted(office: Client, bureau: Unit) -> None:
    finding = Finding(Severity.QUESTION, "unheard_of", "还有一件事要问。")
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室"), findings=(finding,)))
    (question,) = review_of(batch).questions
    office.post(url("accept", batch.pk), {"key": question.key}, headers=HTMX)
    batch.refresh_from_db()
    assert review_of(batch).questions == []


def test_names_and_texts_are_words_not_markup(office: Client, bureau: Unit) -> None:
    evil = "<script>alert(1)</script>\"'&科"
    drawn = made.plan(made.task(evil, evil, path=(evil,)), title=evil, issuer=evil)
    batch = made.batch(bureau, drawn)
    page = text(office.get(url("detail", batch.pk)))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert office.get(url("answer", batch.pk), {"name": evil}).status_code == 200


@pytest.mark.parametrize(
    ("part", "shown", "unseen"),
    [("deadline", 'id="id_kind"', "<textarea"), ("units", 'id="id_units-0-name"', "<textarea")],
)
def test_one_value_alone_is_changed_in_place(
    office: Client, batch: ImportBatch, part: str, shown: str, unseen: str
) -> None:
    form = text(office.get(url("task", batch.pk, 0), {"part": part}, headers=HTMX))
    assert shown in form
    assert unseen not in form
    assert 'name="text"' in form
    sent = fields(batch, 0, part=part, date="2027-02-28")
    assert "2027-02-28" in text(office.post(url("task", batch.pk, 0), sent, headers=HTMX))


def test_a_colleague_sees_who_has_worked_on_a_draft(
    office: Client, client: Client, bureau: Unit, batch: ImportBatch
) -> None:
    office.post(url("task", batch.pk, 0), fields(batch, 0, text="改过的。"))
    office.logout()
    colleague = person("office", bureau)
    client.force_login(colleague)
    batch.refresh_from_db()
    assert batch.touched_by not in (None, colleague)
    for address in (url("list"), url("detail", batch.pk)):
        page = text(client.get(address))
        assert f"{batch.touched_by}" in page
        assert "校对过" in page
    assert "改过的。" in text(client.get(url("detail", batch.pk)))
