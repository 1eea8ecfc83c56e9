"""The diff as a page, its commit and the way back: forms that need no scripts."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from importer.models import ImportBatch
from tasks.models import Plan
from tasks.services import plans
from tests.factories import person
from tests.importer import made
from tests.importer.views.pages import text, url
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(office: Client, bureau: Unit) -> Plan:
    drawn = made.plan(
        made.task("编制计划。", "办公室", number="1"), made.task("公开标准。", "绿化科", number="2")
    )
    office.post(url("commit", made.batch(bureau, drawn).pk))
    return Plan.objects.get()


@pytest.fixture
def revised(bureau: Unit, plan: Plan) -> ImportBatch:
    drawn = made.plan(
        made.task("编制年度计划。", "办公室", number="1"), made.task("调查满意度。", "绿化科", number="3")
    )
    return made.batch(bureau, drawn, data=b"revised")


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def test_from_the_question_to_the_changed_plan(office: Client, plan: Plan, revised: ImportBatch) -> None:
    page = text(office.get(url("detail", revised.pk)))
    assert "是修订稿，看改动" in page
    answer = office.post(url("revises", revised.pk), {"plan": plan.pk})
    assert answer.headers["Location"] == url("revision", revised.pk)
    page = text(office.get(url("revision", revised.pk)))
    assert "<del>编制计划。</del> → <ins>编制年度计划。</ins>" in page
    assert "核对修订并入库" in text(office.get(url("detail", revised.pk)))
    told = office.post(url("commit", revised.pk), {"seen": seen(page)}, follow=True)
    assert "新增 1 项，改动 1 项，撤出 1 项" in text(told)
    assert "公开标准。" not in text(told)
    assert "调查满意度。" in text(told)


def test_a_commit_that_saw_no_diff_is_refused(office: Client, plan: Plan, revised: ImportBatch) -> None:
    office.post(url("revises", revised.pk), {"plan": plan.pk})
    assert office.post(url("commit", revised.pk)).status_code == 409
    assert plan.tasks.in_force().filter(text="公开标准。").exists()


def test_two_tasks_are_told_apart_and_matched_again(office: Client, plan: Plan, revised: ImportBatch) -> None:
    office.post(url("revises", revised.pk), {"plan": plan.pk})
    pair = f"{plan.tasks.get(number='1').pk}:0"
    assert f'value="{pair}"' in text(office.get(url("revision", revised.pk)))
    office.post(url("apart", revised.pk), {"pair": pair})
    page = text(office.get(url("revision", revised.pk)))
    assert f'value="{pair}"' not in page
    assert "重新配对（1 对" in page
    office.post(url("apart", revised.pk), {"pair": ""})
    assert f'value="{pair}"' in text(office.get(url("revision", revised.pk)))


def test_a_new_plan_after_all(office: Client, plan: Plan, revised: ImportBatch) -> None:
    office.post(url("revises", revised.pk), {"plan": "0"})
    assert office.get(url("revision", revised.pk)).status_code == 302
    office.post(url("commit", revised.pk))
    assert Plan.objects.count() == 2


def test_another_organisations_plan_cannot_be_revised(
    office: Client, revised: ImportBatch, client: Client
) -> None:
    assert office.post(url("revises", revised.pk), {"plan": "999999"}).status_code == 409


def test_a_first_import_is_undone_from_the_plan(office: Client, plan: Plan) -> None:
    assert url("of-plan", plan.pk) in text(office.get(f"/plans/{plan.pk}/"))
    page = office.get(url("of-plan", plan.pk), follow=True)
    batch = ImportBatch.objects.get(plan=plan)
    assert f'action="{url("undo", batch.pk)}"' in text(page)
    told = text(office.post(url("undo", batch.pk), follow=True))
    assert "已撤销" in told
    assert not Plan.objects.exists()
    assert "已撤销" in text(office.get(url("list")))


def test_the_button_says_why_it_cannot(office: Client, plan: Plan) -> None:
    batch = ImportBatch.objects.get(plan=plan)
    plans.archive(
        plan=plans.issue(plan=plan, actor=None, now=batch.uploaded_at),
        actor=batch_office(batch),
        now=batch.uploaded_at,
    )
    assert "计划已归档，不能撤销导入" in text(office.get(url("detail", batch.pk)))
    assert office.post(url("undo", batch.pk)).status_code == 409


def batch_office(batch: ImportBatch) -> object:
    return person("office", batch.organisation)


@pytest.mark.parametrize("role", ["head", "handler", "leader", "admin", "auditor"])
def test_only_the_office_sees_and_undoes(client: Client, plan: Plan, revised: ImportBatch, role: str) -> None:
    client.force_login(person(role, revised.organisation))
    for name, method in (("revision", "get"), ("revises", "post"), ("undo", "post"), ("apart", "post")):
        assert getattr(client, method)(url(name, revised.pk)).status_code == 403
    assert client.get(url("of-plan", plan.pk)).status_code == 403
