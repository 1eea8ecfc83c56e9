"""Reporting through the pages: one form, many rows, files, drafts, a log-in that has ended; by role."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tasks.models import Evidence, Obligation, Plan, ReportDraft
from tasks.roles import Role
from tasks.services import progress
from tasks.services.plans import NewAssignment
from tasks.workflow import Completion
from tests.factories import PASSWORD
from tests.factories_tasks import at, due, issued_plan, new_task
from tests.tasks.conftest import Bureau
from units.models import AuditEvent, User

NOW = at(dt.date(2026, 12, 1))
DUE = dt.date(2026, 12, 30)


@pytest.fixture(autouse=True)
def clock(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    settings.MEDIA_RESERVE_MB = 0
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    shared = (NewAssignment(Role.LEAD, bureau.green), NewAssignment(Role.ASSIST, bureau.roads))
    return issued_plan(
        bureau.unit,
        [
            new_task("编制年度报告。", bureau.green, deadline=due(DUE), number="1"),
            new_task("维护专栏。", assignments=shared, number="2"),
        ],
        day=dt.date(2026, 10, 8),
    )


@pytest.fixture
def owed(plan: Plan) -> Obligation:
    return plan.obligations.get(task__number="1")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(owed: Obligation) -> str:
    return reverse("obligation-report", args=[owed.pk])


def note(name: str = "目录.txt", content: bytes = b"listed") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_goes_with_the_report_and_comes_back_under_its_name(owed: Obligation, bureau: Bureau) -> None:
    answer = as_(bureau.handler).post(
        address(owed), {"progress": "已办。", "uploads": [note("目录 清单.txt")]}
    )
    assert answer.status_code == 302
    proof = Evidence.objects.get()
    file = reverse("evidence-file", args=[proof.pk])
    for user in (bureau.handler, bureau.clerk, bureau.leader):
        got = as_(user).get(file)
        assert b"".join(got.streaming_content) == b"listed"
    assert got.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E7%9B%AE%E5%BD%95%20%E6%B8%85%E5%8D%95.txt"
    )
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in got.headers["Cache-Control"]
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert got.headers["Content-Type"] == "application/octet-stream"
    for user in (bureau.stranger, bureau.other_head):
        assert as_(user).get(file).status_code == 404
    assert AuditEvent.objects.filter(act="下载佐证").count() == 3


def test_what_is_wrong_is_said_and_neither_text_nor_file_is_lost(owed: Obligation, bureau: Bureau) -> None:
    client = as_(bureau.handler)
    values = {"progress": "写了很多。", "evidence": "没有网址", "uploads": [note(), note("坏.exe", b"MZ")]}
    answer = client.post(address(owed), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "写了很多。" in page
    assert "没有网址" in page
    assert "坏.exe" in page
    kept = ReportDraft.objects.get().files.get()
    assert f'value="d{kept.pk}"' in page
    assert not owed.reports.exists()
    again = client.get(address(owed)).content.decode()
    assert "还没有保存的内容" in again
    assert "写了很多。" in again
    saved = client.post(address(owed), {"progress": "写了很多。", "keep": [f"d{kept.pk}"]})
    assert saved.status_code == 302
    assert Evidence.objects.get().name == "目录.txt"
    assert not ReportDraft.objects.exists()


def test_a_file_is_left_out_of_the_next_report_by_its_box(owed: Obligation, bureau: Bureau) -> None:
    client = as_(bureau.handler)
    client.post(address(owed), {"progress": "初稿。", "uploads": [note()]})
    proof = Evidence.objects.get()
    assert f'value="e{proof.pk}"' in client.get(address(owed)).content.decode()
    client.post(address(owed), {"progress": "二稿。", "keep": [f"e{proof.pk}"]})
    client.post(address(owed), {"progress": "三稿。"})
    assert [report.evidence.count() for report in owed.reports.all()] == [0, 1, 1]


def test_what_is_typed_is_kept_for_its_author_only(owed: Obligation, bureau: Bureau) -> None:
    draft = reverse("obligation-draft", args=[owed.pk])
    told = as_(bureau.handler).post(f"{draft}?auto=1", {"progress": "写到一半"})
    assert "已自动暂存" in told.content.decode()
    assert "写到一半" in as_(bureau.handler).get(address(owed)).content.decode()
    assert "写到一半" not in as_(bureau.head).get(address(owed)).content.decode()
    assert as_(bureau.handler).post(draft, {"discard": "1"}).status_code == 302
    assert "写到一半" not in as_(bureau.handler).get(address(owed)).content.decode()


def test_a_log_in_that_has_ended_costs_no_text(owed: Obligation, bureau: Bureau) -> None:
    client = Client()
    sent = client.post(address(owed), {"progress": "写了半小时。", "completion": "done"})
    assert sent.headers["Location"].startswith(reverse("login"))
    entered = client.post(
        sent.headers["Location"], {"username": bureau.handler.username, "password": PASSWORD}
    )
    assert entered.headers["Location"] == address(owed)
    assert "写了半小时。" in client.get(address(owed)).content.decode()
    assert not owed.reports.exists()


def test_the_same_form_twice_is_one_report_and_a_changed_one_another(
    owed: Obligation, bureau: Bureau
) -> None:
    client, token = as_(bureau.head), str(uuid.uuid4())
    for _ in range(2):
        client.post(address(owed), {"progress": "甲", "token": token})
    client.post(address(owed), {"progress": "乙", "token": str(uuid.uuid4())})
    client.post(address(owed), {"progress": "甲", "token": token})
    client.post(address(owed), {"progress": "丙", "token": token})
    assert [report.progress for report in owed.reports.order_by("pk")] == ["甲", "乙", "丙"]


def test_two_of_one_unit_see_each_others_words_before_saving(owed: Obligation, bureau: Bureau) -> None:
    values = {"progress": "负责人的说法。", "seen": ""}
    assert as_(bureau.handler).post(address(owed), {"progress": "经办人的说法。"}).status_code == 302
    first = as_(bureau.head).post(address(owed), values)
    page = first.content.decode()
    assert first.status_code == 422
    assert "经办人的说法。" in page
    assert "负责人的说法。" in page
    assert owed.reports.count() == 1
    seen = owed.reports.get().pk
    assert f'name="seen" value="{seen}"' in page
    assert as_(bureau.head).post(address(owed), {**values, "seen": seen}).status_code == 302
    assert owed.reports.count() == 2


def test_a_lead_says_why_others_need_not_be_waited_for(plan: Plan, bureau: Bureau) -> None:
    owed = plan.obligations.get(unit=bureau.green, task__number="2")
    values = {"progress": "已更新。", "completion": "ongoing", "submit": "1"}
    asked = as_(bureau.head).post(address(owed), values)
    assert asked.status_code == 422
    assert "养护科还没有填报" in asked.content.decode()
    assert owed.reports.count() == 1
    # The same button on the desk leads to the page that asks.
    act = reverse("obligation-act", args=[owed.pk, "submit"])
    page = as_(bureau.head).post(act)
    assert page.status_code == 422
    assert "养护科" in page.content.decode()
    assert as_(bureau.head).post(act, {"reason": "材料已线下收齐"}).status_code == 302
    assert owed.events.get(act="submit").reason == "材料已线下收齐"


def test_the_words_of_the_period_before_are_taken_over(plan: Plan, bureau: Bureau) -> None:
    from tasks.services.periods import open_periods

    before = plan.obligations.get(unit=bureau.roads, task__number="2")
    progress.report(
        obligation=before,
        actor=bureau.other_head,
        now=NOW,
        progress="上期更新三条。",
        completion=Completion.DONE,
    )
    with time_machine.travel(at(dt.date(2027, 1, 4)), tick=False):
        plan.refresh_from_db()
        Plan.objects.update(kind="standing")
        open_periods(today=dt.date(2027, 1, 4), now=at(dt.date(2027, 1, 4)))
        now = plan.obligations.get(unit=bureau.roads, due_on=dt.date(2027, 3, 31))
        client = as_(bureau.other_head)
        fresh, copied = (client.get(address(now) + query) for query in ("", "?from=last"))
        assert fresh.context["form"].initial.get("progress") is None
        assert copied.context["form"].initial["progress"] == "上期更新三条。"
        many = client.get(reverse("report-many") + "?from=last")
        assert [row[1].initial["progress"] for row in many.context["rows"] if row[0].obligation == now] == [
            "上期更新三条。"
        ]


def row(owed: Obligation, **values: str) -> dict[str, Any]:
    filled = {
        "token": str(uuid.uuid4()),
        "seen": "",
        "progress": "",
        "evidence": "",
        "problems": "",
        **values,
    }
    return {f"o{owed.pk}-{name}": value for name, value in filled.items()}


def test_many_at_once_save_what_is_right_and_show_what_is_wrong(plan: Plan, bureau: Bureau) -> None:
    first, second = plan.obligations.filter(unit=bureau.green).order_by("task__position")
    both = {"row": [first.pk, second.pk], "submit": "1", "chosen": [first.pk]}
    values = {
        **row(first, progress="已发布。", completion="done"),
        **row(second, progress="更新中。", evidence="ftp://bad"),
        **both,
    }
    client = as_(bureau.head)
    answer = client.post(reverse("report-many"), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "已保存 1 项，其中提交 1 项" in page
    assert "ftp://bad" in page
    first.refresh_from_db()
    assert first.state == "submitted"
    assert not second.reports.exists()
    assert ReportDraft.objects.get().evidence == "ftp://bad"
    # Only what is still owed is shown now; the restored draft is what was typed.
    rows = client.get(reverse("report-many")).context["rows"]
    assert [(each[0].obligation, each[1].initial["evidence"]) for each in rows] == [(second, "ftp://bad")]


def test_untouched_rows_of_many_are_left_alone(plan: Plan, owed: Obligation, bureau: Bureau) -> None:
    progress.report(obligation=owed, actor=bureau.head, now=NOW, progress="着手。")
    client = as_(bureau.head)
    form = next(each[1] for each in client.get(reverse("report-many")).context["rows"] if each[0].last)
    values = row(owed, progress="着手。", seen=str(form.initial["seen"]), completion="")
    answer = client.post(reverse("report-many"), {**values, "row": [owed.pk]}, follow=True)
    assert "没有改动" in answer.content.decode()
    assert owed.reports.count() == 1


def test_a_restored_draft_is_saved_with_all(owed: Obligation, bureau: Bureau) -> None:
    client = as_(bureau.head)
    typed = {f"o{owed.pk}-progress": "昨天写的。"}
    client.post(f"{reverse('obligation-draft', args=[owed.pk])}?auto=1&prefix=o{owed.pk}", typed)
    assert "昨天写的。" in client.get(reverse("report-many")).content.decode()
    values = {**row(owed, progress="昨天写的。"), "row": [owed.pk]}
    assert client.post(reverse("report-many"), values).status_code == 302
    assert owed.reports.get().progress == "昨天写的。"


def test_many_rows_take_the_same_queries_as_two(
    plan: Plan, bureau: Bureau, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    issued_plan(bureau.unit, [new_task(f"事项{n}。", bureau.green, deadline=due(DUE)) for n in range(20)])
    client = as_(bureau.head)
    client.get(reverse("report-many"))
    with django_assert_max_num_queries(22):
        assert len(client.get(reverse("report-many")).context["rows"]) == 20


def handed_in(plan: Plan, bureau: Bureau) -> list[Obligation]:
    found = list(plan.obligations.filter(unit=bureau.green).order_by("task__position"))
    for owed in found:
        progress.report(
            obligation=owed, actor=bureau.head, now=NOW, progress="办结。", completion=Completion.DONE
        )
        progress.submit(obligation=owed, actor=bureau.head, now=NOW, reason="已收齐")
    return [Obligation.objects.get(pk=each.pk) for each in found]


def test_many_are_accepted_and_the_others_are_told_of(
    plan: Plan, bureau: Bureau, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = handed_in(plan, bureau)
    waiting = reverse("waiting")
    client = as_(bureau.clerk)
    client.get(waiting)
    with django_assert_max_num_queries(16):
        page = client.get(waiting).content.decode()
    assert f'value="{first.pk}:{first.version}"' in page
    progress.withdraw(obligation=second, actor=bureau.head, now=NOW)
    chosen = [f"{first.pk}:{first.version}", f"{second.pk}:{second.version}", "7x", f"{10**9}:1"]
    answer = client.post(waiting, {"chosen": chosen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "审核通过 1 项" in page
    assert f"已由{bureau.head}于12月1日 10:00撤回" in page
    first.refresh_from_db()
    assert first.state == "accepted"
    for user in (bureau.head, bureau.leader):
        assert as_(user).get(waiting).status_code == 403


def test_a_later_day_through_the_pages(owed: Obligation, bureau: Bureau) -> None:
    ask, grant = (reverse("obligation-act", args=[owed.pk, act]) for act in ("ask", "grant"))
    assert as_(bureau.handler).get(ask).status_code == 403
    assert as_(bureau.head).get(ask).status_code == 200
    short = as_(bureau.head).post(ask, {"reason": "数据未齐", "day": "2026-12-01"})
    assert short.status_code == 422
    assert "晚于现在的期限2026年12月30日" in short.content.decode()
    assert as_(bureau.head).post(ask, {"reason": "数据未齐", "day": "2027-01-29"}).status_code == 302
    assert "数据未齐" in as_(bureau.clerk).get(reverse("waiting")).content.decode()
    page = as_(bureau.clerk).get(grant)
    assert page.context["form"].initial["day"] == dt.date(2027, 1, 29)
    assert as_(bureau.clerk).post(grant, {"day": "2027-01-29"}).status_code == 302
    task = as_(bureau.head).get(reverse("task-detail", args=[owed.task_id])).content.decode()
    assert "原定" in task


def test_without_acceptance_by_the_plans_setting(plan: Plan, owed: Obligation, bureau: Bureau) -> None:
    address = reverse("plan-settings", args=[plan.pk])
    assert as_(bureau.head).get(address).status_code == 403
    assert as_(bureau.stranger).get(address).status_code == 404
    assert as_(bureau.clerk).post(address, {"acceptance": "maybe"}).status_code == 422
    assert as_(bureau.clerk).post(address, {"acceptance": "no"}).status_code == 302
    handed_in(plan, bureau)
    owed.refresh_from_db()
    assert owed.state == "accepted"


def test_records_are_told_to_those_who_may_see_them(
    plan: Plan, bureau: Bureau, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    handed_in(plan, bureau)
    records = reverse("records")
    client = as_(bureau.clerk)
    client.get(records)
    with django_assert_max_num_queries(14):
        page = client.get(records).content.decode()
    assert page.count("标记完成，提交审核") >= 2
    mine = client.get(f"{records}?person={bureau.head.pk}&act=submit&plan={plan.pk}")
    assert mine.context["page"].paginator.count == 2
    assert f"{bureau.head}　办理记录" in mine.content.decode()
    assert as_(bureau.stranger).get(f"{records}?person={bureau.head.pk}").context["page"].paginator.count == 0
    assert (
        str(bureau.head)
        not in as_(bureau.stranger).get(f"{records}?person={bureau.head.pk}").content.decode()
    )
    other = as_(bureau.other_head).get(records).context["page"].paginator.count
    assert 0 < other < client.get(records).context["page"].paginator.count


def test_evidence_is_taken_back_through_its_button(owed: Obligation, bureau: Bureau) -> None:
    progress.report(
        obligation=owed, actor=bureau.head, now=NOW, evidence=[progress.NewEvidence("https://a.example.cn/x")]
    )
    address = reverse("evidence-discard", args=[Evidence.objects.get().pk])
    form = reverse("obligation-report", args=[owed.pk])
    assert [address in as_(user).get(form).content.decode() for user in (bureau.head, bureau.clerk)] == [
        True,
        True,
    ]
    assert "公开办不能删除" in as_(bureau.clerk).get(form).content.decode()
    assert as_(bureau.other_head).post(address).status_code == 404
    assert as_(bureau.clerk).post(address).status_code == 403
    assert as_(bureau.handler).post(address).status_code == 302
    assert as_(bureau.handler).post(address).status_code == 404


def test_the_office_is_told_that_it_reports_for_a_unit(owed: Obligation, bureau: Bureau) -> None:
    assert "代绿化科填报" in as_(bureau.clerk).get(address(owed)).content.decode()
    as_(bureau.clerk).post(address(owed), {"progress": "电话了解：在办。"})
    assert owed.reports.get().on_behalf


def test_who_saves_done_work_is_told_what_is_still_to_do(owed: Obligation, bureau: Bureau) -> None:
    def said(completion: str) -> str:
        values = {"progress": f"说明 {completion}。", "completion": completion, "seen": seen()}
        return as_(bureau.head).post(address(owed), values, follow=True).content.decode()

    def seen() -> str:
        last = owed.reports.order_by("-pk").first()
        return str(last.pk) if last else ""

    assert "进展已保存，还没有提交审核。" in said("done")
    assert "进展已保存。" in said("not_done")
    owed.plan.needs_acceptance = False
    owed.plan.save()
    assert "进展已保存，还没有标记完成。" in said("done")
