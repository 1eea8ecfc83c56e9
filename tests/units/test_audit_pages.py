"""The audit log: the auditor's alone, filtered, paged, exported without formulas."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse

from common.dates import SHANGHAI
from units.audit import record
from units.models import AuditEvent

ROLES = ("admin", "office", "head", "handler", "leader", "city_office", "nobody")


def at(day: int, hour: int) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def log(city):
    for moment, name, act, ok in [
        (at(1, 23), "林木", "登录", True),
        (at(2, 0), "林木", "登录失败", False),
        (at(2, 23), "=HYPERLINK(1)", "登录失败", False),
        (at(3, 0), "秦岭", "维护单位", True),
    ]:
        with time_machine.travel(moment, tick=False):
            record(act=act, actor=None, actor_name=name, address="10.0.0.1", succeeded=ok)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["audit-list", "audit-export"])
def test_nobody_but_the_auditor(city, as_, role, name):
    answer = as_(getattr(city, role)).get(reverse(name))
    assert answer.status_code == 403
    assert "只有安全审计员可以查看审计记录。" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"start": "2026-03-02", "end": "2026-03-02"}, ["=HYPERLINK(1)", "林木"]),
        ({"start": "2026-03-03", "end": "2026-03-31"}, ["秦岭"]),
        ({"end": "2026-03-01"}, ["林木"]),
        ({"person": "林", "end": "2026-03-31"}, ["林木", "林木"]),
        ({"act": "维护", "end": "2026-03-31"}, ["秦岭"]),
        ({"result": "failed", "end": "2026-03-31"}, ["=HYPERLINK(1)", "林木"]),
    ],
)
def test_filters_count_days_in_shanghai(city, as_, log, query, names):
    page = as_(city.auditor).get(reverse("audit-list"), query).context["page"]
    assert [row.actor_name for row in page] == names


def test_a_date_that_is_none_is_named(city, as_):
    assert "有效的日期" in as_(city.auditor).get(reverse("audit-list"), {"start": "gestern"}).content.decode()


def test_an_empty_answer_says_so(city, as_, log):
    page = as_(city.auditor).get(reverse("audit-list"), {"person": "没有此人"}).content.decode()
    assert "没有符合条件的记录" in page


def test_pages_and_queries(city, as_, django_assert_num_queries):
    for number in range(120):
        record(act="登录", actor=city.head, actor_name=f"n{number}")
    client = as_(city.auditor)
    # Session, person, roles; count, rows.
    with django_assert_num_queries(5):
        answer = client.get(reverse("audit-list"), {"page": "2", "act": "登录"})
    assert len(answer.context["page"]) == 50
    assert "?page=3&amp;act=%E7%99%BB%E5%BD%95" in answer.content.decode()


def test_the_export_runs_no_formula_and_is_written_down(city, as_, log):
    answer = as_(city.auditor).get(reverse("audit-export"), {"end": "2026-03-31", "start": "2026-03-01"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["时间", "人员", "来源地址", "行为", "对象", "结果", "详情"]
    assert [row[1] for row in rows[1:]] == ["秦岭", "'=HYPERLINK(1)", "林木", "林木"]
    assert rows[1][0] == "2026-03-03 00:00:00"
    assert AuditEvent.objects.filter(act="导出审计", actor=city.auditor).count() == 1


def test_details_are_told_in_words(city, as_):
    from units.services import name_group

    name_group(organisation=city.bureau, name="各科室", members=[city.green, city.roads])
    page = as_(city.auditor).get(reverse("audit-list")).content.decode()
    assert "设统称　绿化科、养护科" in page
