"""Many at once on PostgreSQL, and processes killed in the middle: one outcome, whole or nothing."""

from __future__ import annotations

import datetime as dt
import os
import signal
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from common.decisions import Refusal
from tasks.models import Evidence, Obligation, ProgressReport, StoredFile, TaskEvent
from tasks.services import extensions, filing, progress
from tasks.services.progress import NewEvidence
from tasks.workflow import Completion
from tests.factories import person
from tests.factories_tasks import due, issued_plan, new_task, obligation_of
from tests.tasks.conftest import Bureau
from tests.threads import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
FAR = dt.date(2030, 12, 30)
NOW = dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC)
PAGE = NewEvidence("https://www.example.gov.cn/a.html", "年报")


@pytest.fixture
def owed(bureau: Bureau) -> Obligation:
    plan = issued_plan(bureau.unit, [new_task("编制年度报告。", bureau.green, deadline=due(FAR))])
    return obligation_of(plan, bureau.green)


def test_fifty_times_one_form_is_one_row_and_one_answer(owed: Obligation, bureau: Bureau) -> None:
    entered = Client()
    entered.force_login(bureau.head)
    values = {
        "token": str(uuid.uuid4()),
        "progress": "已发布年报。",
        "completion": "done",
        "evidence": "https://www.example.gov.cn/nb.html　《年报》",
        "submit": "1",
    }

    def send() -> tuple[int, str]:
        client = Client()
        client.cookies = entered.cookies
        answer = client.post(reverse("obligation-report", args=[owed.pk]), values)
        return answer.status_code, answer.headers.get("Location", "")

    answers = at_once(50, send)
    assert Counter(answers) == {(302, reverse("task-detail", args=[owed.task_id])): 50}
    assert ProgressReport.objects.count() == Evidence.objects.count() == 1
    assert list(owed.events.order_by("pk").values_list("act", flat=True)) == ["report", "submit"]


def submitted(owed: Obligation, bureau: Bureau) -> None:
    progress.report(obligation=owed, actor=bureau.head, now=NOW, evidence=[PAGE], completion=Completion.DONE)
    progress.submit(obligation=owed, actor=bureau.head, now=NOW)


def test_of_two_deciders_one_decides_and_the_other_is_told(owed: Obligation, bureau: Bureau) -> None:
    submitted(owed, bureau)
    deciders = iter([bureau.clerk, person("office", bureau.unit)])

    def decide() -> object:
        actor = next(deciders)
        if actor == bureau.clerk:
            return progress.accept(obligation=owed, actor=actor, now=NOW)
        return progress.return_(obligation=owed, actor=actor, now=NOW, reason="补充")

    answers = at_once(2, decide)
    refused = [each for each in answers if isinstance(each, Refusal)]
    assert len(refused) == 1
    assert refused[0].reason.startswith("已由")
    assert owed.events.filter(act__in=("accept", "return")).count() == 1


def test_ten_requests_for_a_later_day_are_one(owed: Obligation, bureau: Bureau) -> None:
    day = dt.date(2031, 1, 31)

    def ask() -> object:
        return extensions.ask(obligation=owed, actor=bureau.head, now=NOW, reason="未齐", wanted_on=day).pk

    assert len(set(at_once(10, ask))) == 1
    assert owed.events.count() == 1


def test_one_content_sent_ten_times_at_once_is_one_row(bureau: Bureau) -> None:
    def keep() -> object:
        return filing.keep(upload=SimpleUploadedFile("甲.txt", b"the same"), now=NOW)[0].pk

    assert len(set(at_once(10, keep))) == 1
    assert StoredFile.objects.count() == 1


def killed_at(number: int, act: Callable[[], object]) -> bool:
    """Run ``act`` in a process of its own that is killed before its ``number``-th statement; whether it
    came to its end before that."""
    child = os.fork()
    if child == 0:
        # The parent's connection must be neither used nor closed from here.
        connection.connection = None
        left = iter(range(number))

        def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        status = 1
        try:
            with connection.execute_wrapper(wrapper):
                act()
            status = 0
        finally:
            os._exit(status)
    _, result = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(result) == 0


def test_killed_before_any_statement_a_report_is_whole_or_not_there(owed: Obligation, bureau: Bureau) -> None:
    """reliability row 1: whatever is there is there with its evidence, state and history."""

    def hand_in() -> None:
        submitted(owed, bureau)

    for number in range(60):
        ended = killed_at(number, hand_in)
        owed.refresh_from_db()
        acts = list(owed.events.order_by("pk").values_list("act", flat=True))
        whole = (ProgressReport.objects.count(), Evidence.objects.count(), owed.state, acts)
        assert whole in [
            (0, 0, "pending", []),
            (1, 1, "pending", ["report"]),
            (1, 1, "submitted", ["report", "submit"]),
        ]
        if ended:
            break
    assert whole[2] == "submitted"


def test_killed_during_an_upload_no_row_is_without_its_file(
    bureau: Bureau, owed: Obligation, tmp_path: Path, settings: Any
) -> None:
    """reliability row 9: a file may be without its row, which the sweep mends; never the other way round."""
    settings.MEDIA_ROOT = tmp_path

    def keep() -> None:
        file, name = filing.keep(upload=SimpleUploadedFile("甲.txt", b"content"), now=NOW)
        progress.report(
            obligation=owed, actor=bureau.head, now=NOW, evidence=[NewEvidence(file=file, name=name)]
        )

    for number in range(40):
        ended = killed_at(number, keep)
        assert all(default_storage.exists(row.path) for row in StoredFile.objects.all())
        assert (
            Evidence.objects.count()
            == ProgressReport.objects.count()
            == TaskEvent.objects.filter(act="report").count()
        )
        if ended:
            break
    assert Evidence.objects.get().file.size == 7  # type: ignore[union-attr]
