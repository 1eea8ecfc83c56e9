"""A clerk's year through the pages, each act by whoever does it: issue, four quarters, a return, a later day,
a waiver, evidence, and the look back in December."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from reports.figures import Figure
from tasks import jobs
from tasks.models import Obligation, Plan
from tasks.roles import Role
from tasks.services.plans import NewAssignment
from tests.factories_tasks import LONG_TERM, at, due, make_plan, new_task
from tests.tasks.conftest import Bureau
from units.models import Unit, User

D = dt.date
ISSUED = D(2026, 1, 15)
QUARTERS = {
    "2026年一季度": (D(2026, 1, 20), D(2026, 3, 31)),
    "2026年二季度": (D(2026, 4, 1), D(2026, 6, 30)),
    "2026年三季度": (D(2026, 7, 1), D(2026, 9, 30)),
    "2026年四季度": (D(2026, 10, 9), D(2026, 12, 30)),
}
PAGE = "https://www.example.gov.cn/2026/mulu.html　《目录》　2026-03-20"


class Year:
    """The clock and the people's browsers; a browser is logged in anew on each day."""

    def __init__(self, clock: Any, bureau: Bureau, plan: Plan) -> None:
        self.clock, self.bureau, self.plan = clock, bureau, plan

    def on(self, day: dt.date) -> None:
        """Morning of a day, after the schedule has made its round."""
        self.clock.move_to(at(day, 9))
        jobs.open_periods()
        self.browsers: dict[int, Client] = {}

    def browser(self, user: User) -> Client:
        if user.pk not in self.browsers:
            self.browsers[user.pk] = Client()
            self.browsers[user.pk].force_login(user)
        return self.browsers[user.pk]

    def get(self, user: User, name: str, *args: object, query: str = "") -> Any:
        answer = self.browser(user).get(reverse(name, args=args) + query)
        assert answer.status_code == 200, name
        return answer

    def send(self, user: User, owed: Obligation, act: str, **values: Any) -> HttpResponse:
        name, args = (
            ("obligation-report", [owed.pk]) if act == "report" else ("obligation-act", [owed.pk, act])
        )
        return self.browser(user).post(reverse(name, args=args), values)

    def done(self, user: User, owed: Obligation, act: str, **values: Any) -> None:
        answer = self.send(user, owed, act, **values)
        assert answer.status_code == 302, (act, answer.content.decode()[:3000])

    def owed(self, number: str, unit: Unit, period: str = "") -> Obligation:
        found = self.plan.obligations.filter(task__number=number, unit=unit)
        return (found.filter(period__label=period) if period else found).select_related("period").get()

    def accept_all(self) -> None:
        waiting = self.get(self.bureau.clerk, "waiting").context["rows"]
        chosen = [f"{each.pk}:{each.version}" for each, _ in waiting]
        answer = self.browser(self.bureau.clerk).post(reverse("waiting"), {"chosen": chosen})
        assert answer.status_code == 302


@pytest.fixture
def year(bureau: Bureau, tmp_path: Path, settings: Any) -> Iterator[Year]:
    settings.MEDIA_ROOT, settings.MEDIA_RESERVE_MB = tmp_path, 0
    shared = (NewAssignment(Role.LEAD, bureau.green), NewAssignment(Role.ASSIST, bureau.roads))
    tasks = [
        new_task("做好主动公开目录更新。", number="1", assignments=shared, deadline=LONG_TERM),
        new_task("公布养护标准。", bureau.green, number="2", deadline=due(D(2026, 6, 30))),
        new_task("开展业务培训。", bureau.roads, number="3", deadline=due(D(2026, 11, 30))),
        new_task("公布执法事项。", bureau.roads, number="4", deadline=due(D(2026, 9, 30))),
        new_task("整理历史文件。", bureau.green, number="5", deadline=due(D(2026, 10, 31))),
    ]
    with time_machine.travel(at(ISSUED, 9), tick=False) as clock:
        plan = make_plan(bureau.unit, tasks, actor=bureau.clerk, day=ISSUED)
        yield Year(clock, bureau, plan)


def test_a_clerks_year(year: Year) -> None:
    bureau = year.bureau
    year.on(ISSUED)
    assert year.browser(bureau.clerk).post(reverse("plan-issue", args=[year.plan.pk])).status_code == 302
    for label, (opens, ends) in QUARTERS.items():
        quarter(year, label, opens, ends)
        if label == "2026年二季度":
            a_return(year)
        if label == "2026年三季度":
            a_waiver_and_a_later_day(year)
    look_back(year)


def quarter(year: Year, label: str, opens: dt.date, ends: dt.date) -> None:
    """The assisting section reports first, but in the second quarter; then the lead hands in."""
    bureau = year.bureau
    year.on(opens)
    assert label in year.get(bureau.head, "home").content.decode()
    lead, assist = (year.owed("1", unit, label) for unit in (bureau.green, bureau.roads))
    year.on(ends - dt.timedelta(10))
    year.done(
        bureau.handler, lead, "report", progress=f"{label}更新 8 条。", completion="ongoing", evidence=PAGE
    )
    assert year.send(bureau.handler, lead, "submit").status_code == 403
    if label == "2026年二季度":
        assert "养护科还没有填报" in year.send(bureau.head, lead, "submit").content.decode()
        year.done(bureau.head, lead, "submit", reason="养护科材料已线下报来")
        year.done(bureau.clerk, assist, "report", progress="已线下报来。", completion="ongoing")
        assert assist.reports.get().on_behalf
    else:
        year.done(bureau.other_head, assist, "report", progress="配合更新。", completion="ongoing")
        year.done(bureau.head, lead, "submit")
    year.done(bureau.other_head, assist, "submit")
    year.accept_all()
    lead.refresh_from_db()
    assert (lead.state, lead.done_on) == ("accepted", ends - dt.timedelta(10))


def a_return(year: Year) -> None:
    """Task 2: handed in without proof, returned, handed in again with a file; done late and told so."""
    bureau, owed = year.bureau, year.owed("2", year.bureau.green)
    year.on(D(2026, 6, 26))
    year.done(bureau.head, owed, "report", progress="已公布。", completion="done", submit="1")
    assert year.send(bureau.clerk, owed, "return", reason="").status_code == 422
    year.done(bureau.clerk, owed, "return", reason="请附公布的文本")
    year.on(D(2026, 7, 3))
    assert "请附公布的文本" in year.get(bureau.head, "home").content.decode()
    proof = SimpleUploadedFile("养护标准.txt", "标准正文".encode())
    year.done(
        bureau.head, owed, "report", progress="已公布。", completion="done", uploads=[proof], submit="1"
    )
    year.done(bureau.clerk, owed, "accept")
    task = year.get(bureau.leader, "task-detail", owed.task_id).content.decode()
    assert "逾期3天完成" in task
    assert "养护标准.txt" in task


def a_waiver_and_a_later_day(year: Year) -> None:
    """Task 4 is no business of theirs any more; task 3 gets until 20 December."""
    bureau = year.bureau
    waived, later = year.owed("4", bureau.roads), year.owed("3", bureau.roads)
    year.on(D(2026, 9, 28))
    year.done(bureau.clerk, waived, "waive", reason="职责已划转")
    year.done(bureau.other_head, later, "ask", reason="讲师未定", day="2026-12-31")
    assert "讲师未定" in year.get(bureau.clerk, "waiting").content.decode()
    year.done(bureau.clerk, later, "grant", day="2026-12-20")
    year.on(D(2026, 12, 10))
    year.done(bureau.other_head, later, "report", progress="已培训。", completion="done", submit="1")
    year.accept_all()
    later.refresh_from_db()
    assert (later.state, later.due_on) == ("accepted", D(2026, 12, 20))
    assert later.period.first_due_on == D(2026, 11, 30)


def look_back(year: Year) -> None:
    """30 December: eight periods; six accepted by now, one waived, one silent and overdue since October."""
    bureau = year.bureau
    year.on(D(2026, 12, 30))
    figures = year.get(bureau.clerk, "plan-detail", year.plan.pk).context["figures"]
    assert (figures["tasks"], figures["done"], figures["overdue"]) == (5, 3, 1)
    total = year.get(bureau.leader, "dashboard").context["overview"].total
    counted = {figure: getattr(total, figure) for figure in (Figure.TOTAL, Figure.DONE, Figure.OVERDUE)}
    assert counted == {Figure.TOTAL: 7, Figure.DONE: 6, Figure.OVERDUE: 1}
    late = year.get(bureau.leader, "dashboard-list", query="?figure=overdue").content.decode()
    assert "整理历史文件" in late
    records = year.get(bureau.clerk, "records", query=f"?plan={year.plan.pk}&person={bureau.clerk.pk}")
    told = [sentence for _, sentence in records.context["rows"]]
    assert sum("审核通过" in each for each in told) == 10
    assert any("标为不适用 养护科" in each and "职责已划转" in each for each in told)
    acts = list(year.plan.events.order_by("pk").values_list("act", flat=True))
    assert (acts[0], acts[1]) == ("created", "issued")
    assert {"return", "waive", "ask", "grant"} <= set(acts)
