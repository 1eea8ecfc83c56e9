"""Handing in a file or a table, and waiting while it is read."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from common.uploads.limits import Limits
from importer.models import ImportBatch
from importer.review import review_of
from tasks.models import Plan
from tests.conftest import CORPUS
from tests.importer import made
from tests.importer.views.pages import HTMX, text, upload, url

pytestmark = pytest.mark.django_db
BAD = CORPUS / "bad" / "expect.json"
HOSTILE = json.loads(BAD.read_text()) if BAD.is_file() else []


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


def test_while_it_is_read_the_page_asks_again(office: Client) -> None:
    batch_page = upload(office, b"abc").headers["Location"]
    batch = ImportBatch.objects.get()
    ImportBatch.objects.update(state=ImportBatch.State.RECEIVED, refusal="")
    page = text(office.get(batch_page))
    assert f'hx-get="{url("progress", batch.pk)}"' in page
    assert 'hx-trigger="load delay:150ms"' in page
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
