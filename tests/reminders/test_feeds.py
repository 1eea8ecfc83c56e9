"""Calendar feeds: what programs get, read back, and the key that can be taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from reminders.models import CalendarFeed
from tasks.models import CalendarException, Obligation
from tasks.services import editing
from tests.factories import UnitFactory, organisation, person
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import DUE, Bureau, moment
from units.models import User

DAY = dt.date(2027, 1, 19)


@pytest.fixture(autouse=True)
def on_the_day() -> object:
    with time_machine.travel(moment(DAY), tick=False):
        yield


def opened(client: Client, user: User, **fields: object) -> CalendarFeed:
    client.force_login(user)
    assert client.post(reverse("feed-open"), fields).status_code == 302
    return CalendarFeed.objects.get(user=user)


def raw(feed: CalendarFeed) -> bytes:
    answer = Client().get(reverse("calendar-feed", args=[feed.token]))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content


def events(feed: CalendarFeed) -> list[Any]:
    return Calendar.from_ical(raw(feed)).walk("VEVENT")


def test_a_deadline_is_a_whole_day(bureau: Bureau, client: Client) -> None:
    (event,) = events(opened(client, bureau.handler))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (DUE, DUE + dt.timedelta(1))
    assert event["summary"] == "公布年度绿化养护情况"
    assert "绿化科：待办理" in event["description"]
    assert event["url"].endswith(f"/tasks/{bureau.item.task_id}/")


def test_lines_are_as_the_standard_wants_them(bureau: Bureau, client: Client) -> None:
    long = "公布" + "年度绿化养护情况，含“名录；台账”和\\路径" * 12
    issued_plan(bureau.unit, [new_task(long, bureau.section, deadline=due(DUE))])
    text = raw(opened(client, bureau.handler))
    lines = text.split(b"\r\n")
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()  # no character is cut in two
    assert b"DTSTART;VALUE=DATE:20270131" in lines
    assert {b"VERSION:2.0", b"X-WR-TIMEZONE:Asia/Shanghai", b"METHOD:PUBLISH"} <= set(lines)
    (event,) = [each for each in Calendar.from_ical(text).walk("VEVENT") if "路径" in each["description"]]
    assert long in event["description"]


def test_the_same_event_moves(bureau: Bureau, client: Client) -> None:
    feed = opened(client, bureau.handler)
    before = raw(feed)
    assert raw(feed) == before
    (first,) = events(feed)
    task = bureau.item.task
    seen = editing.deadline_words(task.deadline)
    editing.edit_deadline(
        task=task, actor=bureau.clerk, now=moment(DAY), deadline=due(dt.date(2027, 3, 1)), seen=seen
    )
    (second,) = events(feed)
    assert second["uid"] == first["uid"]
    assert second["sequence"] > first["sequence"]
    assert second.decoded("dtstamp") > first.decoded("dtstamp")
    assert second.decoded("dtstart") == dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("state", "day", "mark"),
    [("accepted", DAY, "【已完成】"), ("pending", dt.date(2027, 2, 5), "【逾期】"), ("pending", DUE, "公布")],
)
def test_the_summary_says_how_it_stands(
    bureau: Bureau, client: Client, state: str, day: dt.date, mark: str
) -> None:
    Obligation.objects.update(state=state, done_on=DAY if state == "accepted" else None)
    feed = opened(client, bureau.handler)
    with time_machine.travel(moment(day), tick=False):
        assert events(feed)[0]["summary"].startswith(mark)


def test_everybody_gets_what_they_may_see(bureau: Bureau, client: Client) -> None:
    other = UnitFactory(parent=bureau.unit, name="苗圃科")
    keeper = person("handler", other)
    plan = issued_plan(bureau.unit, [new_task("公布苗木名录", other, deadline=due(DUE))])
    stranger = person("office", organisation("云溪市体育局"))
    seen = {
        user: {each["summary"] for each in events(opened(client, user))}
        for user in (bureau.clerk, bureau.leader, keeper, bureau.handler, stranger)
    }
    both = {"公布年度绿化养护情况", "公布苗木名录"}
    assert [seen[user] for user in (bureau.clerk, bureau.leader)] == [both, both]
    assert (seen[keeper], seen[bureau.handler]) == ({"公布苗木名录"}, {"公布年度绿化养护情况"})
    assert seen[stranger] == set()
    assert client.post(reverse("feed-open"), {"plan": plan.pk}).status_code == 404


def test_a_feed_of_one_plan(bureau: Bureau, client: Client) -> None:
    issued_plan(bureau.unit, [new_task("公布苗木名录", bureau.section, deadline=due(DUE))])
    feed = opened(client, bureau.clerk, plan=bureau.plan.pk)
    assert [each["summary"] for each in events(feed)] == ["公布年度绿化养护情况"]
    opened(client, bureau.clerk, plan=bureau.plan.pk)


def test_a_revoked_or_forged_key_opens_nothing(bureau: Bureau, client: Client) -> None:
    feed = opened(client, bureau.handler)
    address = reverse("calendar-feed", args=[feed.token])
    assert address in client.get(reverse("reminder-ways")).content.decode()
    forged = reverse("calendar-feed", args=[f"{feed.key.hex}.{'x' * 43}"])
    assert Client().get(forged).status_code == 404
    client.force_login(bureau.head)
    assert client.post(reverse("feed-revoke", args=[feed.pk])).status_code == 404
    client.force_login(bureau.handler)
    client.post(reverse("feed-revoke", args=[feed.pk]))
    assert Client().get(address).status_code == 404
    assert opened(client, bureau.handler).token != feed.token


def test_a_stopped_account_has_no_calendar(bureau: Bureau, client: Client) -> None:
    feed = opened(client, bureau.handler)
    User.objects.filter(pk=bureau.handler.pk).update(is_active=False)
    assert Client().get(reverse("calendar-feed", args=[feed.token])).status_code == 404


def test_queries_do_not_grow_with_the_events(bureau: Bureau, client: Client) -> None:
    tasks = [new_task(f"公布第{n}批养护名录", bureau.section, deadline=due(DUE)) for n in range(20)]
    issued_plan(bureau.unit, tasks)
    feed = opened(client, bureau.handler)
    with CaptureQueriesContext(connection) as queries:
        assert len(events(feed)) == 21
    assert len(queries) <= 6


def test_the_page_of_a_plan_opens_its_feed(bureau: Bureau, client: Client) -> None:
    client.force_login(bureau.handler)
    page = client.get(reverse("plan-detail", args=[bureau.plan.pk])).content.decode()
    assert f'name="plan" value="{bureau.plan.pk}"' in page
    answer = client.post(reverse("feed-open"), {"plan": bureau.plan.pk}, follow=True)
    assert CalendarFeed.objects.get(plan=bureau.plan).token in answer.content.decode()


def test_a_plan_that_reaches_into_an_unpublished_year_says_so(bureau: Bureau, client: Client) -> None:
    client.force_login(bureau.clerk)
    address = reverse("plan-detail", args=[bureau.plan.pk])
    assert "有时限落在 2027 年" in client.get(address).content.decode()
    CalendarException.objects.create(day=dt.date(2027, 10, 1), is_workday=False)
    assert "有时限落在" not in client.get(address).content.decode()
