"""Answering what a draft asks."""

from __future__ import annotations

import pytest
from django.test import Client

from importer.draft import UnitDraft
from importer.models import ImportBatch
from importer.review import review_of
from tests.importer import made
from tests.importer.views.pages import HTMX, text, url
from units.models import Unit

pytestmark = pytest.mark.django_db


def test_taking_the_suggestion_changes_only_what_it_touches(office: Client, batch: ImportBatch) -> None:
    nearest = Unit.objects.get(name="财务审计科")
    sent = {"name": "财务科", "answer": "unit", "to": f"unit:{nearest.pk}"}
    answer = office.post(url("answer", batch.pk), sent, headers=HTMX)
    part = text(answer)
    assert "入库（还有 1 个问题）" in part
    assert 'id="task-0-body" hx-swap-oob="true"' in part
    assert 'id="task-1-body"' not in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"name": "财务科", "answer": "new"}, {"as": "unit", "to": "new:财务科", "kind": "section"}),
        (
            {"name": "财务科", "answer": "new", "kind": "outside"},
            {"as": "unit", "to": "new:财务科", "kind": "outside"},
        ),
        ({"name": "财务科", "answer": "out"}, {"as": "out"}),
        ({"name": "各科室", "answer": "all"}, {"as": "group", "members": "all"}),
        (
            {"name": "各科室", "answer": "classes", "classes": "section"},
            {"as": "group", "members": "section"},
        ),
    ],
)
def test_answers_work_without_scripts(
    office: Client, batch: ImportBatch, sent: dict[str, str], kept: dict[str, str]
) -> None:
    answer = office.post(url("answer", batch.pk), sent)
    assert answer.headers["Location"] == f"{url('detail', batch.pk)}#questions"
    batch.refresh_from_db()
    assert batch.answers["units"] == {sent["name"]: kept}


def test_members_of_a_collective_are_chosen(office: Client, batch: ImportBatch) -> None:
    page = text(office.get(url("answer", batch.pk), {"name": "各科室"}))
    assert page.count('name="members"') == 3
    green = Unit.objects.get(name="绿化科")
    sent = {"name": "各科室", "answer": "group", "members": [f"unit:{green.pk}"]}
    office.post(url("answer", batch.pk), sent)
    batch.refresh_from_db()
    holder = review_of(batch).holder_of("各科室")
    assert holder is not None
    assert holder.tokens == (f"unit:{green.pk}",)


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "财务科", "answer": "unit"},
        {"name": "财务科", "answer": "unit", "to": "unit:999999"},
        {"name": "各科室", "answer": "group"},
        {"name": "各科室", "answer": "classes"},
        {"name": "财务科", "answer": "new", "kind": "unheard-of"},
        {"name": "各科室", "answer": "same"},
        {"name": "财务科", "answer": "unheard-of"},
    ],
)
def test_half_answers_are_asked_again(office: Client, batch: ImportBatch, sent: dict[str, str]) -> None:
    assert office.post(url("answer", batch.pk), sent).status_code == 422
    batch.refresh_from_db()
    assert batch.answers == {}


def test_a_name_that_is_not_there_is_refused(office: Client, batch: ImportBatch) -> None:
    assert office.get(url("answer", batch.pk), {"name": "没有的科"}).status_code == 409


def test_all_unknown_units_are_created_at_once(office: Client, bureau: Unit) -> None:
    drawn = made.plan(made.task("一。", "甲站", "乙站", UnitDraft("各站", "assist", group=True)))
    batch = made.batch(bureau, drawn)
    office.post(url("create-all", batch.pk))
    batch.refresh_from_db()
    assert [question.subject for question in review_of(batch).questions] == ["各站"]
