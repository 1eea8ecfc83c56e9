"""The preview beside its source, the commit, and the way out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from importer import commit
from importer.models import ImportBatch
from tasks.models import Plan
from tasks.services import plans
from tasks.services.plans import NewTask
from tests.importer import made
from tests.importer.views.pages import HTMX, text, url
from units.audit import SYSTEM
from units.models import Unit
from units.services import name_group

pytestmark = pytest.mark.django_db


def test_the_preview_shows_source_result_and_questions(office: Client, batch: ImportBatch) -> None:
    page = text(office.get(url("detail", batch.pk)))
    assert "入库（还有 2 个问题）" in page
    assert "与“财务审计科”最接近" in page
    assert "全部内设机构（3 个）" in page
    assert "清理：书签标记 3 处" in page
    assert made.GUESSED.reason in page
    assert '<tr id="s1-2">' in page
    assert 'id="task-0" data-source="s1-2"' in page
    assert "文中写“我办”，请核对。" in page


def test_a_group_that_is_known_is_offered_again(office: Client, bureau: Unit, batch: ImportBatch) -> None:
    name_group(organisation=bureau, name="科室", members=Unit.objects.filter(name__endswith="科"))
    assert "沿用上次的 2 个" in text(office.get(url("detail", batch.pk)))


def test_a_long_plan_comes_in_pages_with_their_rows(office: Client, bureau: Unit) -> None:
    tasks = [made.task(f"任务之{n}。", "办公室", row=n + 2) for n in range(250)]
    batch = made.batch(bureau, made.plan(*tasks))
    first = text(office.get(url("detail", batch.pk)))
    third = text(office.get(url("detail", batch.pk), {"page": 3}))
    assert ('id="task-99"' in first, 'id="task-100"' in first) == (True, False)
    assert ('id="s1-101"' in first, 'id="s1-102"' in first) == (True, False)
    assert ('id="task-200"' in third, 'id="s1-202"' in third, 'id="s1-201"' in third) == (True, True, False)
    # Two kilobytes and a half a task, however long the plan.
    assert len(first) < 330_000


def test_a_unit_of_many_tasks_changes_those_in_sight(office: Client, bureau: Unit) -> None:
    tasks = [made.task(f"任务之{n}。", "苗木站", row=n + 2) for n in range(120)]
    batch = made.batch(bureau, made.plan(*tasks))
    sent = {"name": "苗木站", "answer": "new"}
    page = {**HTMX, "HX-Current-URL": f"https://example.test{url('detail', batch.pk)}?page=2"}
    part = text(office.post(url("answer", batch.pk), sent, headers=page))
    assert ('id="task-100-body"' in part, 'id="task-99-body"' in part) == (True, False)


def test_queries_do_not_grow_with_the_plan(
    office: Client, bureau: Unit, django_assert_max_num_queries: Any
) -> None:
    tasks = [made.task(f"任务之{n}。", "办公室", f"第{n}站") for n in range(60)]
    batch = made.batch(bureau, made.plan(*tasks))
    with django_assert_max_num_queries(20):
        office.get(url("detail", batch.pk))


def test_commit_says_what_was_made(office: Client, bureau: Unit) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室")))
    answer = office.post(url("commit", batch.pk), follow=True)
    plan = Plan.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("plan-detail", args=[plan.pk])
    assert "已入库：任务 1 项" in text(answer)
    page = text(office.get(url("detail", batch.pk)))
    assert "打开计划" in page
    assert reverse("plan-detail", args=[plan.pk]) in page


def test_a_commit_with_open_questions_is_refused(office: Client, batch: ImportBatch) -> None:
    answer = office.post(url("commit", batch.pk))
    assert answer.status_code == 409
    assert "还有 2 个问题没有确认" in text(answer)


def test_a_double_click_is_one_plan(office: Client, bureau: Unit) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室")))
    first, second = (office.post(url("commit", batch.pk)) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Plan.objects.count() == 1


def test_the_same_file_again_names_the_plan_that_it_made(office: Client, bureau: Unit) -> None:
    drawn = made.plan(made.task("一。", "办公室"))
    done = commit.commit(batch=made.batch(bureau, drawn), by=SYSTEM, now=timezone.now())
    page = text(office.get(url("detail", made.batch(bureau, drawn).pk)))
    assert "已由同一份文件入库" in page
    assert f'href="{url("detail", done.pk)}"' in page


def test_giving_up_deletes_and_says_so(office: Client, batch: ImportBatch) -> None:
    answer = office.post(url("discard", batch.pk), follow=True)
    assert "文件内容已删除" in text(answer)
    assert "已经放弃" in text(office.get(url("detail", batch.pk)))
    batch.refresh_from_db()
    assert batch.content is None


def test_a_standing_duty_is_pointed_out(office: Client, bureau: Unit) -> None:
    plans.create_plan(
        organisation=bureau,
        actor=None,
        now=timezone.now(),
        title="常设事项",
        year=2026,
        kind=Plan.Kind.STANDING,
        tasks=[NewTask(text="编制政府信息公开工作年度报告")],
    )
    batch = made.batch(bureau, made.plan(made.task("编制上年度政府信息公开工作年报。", "办公室")))
    assert "与常设事项“编制政府信息公开工作年度报告”相近" in text(office.get(url("detail", batch.pk)))


def test_a_document_of_another_office_is_pointed_out(office: Client, bureau: Unit) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室"), issuer="临江市园林局"))
    assert "文件由“临江市园林局”印发" in text(office.get(url("detail", batch.pk)))
