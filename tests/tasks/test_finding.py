"""The quick-open box: from two signs on, only what the person may read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories_tasks import issued_plan, make_plan, new_task
from tests.tasks.conftest import Bureau
from units.models import User


def found(user: User, asked: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("task-find"), {"q": asked}).content.decode()


@pytest.fixture
def bureau_with_plans(bureau: Bureau) -> Bureau:
    issued_plan(
        bureau.unit, [new_task(f"修剪行道树第{n}段。", bureau.green, number=str(n)) for n in range(1, 15)]
    )
    make_plan(bureau.unit, [new_task("修剪灌木，未定稿。", bureau.green)])
    return bureau


def test_from_two_signs_on(bureau_with_plans: Bureau) -> None:
    clerk = bureau_with_plans.clerk
    assert found(clerk, "修").strip() == found(clerk, " 　").strip() == ""
    text = found(clerk, "修剪")
    assert text.count("/tasks/") == 8 + 1
    assert "在全部任务里搜" in text


def test_by_number_and_by_the_plans_title(bureau_with_plans: Bureau) -> None:
    assert "修剪行道树第14段" in found(bureau_with_plans.clerk, "14")
    assert "/plans/" in found(bureau_with_plans.clerk, "工作要点")


def test_drafts_and_other_bureaus_are_not_found(bureau_with_plans: Bureau) -> None:
    assert "未定稿" in found(bureau_with_plans.clerk, "灌木")
    assert "没有找到" in found(bureau_with_plans.head, "灌木")
    assert "没有找到" in found(bureau_with_plans.stranger, "修剪")


def test_what_was_typed_comes_back_as_text(bureau_with_plans: Bureau) -> None:
    assert "<script>" not in found(bureau_with_plans.clerk, "<script>alert(1)</script>")


def test_in_few_queries(
    bureau_with_plans: Bureau, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(bureau_with_plans.clerk)
    with django_assert_max_num_queries(5):
        client.get(reverse("task-find"), {"q": "修剪"})
