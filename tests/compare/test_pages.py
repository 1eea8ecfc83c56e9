"""Pages by role, with scripts off; another organisation's comparison does not exist."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from compare.models import Comparison
from compare.services import comparing
from tasks.models import Plan
from tasks.services import plans
from tests.compare.conftest import NOW, nth, only
from tests.factories import UnitFactory, organisation, person
from tests.factories_tasks import issued_plan, make_plan, new_task
from tests.tasks.conftest import Bureau
from units.models import User


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, comparison: Comparison) -> str:
    return reverse(f"comparison-{name}", args=[comparison.pk])


def test_the_office_starts_a_look_back_and_answers(last_year: Plan, this_year: Plan, bureau: Bureau) -> None:
    office = as_(bureau.clerk)
    started = office.post(reverse("compare-list"), {"plan": this_year.pk, "other": last_year.pk})
    comparison = Comparison.objects.get()
    assert started.url == address("detail", comparison)
    page = office.get(started.url).content.decode()
    assert "建立古树名木目录" in page
    assert "未完成 1 件" in page
    link = only(comparison, 2, 1).pk
    for act, told in (("confirm", "已确认 1 条"), ("back", "已撤回"), ("reject", "不再提示")):
        sent = office.post(address("answer", comparison), {"link": link, "act": act}, follow=True)
        assert told in sent.content.decode()
    assert office.post(address("answer", comparison), {"act": "confirm"}).status_code == 409
    assert "人工确认过的都没有动" in office.post(address("again", comparison), follow=True).content.decode()


def test_a_pair_by_hand_a_reason_and_a_carried_task(yearly: Comparison, bureau: Bureau) -> None:
    office = as_(bureau.clerk)
    choose = office.get(address("choose", yearly), {"after": nth(yearly.plan, 3).pk, "q": "许可"})
    assert "公示行政许可" in choose.content.decode()
    assert "开放日" not in choose.content.decode()
    pair = {"before": nth(yearly.other, 4).pk, "after": nth(yearly.plan, 3).pk}
    assert "已建立对应" in office.post(address("join", yearly), pair, follow=True).content.decode()
    carried = {"task": nth(yearly.other, 3).pk, "due_on": "2099-12-30"}
    assert "已结转 1 项" in office.post(address("carry", yearly), carried, follow=True).content.decode()
    assert office.post(address("carry", yearly), {"task": 1}).status_code == 409
    printed = office.get(address("print", yearly)).content.decode()
    assert "去年未完成 4 项" in printed


def test_coverage_is_printed_with_its_counts(level: Comparison, bureau: Bureau) -> None:
    office = as_(bureau.clerk)
    reason = {"task": nth(level.other, 3).pk, "reason": "没有所属公共企事业单位"}
    assert "已记下理由" in office.post(address("explain", level), reason, follow=True).content.decode()
    comparing.confirm(comparison=level, links=[only(level, 1, 2).pk], actor=bureau.clerk, now=NOW)
    page = office.get(address("detail", level)).content.decode()
    assert "没有所属公共企事业单位" in page
    assert "建立古树名木目录" in office.get(address("detail", level), {"show": "own"}).content.decode()
    printed = office.get(address("print", level)).content.decode()
    assert "上级条款共 3 条：已承接 1 条，未承接 1 条，待确认 1 条。本级新增 1 项。" in printed


def test_others_get_no_comparison(yearly: Comparison, bureau: Bureau) -> None:
    for user in (bureau.head, bureau.handler, bureau.leader):
        assert as_(user).get(address("detail", yearly)).status_code == 403
        assert as_(user).get(reverse("compare-list")).status_code == 403
    for name in ("detail", "print", "choose"):
        assert as_(bureau.stranger).get(address(name, yearly)).status_code == 404
    for name in ("answer", "join", "explain", "again", "carry"):
        assert as_(bureau.stranger).post(address(name, yearly)).status_code == 404
    assert as_(bureau.stranger).get(reverse("plan-next", args=[yearly.plan_id])).status_code == 404
    assert "园林局" not in as_(bureau.stranger).get(reverse("compare-list")).content.decode()


def test_a_plan_of_others_cannot_be_chosen(last_year: Plan, this_year: Plan, bureau: Bureau) -> None:
    elsewhere = organisation("云溪市水务局")
    theirs = issued_plan(elsewhere, [new_task("供水。", UnitFactory(parent=elsewhere))])
    sent = as_(bureau.clerk).post(reverse("compare-list"), {"plan": this_year.pk, "other": theirs.pk})
    assert sent.status_code == 422
    sent = as_(bureau.clerk).post(reverse("compare-list"), {"plan": last_year.pk, "other": this_year.pk})
    assert "更早年度" in sent.content.decode()


def test_a_citys_plan_is_upstream_for_a_bureau_that_has_a_part_in_it(db: None) -> None:
    city = organisation("云溪市人民政府")
    bureau, other = organisation("云溪市园林局", city), organisation("云溪市体育局", city)
    clerk, stranger = person("office", bureau), person("office", other)
    section = UnitFactory(parent=bureau)
    person("head", section)
    above = issued_plan(city, [new_task("公开绿化养护标准。", section)])
    own = make_plan(bureau, [new_task("公布绿化养护标准。", section)])
    # An office reads what concerns a section of which the same person is head.
    choices = as_(clerk).get(reverse("compare-list")).context["form"].fields["other"].queryset
    assert above not in choices
    clerk.memberships.create(unit=section, role="head")
    sent = as_(User.objects.get(pk=clerk.pk)).post(
        reverse("compare-list"), {"plan": own.pk, "other": above.pk}
    )
    comparison = Comparison.objects.get()
    assert sent.url == address("detail", comparison)
    assert comparison.kind == Comparison.Kind.LEVEL
    assert as_(stranger).get(sent.url).status_code == 404
    colleague = person("office", bureau)
    assert as_(colleague).get(sent.url).status_code == 404


def test_a_draft_of_next_year_from_its_page(last_year: Plan, bureau: Bureau) -> None:
    office, here = as_(bureau.clerk), reverse("plan-next", args=[last_year.pk])
    assert "云溪市园林局2026年政务公开工作要点分工方案" in office.get(here).content.decode()
    made = office.post(here, follow=True)
    assert "已起草 4 项任务" in made.content.decode()
    assert "打开草稿" in office.get(here).content.decode()
    assert "已有由它起草的草稿" in office.post(here, follow=True).content.decode()
    draft = Plan.objects.get(state="draft")
    checked = office.get(reverse("comparison-detail", args=[draft.comparisons.get().pk]), {"show": "check"})
    assert checked.content.decode().count("时限待核对") >= 4
    assert office.get(reverse("register-xlsx", args=[draft.pk])).status_code == 200


def test_a_reference_is_nowhere_but_here(reference: Plan, bureau: Bureau) -> None:
    office, word = as_(bureau.clerk), "公共企事业单位"
    clause = nth(reference, 3)
    for name in ("plan-detail", "plan-history", "plan-paste"):
        assert office.get(reverse(name, args=[reference.pk])).status_code == 404
    assert office.get(reverse("task-detail", args=[clause.pk])).status_code == 404
    assert office.post(reverse("plan-issue", args=[reference.pk])).status_code == 404
    for name in ("plan-list", "task-list", "home", "records", "report-list", "dashboard", "task-find"):
        page = office.get(reverse(name), {"q": word}).content.decode()
        assert clause.text not in page
        assert reference.title not in page
    assert reference.title in office.get(reverse("compare-list")).content.decode()
    with pytest.raises(Exception, match="只作对照"):
        plans.issue(plan=reference, actor=bureau.clerk, now=NOW)


def test_queries_do_not_grow_with_the_plans(
    bureau: Bureau, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signs = "山水林田湖草沙城乡路桥灯树花园亭台楼阁"
    for size in (3, 40):
        tasks = [new_task(f"{signs[n % 18] * 3}{signs[n // 3] * 4}公开。", bureau.green) for n in range(size)]
        plan = make_plan(bureau.unit, tasks, actor=bureau.clerk)
        old = make_plan(bureau.unit, tasks, actor=bureau.clerk, day=dt.date(2025, 7, 1))
        Plan.objects.filter(pk=old.pk).update(year=2025)
        old.refresh_from_db()
        found = comparing.start(plan=plan, other=old, kind="year", actor=bureau.clerk, now=NOW)
        office = as_(bureau.clerk)
        office.get(reverse("compare-list"))
        with django_assert_num_queries(14):
            assert office.get(address("detail", found)).status_code == 200
        with django_assert_num_queries(14):
            assert office.get(address("print", found)).status_code == 200
