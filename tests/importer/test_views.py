"""The import's pages: who may open them, what they say, and that they work with scripts on and off."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from importer import commit
from importer.draft import DeadlineDraft, Finding, Severity, UnitDraft
from importer.models import ImportBatch
from importer.readers.source import Limits
from importer.review import review_of
from tasks.models import Plan
from tests.conftest import CORPUS
from tests.factories import UnitFactory, organisation, person
from tests.importer import made
from units.audit import SYSTEM
from units.models import Unit
from units.services import name_group

pytestmark = pytest.mark.django_db
BAD = CORPUS / "bad" / "expect.json"
HOSTILE = json.loads(BAD.read_text()) if BAD.is_file() else []
HTMX = {"HX-Request": "true"}
GUESSED = DeadlineDraft(
    text="1月31日前",
    kind="date",
    date=dt.date(2027, 1, 31),
    source="column",
    recurrence="yearly",
    reason="“1月31日前”没有写年份，按印发日期之后最近的一天推定。",
)


@pytest.fixture
def bureau() -> Unit:
    bureau = organisation("云溪市园林局")
    for name in ("办公室", "绿化科", "财务审计科"):
        UnitFactory(name=name, parent=bureau)
    return bureau


@pytest.fixture
def office(client: Client, bureau: Unit) -> Client:
    client.force_login(person("office", bureau))
    return client


@pytest.fixture
def batch(bureau: Unit) -> ImportBatch:
    """Two tasks; a unit and a collective are to be asked about, a year was guessed."""
    drawn = made.plan(
        made.task("编制计划。", "办公室", "财务科", deadline=GUESSED),
        made.task("公开标准。", "绿化科", UnitDraft("各科室", "assist", group=True), row=3, number="2"),
        findings=(
            Finding(Severity.WARNING, "year_assumed", GUESSED.reason, task=0),
            Finding(Severity.WARNING, "our_office", "文中写“我办”，请核对。", task=1),
            Finding(Severity.INFO, "cleaned_bookmark", "去掉了 3 处 Word 书签标记。"),
        ),
    )
    return made.batch(bureau, drawn)


def url(name: str, *arguments: object) -> str:
    return reverse(f"import-{name}", args=arguments)


def upload(client: Client, data: bytes, name: str = "方案.docx") -> HttpResponse:
    return client.post(url("list"), {"file": SimpleUploadedFile(name, data)})  # type: ignore[return-value]


def text(response: Any) -> str:
    return str(response.content.decode())


def fields(batch: ImportBatch, index: int, **changes: object) -> dict[str, object]:
    """What a browser sends for the task's form, with changes."""
    item = review_of(batch).draft.items[index]
    units = [(unit.role, unit.name) for unit in item.task.units]
    sent: dict[str, object] = {
        "seen": item.seen,
        "number": item.task.number or "",
        "text": item.task.text,
        "path": "\n".join(item.task.path),
        "kind": item.task.deadline.kind,
        "date": item.task.deadline.date or "",
        "recurrence": item.task.deadline.recurrence or "",
        "directive": "on",
        "units-TOTAL_FORMS": len(units),
        "units-INITIAL_FORMS": len(units),
    }
    for number, (role, name) in enumerate(units):
        sent |= {f"units-{number}-role": role, f"units-{number}-name": name}
    return {**sent, **changes}


# Who


@pytest.mark.parametrize("role", ["head", "handler", "leader", "admin", "auditor"])
@pytest.mark.parametrize("name", ["list", "detail", "progress", "facts", "answer", "commit", "discard"])
def test_others_are_told_why_not(
    client: Client, bureau: Unit, batch: ImportBatch, role: str, name: str
) -> None:
    client.force_login(person(role, bureau))
    address = url(name) if name == "list" else url(name, batch.pk)
    answer = client.post(address) if name in ("commit", "discard") else client.get(address)
    assert answer.status_code == 403
    assert "公开办人员" in text(answer)


@pytest.mark.parametrize("name", ["detail", "progress", "facts", "answer", "commit", "discard", "retry"])
def test_another_organisations_batch_does_not_exist(client: Client, batch: ImportBatch, name: str) -> None:
    client.force_login(person("office", organisation("临江市园林局")))
    answer = (
        client.post(url(name, batch.pk))
        if name in ("commit", "discard", "retry")
        else client.get(url(name, batch.pk))
    )
    assert answer.status_code == 404
    batch.refresh_from_db()
    assert batch.is_draft


def test_the_list_holds_own_batches_only(office: Client, batch: ImportBatch) -> None:
    other = made.batch(organisation("临江市园林局"), made.plan(made.task("一。")), data=b"other")
    ImportBatch.objects.filter(pk=other.pk).update(filename="别家的.docx")
    page = text(office.get(url("list")))
    assert "方案.docx" in page
    assert "别家的" not in page


# Upload


@pytest.mark.django_db(transaction=True)
def test_an_upload_is_read_and_shown(office: Client) -> None:
    answer = upload(office, made.word_file())
    batch = ImportBatch.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, url("detail", batch.pk))
    page = text(office.get(url("detail", batch.pk)))
    assert "编制年度养护计划。" in page
    assert "原表 4 行 = 任务 3 + 表头 1" in page


@pytest.mark.django_db(transaction=True)
def test_a_pasted_table_with_merged_cells_is_read(office: Client) -> None:
    rows = "".join(f"<tr><td>{n}.公开标准之{n}。</td><td>绿化科</td><td>长期</td></tr>" for n in (1, 2))
    table = f"<table><tr><th>工作任务</th><th>责任科室</th><th>完成时限</th></tr>{rows}</table>"
    office.post(url("list"), {"text": "纯文字", "table": table})
    batch = ImportBatch.objects.get()
    assert (batch.pasted, batch.filename, batch.state) == (True, "", ImportBatch.State.DRAFT)
    assert len(review_of(batch).draft.items) == 2


def test_the_page_states_its_limits_and_the_notice(office: Client) -> None:
    page = text(office.get(url("list")))
    assert "严禁处理、存储国家秘密和工作秘密" in page
    assert "20.0" in page
    assert "20000 行" in page


@pytest.mark.parametrize("sent", [{}, {"text": "  "}, {"file": SimpleUploadedFile("空.docx", b"")}])
def test_nothing_given_is_said_on_the_spot(office: Client, sent: dict[str, object]) -> None:
    answer = office.post(url("list"), sent)
    assert answer.status_code == 422
    assert not ImportBatch.objects.exists()


def test_too_much_is_refused_before_it_is_stored(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importer.forms.upload.LIMITS", Limits(file_size=1048576))
    answer = upload(office, b"x" * 1048577)
    assert answer.status_code == 422
    assert "超过 1 MB" in text(answer)
    assert not ImportBatch.objects.exists()


def test_the_same_file_leads_to_the_first_upload(office: Client) -> None:
    first = upload(office, b"abc")
    again = office.post(url("list"), {"file": SimpleUploadedFile("b.txt", b"abc")}, follow=True)
    assert again.redirect_chain[0][0] == first.headers["Location"]
    assert "上传过" in text(again)
    assert ImportBatch.objects.count() == 1


@pytest.mark.skipif(not HOSTILE, reason="the hostile files are not here: shared/corpus beside the repository")
@pytest.mark.parametrize("entry", HOSTILE, ids=[entry["file"] for entry in HOSTILE])
@pytest.mark.django_db(transaction=True)
def test_bad_files_get_a_sentence_or_are_read(office: Client, corpus: Path, entry: dict[str, Any]) -> None:
    answer = upload(office, (corpus / "bad" / entry["file"]).read_bytes(), entry["file"])
    batch = ImportBatch.objects.first()
    page = text(office.get(url("detail", batch.pk)) if batch else answer)
    refused = batch is None or batch.state == ImportBatch.State.REFUSED
    if entry["expect"] != "either":
        assert refused == (entry["expect"] == "refuse")
    if batch and refused:
        assert batch.refusal in page
        assert batch.refusal.endswith("。")
    elif batch:
        assert len(review_of(batch).draft.items) == (entry["tasks"] or len(review_of(batch).draft.items))
    assert not entry["must_not_contain"] or entry["must_not_contain"] not in page
    assert not Plan.objects.exists()


# Waiting


def test_while_it_is_read_the_page_asks_again(office: Client) -> None:
    batch_page = upload(office, b"abc").headers["Location"]
    batch = ImportBatch.objects.get()
    ImportBatch.objects.update(state=ImportBatch.State.RECEIVED, refusal="")
    page = text(office.get(batch_page))
    assert f'hx-get="{url("progress", batch.pk)}"' in page
    assert "every 500ms" in page
    assert f'href="{batch_page}">刷新' in page
    assert "hx-trigger" in text(office.get(url("progress", batch.pk), headers=HTMX))


def test_a_reader_that_does_not_come_is_said(office: Client) -> None:
    upload(office, b"abc")
    early = timezone.now() - dt.timedelta(minutes=2)
    ImportBatch.objects.update(state=ImportBatch.State.RECEIVED, refusal="", received_at=early)
    assert "读取服务还没有响应" in text(office.get(url("detail", ImportBatch.objects.get().pk)))


def test_once_read_the_page_moves_on(office: Client, batch: ImportBatch) -> None:
    answer = office.get(url("progress", batch.pk), headers=HTMX)
    assert answer.headers["HX-Redirect"] == url("detail", batch.pk)


def test_a_refused_upload_can_be_tried_again_or_deleted(office: Client, batch: ImportBatch) -> None:
    ImportBatch.objects.update(state=ImportBatch.State.REFUSED, refusal="读不了，请另存。", recognised=None)
    page = text(office.get(url("detail", batch.pk)))
    assert "读不了，请另存。" in page
    office.post(url("retry", batch.pk))
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.RECEIVED


# Preview


def test_the_preview_shows_source_result_and_questions(office: Client, batch: ImportBatch) -> None:
    page = text(office.get(url("detail", batch.pk)))
    assert "入库（还有 2 个问题）" in page
    assert "与“财务审计科”最接近" in page
    assert "全部 3 个单位" in page
    assert "清理：书签标记 3 处" in page
    assert GUESSED.reason in page
    assert '<tr id="s1-2">' in page
    assert 'id="task-0" data-source="s1-2"' in page
    assert "文中写“我办”，请核对。" in page


def test_a_group_that_is_known_is_offered_again(office: Client, bureau: Unit, batch: ImportBatch) -> None:
    name_group(organisation=bureau, name="科室", members=Unit.objects.filter(name__endswith="科"))
    assert "沿用 2 个" in text(office.get(url("detail", batch.pk)))


def test_a_long_plan_comes_in_pages_with_their_rows(office: Client, bureau: Unit) -> None:
    tasks = [made.task(f"任务之{n}。", "办公室", row=n + 2) for n in range(250)]
    batch = made.batch(bureau, made.plan(*tasks))
    first = text(office.get(url("detail", batch.pk)))
    second = text(office.get(url("detail", batch.pk), {"page": 2}))
    assert ('id="task-199"' in first, 'id="task-200"' in first) == (True, False)
    assert ('id="s1-201"' in first, 'id="s1-202"' in first) == (True, False)
    assert ('id="task-200"' in second, 'id="s1-202"' in second, 'id="s1-201"' in second) == (
        True,
        True,
        False,
    )


def test_queries_do_not_grow_with_the_plan(
    office: Client, bureau: Unit, django_assert_max_num_queries: Any
) -> None:
    tasks = [made.task(f"任务之{n}。", "办公室", f"第{n}站") for n in range(60)]
    batch = made.batch(bureau, made.plan(*tasks))
    with django_assert_max_num_queries(20):
        office.get(url("detail", batch.pk))


# Answers


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
        ({"name": "财务科", "answer": "new"}, {"as": "unit", "to": "new:财务科"}),
        ({"name": "财务科", "answer": "out"}, {"as": "out"}),
        ({"name": "各科室", "answer": "all"}, {"as": "group", "members": "all"}),
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


# Corrections


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


# Commit and way out


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
