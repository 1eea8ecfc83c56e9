"""Kinds, months, rounds, late and in time against a recount; the watch list, remarks, wall and pictures."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tasks.models import Extension, Remark, Task, TaskEvent, Watch
from tests.reports import recount
from tests.reports.world import NOW, TODAY, World

READERS = ["city leader", "parks leader", "parks head"]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_breakdowns_are_what_a_recount_finds(drawn: World, client: Client) -> None:
    for name in READERS:
        client.force_login(drawn.user(name))
        found = client.get("/dashboard/details/?year=2026").context["found"]
        groups = recount.periods(recount.rows(drawn.user(name), 2026)).values()
        months: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        late = 0
        for group in groups:
            first = min(each.due_on for each in group)
            months[f"{first.year}年{first.month}月"] += 1
            kinds[group[0].task.get_deadline_kind_display()] += 1
            done = all(each.state == "accepted" for each in group)
            late += done and any(each.done_on > each.due_on for each in group)
        assert {row.name: row.tally.total for row in found.months} == dict(months)
        assert {row.name.partition("、")[0]: row.tally.total for row in found.kinds} == dict(kinds)
        assert found.late == sum(row.late for row in found.months) == late
        overdue = recount.count(recount.rows(drawn.user(name), 2026), TODAY)["overdue"]
        assert sum(row.tally.overdue for row in found.months) == overdue
        rounds = sum(row.tally.total for row in found.rounds)
        assert rounds == kinds["长期"]


def test_every_row_leads_to_as_many_periods(drawn: World, client: Client) -> None:
    client.force_login(drawn.user("parks leader"))
    answer = client.get("/dashboard/details/?year=2026")
    found = answer.context["found"]
    for row in [*found.kinds, *found.months, *found.rounds]:
        assert client.get(row.href).context["page"].paginator.count == row.tally.total, row.name
    assert client.get(answer.context["late_done_href"]).context["page"].paginator.count == found.late


def test_details_ask_few_queries(
    drawn: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(drawn.user("parks leader"))
    with django_assert_max_num_queries(14):
        client.get("/dashboard/details/")


def test_a_leader_watches_and_remarks(drawn: World, client: Client) -> None:
    task = Task.objects.filter(plan__organisation=drawn.parks, plan__year=2026, withdrawn_at=None)[0]
    where = f"/dashboard/tasks/{task.pk}/"
    client.force_login(drawn.user("parks leader"))
    for _ in range(2):
        client.post(f"{where}watch/", {"on": "1"})
        client.post(f"{where}remark/", {"text": "抓紧 <办理>"})
    assert (Watch.objects.count(), Remark.objects.count()) == (1, 1)
    assert TaskEvent.objects.filter(act="remark", reason="抓紧 <办理>").count() == 1
    board = client.get("/dashboard/").content.decode()
    assert "我的关注" in board
    assert "抓紧 &lt;办理&gt;" in client.get(where).content.decode()
    fragment = client.get(where, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in fragment
    client.post(f"{where}watch/", {"on": "0"})
    assert "我的关注" not in client.get("/dashboard/").content.decode()
    assert client.post(f"{where}remark/", {"text": " "}).status_code == 409


def test_others_read_remarks_and_make_none(drawn: World, client: Client) -> None:
    head = drawn.user("parks head")
    task = Task.objects.visible_to(head).filter(withdrawn_at=None)[0]
    where = f"/dashboard/tasks/{task.pk}/"
    client.force_login(head)
    page = client.get(where).content.decode()
    assert "还没有批示" in page
    assert "写入批示" not in page
    assert client.post(f"{where}watch/", {"on": "1"}).status_code == 403
    assert client.post(f"{where}remark/", {"text": "x"}).status_code == 403
    client.force_login(drawn.user("sports office"))
    assert client.get(where).status_code == 404
    assert client.post(f"{where}remark/", {"text": "x"}).status_code == 404


def test_the_wall_renews_itself(drawn: World, client: Client) -> None:
    client.force_login(drawn.user("city leader"))
    html = client.get("/dashboard/wall/").content.decode()
    assert '<meta http-equiv="refresh" content="60">' in html
    assert "各单位" in html


def test_the_curve_is_a_picture_of_the_same_points(drawn: World, world: World, client: Client) -> None:
    client.force_login(drawn.user("parks leader"))
    curve = client.get("/dashboard/").context["overview"].curve
    svg = client.get("/dashboard/curve.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert curve.done_points in svg.content.decode()
    png = client.get("/dashboard/curve.png")
    assert png.content.startswith(b"\x89PNG")
    assert len(png.content) > 5000


def test_nothing_to_draw_is_not_found(world: World, client: Client) -> None:
    client.force_login(world.user("parks leader"))
    for suffix in ("svg", "png"):
        assert client.get(f"/dashboard/curve.{suffix}").status_code == 404


def test_the_same_day_a_year_before_is_offered(drawn: World, client: Client) -> None:
    client.force_login(drawn.user("parks leader"))
    choice = client.get("/dashboard/?year=2026").context["choice"]
    assert choice.year_before == dt.date(2025, 10, 20)
    assert client.get("/dashboard/?year=2025").context["choice"].year_before is None


def test_overdue_work_with_a_request_for_more_time_is_told_beside_its_figure(
    drawn: World, client: Client
) -> None:
    leader = drawn.user("parks leader")
    dated = [each for each in recount.rows(leader, 2026) if each.task.deadline_kind == "date"]
    chosen = {each.period_id: each for each in dated}
    for each in list(chosen.values())[:2]:
        each.state, each.due_on = "pending", TODAY - dt.timedelta(days=3)
        each.save()
        Extension.objects.create(
            obligation=each,
            reason="汛期",
            due_on=each.due_on,
            wanted_on=TODAY + dt.timedelta(days=9),
            asked_by=leader,
        )
    client.force_login(leader)
    shown = client.get("/dashboard/?year=2026")
    assert shown.context["overview"].asked == 2
    assert "其中 2 项已申请延期" in shown.content.decode()
    client.force_login(drawn.user("sports office"))
    assert client.get("/dashboard/?year=2026").context["overview"].asked == 0
