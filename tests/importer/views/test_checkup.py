"""方案体检: every finding with place and remedy, before and after the commit."""

from __future__ import annotations

import pytest
from django.test import Client

from importer import checkup
from importer.models import ImportBatch
from importer.review import review_of
from tests.factories import person
from tests.importer import made
from tests.importer.views.pages import text, url
from units.models import Unit

pytestmark = pytest.mark.django_db


def test_findings_by_severity_with_place_and_remedy(office: Client, batch: ImportBatch) -> None:
    page = text(office.get(url("checkup", batch.pk)))
    assert url("checkup", batch.pk) in text(office.get(url("detail", batch.pk)))
    assert page.index("需要确认") < page.index("建议核对") < page.index("提示")
    assert "文中写“我办”，请核对。" in page
    assert "第 2 项（" in page
    assert "改成本单位的称呼。" in page
    assert "在时限中写明年份。" in page
    assert "书签标记 3 处" in page
    assert "原表 3 行 = 任务 2 + 表头 1" in page


def test_a_plan_in_the_ledger_can_be_checked_before_it_is_issued(office: Client, bureau: Unit) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室")))
    office.post(url("commit", batch.pk))
    page = text(office.get(url("checkup", batch.pk)))
    assert "没有发现问题" in page


def test_every_open_question_about_the_document_stands_once(batch: ImportBatch) -> None:
    sections = checkup.check_up(review_of(batch))
    asked = next(section for section in sections if section.word == "需要确认")
    assert len(asked.lines) == len(review_of(batch).questions)
    assert all(line.remedy for section in sections for line in section.lines)


def test_others_do_not_see_it(client: Client, batch: ImportBatch) -> None:
    client.force_login(person("head", batch.organisation))
    assert client.get(url("checkup", batch.pk)).status_code == 403


def test_nothing_read_has_no_check_up(office: Client, batch: ImportBatch) -> None:
    ImportBatch.objects.update(state="refused", refusal="读不了。")
    assert office.get(url("checkup", batch.pk)).status_code == 302
