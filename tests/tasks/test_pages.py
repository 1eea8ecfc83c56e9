"""Pages by role: who sees what, who may do what, and how many queries it takes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from common import pagination
from tasks.models import Obligation, Plan
from tasks.services import progress
from tasks.workflow import Completion
from tests.factories import person
from tests.factories_tasks import at, due, issued_plan, make_plan, new_task, obligation_of
from tests.tasks.conftest import Bureau
from units.models import User

SOON = dt.date(2026, 12, 30)
NOW = at(dt.date(2026, 12, 1))


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    tasks = [
        new_task("编制公开年度报告。", bureau.green, deadline=due(SOON), number="1"),
        new_task("做好专栏维护。", bureau.roads, number="2"),
    ]
    return issued_plan(bureau.unit, tasks)


@pytest.fixture
def owed(plan: Plan, bureau: Bureau) -> Obligation:
    return obligation_of(plan, bureau.green)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_plan_is_read_by_its_people_and_hidden_from_strangers(plan: Plan, bureau: Bureau) -> None:
    address = reverse("plan-detail", args=[plan.pk])
    for user in (bureau.clerk, bureau.head, bureau.handler, bureau.leader):
        answer = as_(user).get(address)
        assert answer.status_code == 200
        assert "编制公开年度报告" in answer.content.decode()
    assert as_(bureau.stranger).get(address).status_code == 404
    assert plan.title not in as_(bureau.stranger).get(reverse("plan-list")).content.decode()


def test_a_draft_is_the_offices_own(bureau: Bureau) -> None:
    draft = make_plan(bureau.unit, [new_task("未定稿。", bureau.green)])
    address = reverse("plan-detail", args=[draft.pk])
    assert as_(bureau.clerk).get(address).status_code == 200
    for user in (bureau.head, bureau.leader, bureau.stranger):
        assert as_(user).get(address).status_code == 404


def test_only_the_office_issues(bureau: Bureau) -> None:
    draft = make_plan(bureau.unit, [new_task("甲。", bureau.green)])
    address = reverse("plan-issue", args=[draft.pk])
    assert as_(bureau.head).post(address).status_code == 404
    assert as_(bureau.clerk).post(address).status_code == 302
    draft.refresh_from_db()
    assert draft.state == Plan.State.ISSUED
    again = as_(bureau.clerk).post(address)
    assert again.status_code == 409
    assert "不能再次下发" in again.content.decode()


def test_the_desk_of_a_head_shows_what_the_unit_owes(plan: Plan, bureau: Bureau) -> None:
    page = as_(bureau.head).get(reverse("home")).content.decode()
    assert "编制公开年度报告" in page
    assert "做好专栏维护" not in page


def test_report_and_submit_through_the_page(owed: Obligation, bureau: Bureau) -> None:
    values = {
        "progress": "已发布年报。",
        "completion": "done",
        "evidence": "https://www.example.gov.cn/nb.html　《年报》　2026-01-20",
        "submit": "1",
    }
    answer = as_(bureau.head).post(reverse("obligation-report", args=[owed.pk]), values)
    assert answer.status_code == 302
    owed.refresh_from_db()
    evidence = owed.reports.get().evidence.get()
    assert owed.state == "submitted"
    assert (evidence.title, evidence.published_on) == ("年报", dt.date(2026, 1, 20))
    page = as_(bureau.clerk).get(reverse("home")).content.decode()
    assert "待审核" in page
    assert "编制公开年度报告" in page


def test_a_refused_submission_keeps_the_report_and_says_why(owed: Obligation, bureau: Bureau) -> None:
    values = {"progress": "还在办。", "completion": "not_done", "submit": "1"}
    answer = as_(bureau.head).post(reverse("obligation-report", args=[owed.pk]), values)
    assert answer.status_code == 422
    assert "持续推进" in answer.content.decode()
    assert owed.reports.count() == 1


@pytest.mark.parametrize("evidence", ["没有网址", "ftp://x.cn/a", "https://www.example.gov.cn/a 2026-02-31"])
def test_bad_evidence_gets_a_sentence_and_loses_nothing(
    owed: Obligation, bureau: Bureau, evidence: str
) -> None:
    values = {"progress": "写了很多字。", "evidence": evidence}
    answer = as_(bureau.handler).post(reverse("obligation-report", args=[owed.pk]), values)
    assert answer.status_code == 422
    assert "写了很多字。" in answer.content.decode()
    assert not owed.reports.exists()


def test_accept_return_and_refusals_with_reason(owed: Obligation, bureau: Bureau) -> None:
    progress.report(
        obligation=owed, actor=bureau.head, now=NOW, progress="完成。", completion=Completion.DONE
    )
    progress.submit(obligation=owed, actor=bureau.head, now=NOW)
    back = reverse("obligation-act", args=[owed.pk, "return"])
    assert as_(bureau.head).post(back, {"reason": "自己退"}).status_code == 403
    assert as_(bureau.stranger).post(back, {"reason": "无关"}).status_code == 404
    assert as_(bureau.clerk).post(back, {"reason": ""}).status_code == 422
    assert as_(bureau.clerk).post(back, {"reason": "补充网址"}).status_code == 302
    owed.refresh_from_db()
    assert owed.returned_reason == "补充网址"
    accept = as_(bureau.clerk).post(reverse("obligation-act", args=[owed.pk, "accept"]))
    assert accept.status_code == 409
    assert "已退回" in accept.content.decode()
    assert as_(bureau.clerk).post(reverse("obligation-act", args=[owed.pk, "explode"])).status_code == 404


def test_next_never_leads_off_the_site(owed: Obligation, bureau: Bureau) -> None:
    address = reverse("obligation-report", args=[owed.pk])
    for bad in ("//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"):
        answer = as_(bureau.head).post(address, {"progress": f"写 {bad}", "next": bad})
        assert answer.headers["Location"] == reverse("task-detail", args=[owed.task_id])


def test_edit_a_cell_with_and_without_scripts(plan: Plan, bureau: Bureau) -> None:
    task = plan.tasks.get(number="1")
    address = reverse("task-edit-text", args=[task.pk])
    form = as_(bureau.clerk).get(address).content.decode()
    assert "<form" in form
    assert "编制公开年度报告。" in form
    answer = as_(bureau.clerk).post(address, {"text": "编制并发布年度报告。", "seen": task.text})
    assert answer.headers["Location"].endswith(f"#task-{task.pk}")
    row = as_(bureau.clerk).post(
        address,
        {"text": "编制并公布年度报告。", "seen": "编制并发布年度报告。"},
        headers={"HX-Request": "true"},
    )
    assert row.content.decode().strip().startswith(f'<tr id="task-{task.pk}"')
    colleague = person("office", bureau.unit)
    conflict = as_(colleague).post(address, {"text": "第三种。", "seen": "编制公开年度报告。"})
    assert conflict.status_code == 409
    assert "编制并公布年度报告。" in conflict.content.decode()
    assert as_(bureau.head).get(address).status_code == 403


def test_edit_units_and_deadline_through_their_forms(plan: Plan, bureau: Bureau) -> None:
    task = plan.tasks.get(number="1")
    client = as_(bureau.clerk)
    assert client.get(reverse("task-edit-units", args=[task.pk])).status_code == 200
    answer = client.post(
        reverse("task-edit-units", args=[task.pk]),
        {
            "units-TOTAL_FORMS": "2",
            "units-INITIAL_FORMS": "1",
            "units-0-holder": f"u{bureau.roads.pk}",
            "units-0-role": "lead",
            "units-1-holder": f"u{bureau.green.pk}",
            "units-1-role": "assist",
            "seen": "责任 绿化科",
        },
    )
    assert answer.status_code == 302
    assert [str(a) for a in task.assignments.all()] == ["牵头 养护科", "配合 绿化科"]
    answer = client.post(
        reverse("task-edit-deadline", args=[task.pk]),
        {"kind": "date", "date": "2026-11-30", "recurrence": "", "seen": "2026年12月30日"},
    )
    assert answer.status_code == 302
    task.refresh_from_db()
    assert task.due_on == dt.date(2026, 11, 30)
    missing = client.post(reverse("task-edit-deadline", args=[task.pk]), {"kind": "date", "date": ""})
    assert missing.status_code == 422


@pytest.mark.parametrize("name", ["plan-list", "task-list", "home", "silent"])
def test_lists_take_the_same_queries_for_two_and_for_forty_tasks(
    plan: Plan, bureau: Bureau, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    issued_plan(
        bureau.unit,
        [new_task(f"事项{n}。", bureau.green, bureau.roads, deadline=due(SOON)) for n in range(40)],
    )
    client = as_(bureau.clerk)
    client.get(reverse(name))
    with django_assert_max_num_queries(16):
        client.get(reverse(name))


def test_a_long_list_is_counted_so_far_only(
    plan: Plan, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, shown = as_(bureau.clerk), plan.tasks.count()
    assert f"共 {shown} 项任务" in client.get(reverse("task-list")).content.decode()
    monkeypatch.setattr(pagination, "MOST_COUNTED", 1)
    page = client.get(reverse("task-list"))
    assert "共 1 以上 项任务" in page.content.decode()
    assert page.context["page"].paginator.count == 1


def test_filters_are_links(plan: Plan, bureau: Bureau) -> None:
    client = as_(bureau.clerk)
    for query, found in [
        (f"plan={plan.pk}&unit={bureau.green.pk}", True),
        (f"unit={bureau.roads.pk}", False),
        ("q=年度报告", True),
        ("q=绿化科", True),
        ("q=没有这样的字", False),
        ("kind=long_term", False),
        ("light=red", False),
        ("unit=abc&light=purple&page=999", True),
    ]:
        page = client.get(f"{reverse('task-list')}?{query}").content.decode()
        assert ("编制公开年度报告" in page) is found, query
