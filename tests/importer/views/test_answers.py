"""Answering what a draft asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from importer import commit
from importer.draft import DeadlineDraft, UnitDraft
from importer.models import ImportBatch
from importer.preview import Preview
from importer.review import review_of
from tests.importer import made
from tests.importer.views.pages import HTMX, text, url
from units.audit import SYSTEM
from units.models import Unit, UnitGroup

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


def test_new_units_are_created_as_what_they_are(office: Client, bureau: Unit) -> None:
    """A section, an office below, a body outside: the last is kept out of 各单位."""
    names = ("养护科", "苗木中心", "市政府办公室")
    drawn = made.plan(made.task("一。", *names, UnitDraft("各单位", "assist", group=True)))
    batch = made.batch(bureau, drawn)
    page = text(office.get(url("detail", batch.pk)))
    assert "全部新建（内设机构 1 个、下属单位 1 个、外单位 1 个）" in page
    office.post(url("create-all", batch.pk))
    sent = {"name": "各单位", "answer": "classes", "classes": ["section", "subordinate"]}
    office.post(url("answer", batch.pk), sent)
    batch.refresh_from_db()
    commit.commit(batch=batch, by=SYSTEM, now=timezone.now())
    made_units = {unit.name: unit for unit in Unit.objects.filter(name__in=names)}
    assert [made_units[name].kind for name in names] == ["section", "organisation", "outside"]
    assert {made_units[name].parent for name in names} == {bureau}
    assert made_units["市政府办公室"].organisation == bureau
    members = set(UnitGroup.objects.get().members.values_list("name", flat=True))
    assert members == {"办公室", "绿化科", "财务审计科", "养护科", "苗木中心"}
    again = made.batch(bureau, drawn, data=b"next year")
    assert [question.subject for question in review_of(again).questions if question.holder] == ["各单位"]
    assert "沿用上次的 5 个" in text(office.get(url("detail", again.pk)))


def test_the_boxes_of_a_collective_come_in_classes_with_the_guess_ticked(
    office: Client, bureau: Unit
) -> None:
    townships = ("石桥镇人民政府", "南湖街道")
    drawn = made.plan(made.task("一。", *townships, UnitDraft("各镇街", "assist", group=True)))
    batch = made.batch(bureau, drawn)
    for name in townships:
        office.post(url("answer", batch.pk), {"name": name, "answer": "new", "kind": "organisation"})
    assert "全部镇街（2 个）" in text(office.get(url("detail", batch.pk)))
    page = text(office.get(url("answer", batch.pk), {"name": "各镇街"}))
    assert page.index('aria-label="内设机构"') < page.index('aria-label="镇街"')
    assert page.count("checked") == 2


def test_an_odd_year_is_put_right_or_meant_so(
    office: Client, bureau: Unit, django_assert_max_num_queries: Any
) -> None:
    old = DeadlineDraft(text="2025年9月底前", kind="date", date=dt.date(2025, 9, 30), source="column")
    late = DeadlineDraft(text="2030年", kind="date", date=dt.date(2030, 12, 31), source="column")
    drawn = made.plan(
        made.task("一。", "办公室", deadline=old),
        made.task("二。", "绿化科", deadline=old, row=3),
        made.task("三。", "绿化科", deadline=late, row=4),
    )
    batch = made.batch(bureau, drawn)
    page = text(office.get(url("detail", batch.pk)))
    assert "改为 2026-09-30" in page
    first, second = review_of(batch).questions
    with django_assert_max_num_queries(40):
        part = text(office.post(url("year", batch.pk), {"key": first.key}, headers=HTMX))
    assert part.count("2026-09-30") >= 2
    assert office.post(url("year", batch.pk), {"key": first.key}).status_code == 409
    office.post(url("accept", batch.pk), {"key": second.key})
    batch.refresh_from_db()
    days = [item.task.deadline.date for item in review_of(batch).draft.items]
    assert days == [dt.date(2026, 9, 30), dt.date(2026, 9, 30), dt.date(2030, 12, 31)]
    assert review_of(batch).questions == []


def test_guessed_years_are_confirmed_for_all_alike(office: Client, batch: ImportBatch) -> None:
    assert "确认" in text(office.get(url("detail", batch.pk)))
    (guess,) = Preview(batch, review_of(batch)).assumed
    part = text(office.post(url("accept", batch.pk), {"key": guess.key}, headers=HTMX))
    assert 'id="task-0-body"' in part
    batch.refresh_from_db()
    assert Preview(batch, review_of(batch)).assumed == []
