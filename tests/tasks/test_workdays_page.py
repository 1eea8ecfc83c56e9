"""The page of working days: who may change them, what they do, and the year that nobody has published."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from common.dates import SHANGHAI
from tasks.calendar import current_calendar
from tasks.models import CalendarException
from tasks.workdays import WorkCalendar
from tasks.year_view import year_of
from tests.factories import organisation, person
from units.models import Unit

D = dt.date
DAYS = {"first": "2027-02-06", "last": "2027-02-12", "is_workday": "0", "note": "春节"}


@pytest.fixture(autouse=True)
def in_november() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 21, 10, tzinfo=SHANGHAI), tick=False):
        yield


@pytest.fixture
def bureau(db: None) -> Unit:
    return organisation("云溪市园林局")


def test_a_holiday_is_typed_in_and_taken_back(bureau: Unit, client: Client) -> None:
    client.force_login(person("office", bureau))
    assert client.post(reverse("workdays"), DAYS).headers["Location"].endswith("?year=2027")
    assert CalendarException.objects.count() == 7
    assert not current_calendar().is_workday(D(2027, 2, 8))
    client.post(reverse("workdays"), DAYS)
    assert CalendarException.objects.count() == 7
    shown = client.get(reverse("workdays"), {"year": 2027}).content.decode()
    assert "春节" in shown
    assert client.post(reverse("workday-forget", args=["2027-02-08"])).status_code == 302
    assert current_calendar().is_workday(D(2027, 2, 8))
    assert client.post(reverse("workday-forget", args=["2027-02-08"])).status_code == 409
    assert client.post(reverse("workday-forget", args=["soon"])).status_code == 404


def test_an_unpublished_year_is_flagged_until_it_is_typed_in(bureau: Unit, client: Client) -> None:
    client.force_login(person("office", bureau))
    assert "2027年</a>的放假安排尚未录入" in client.get(reverse("workdays")).content.decode()
    client.post(reverse("workdays"), DAYS)
    client.post(reverse("workdays"), DAYS | {"first": "2027-10-01", "last": "2027-10-07", "note": "国庆节"})
    assert "尚未录入" not in client.get(reverse("workdays")).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"last": "2027-02-01"}, "止日应不早于起日"),
        ({"last": "2027-09-01"}, "一次不超过"),
        ({"first": "x"}, "日期"),
    ],
)
def test_a_stretch_that_makes_no_sense_is_refused(
    bureau: Unit, client: Client, fields: dict[str, str], sentence: str
) -> None:
    client.force_login(person("office", bureau))
    answer = client.post(reverse("workdays"), DAYS | fields)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not CalendarException.objects.exists()


def test_who_may_keep_the_working_days(bureau: Unit, client: Client) -> None:
    """They hold for everybody: a bureau below a city reads what the city's office keeps."""
    city = organisation("云溪市人民政府")
    below = organisation("云溪市体育局", parent=city)
    cases = [("office", city, 200, 302), ("admin", below, 200, 302), ("office", below, 200, 403)]
    cases += [("head", bureau, 403, 403), ("leader", bureau, 403, 403)]
    for role, unit, reads, writes in cases:
        client.force_login(person(role, unit))
        assert client.get(reverse("workdays")).status_code == reads
        assert client.post(reverse("workdays"), DAYS).status_code == writes


def test_a_year_is_laid_out_in_weeks_from_monday() -> None:
    stated = {D(2026, 3, 2): False}
    months = year_of(2026, WorkCalendar(stated), stated)
    assert [month.number for month in months] == list(range(1, 13))
    days = [day for month in months for week in month.weeks for day in week if day]
    assert [day.day for day in days] == [D(2026, 1, 1) + dt.timedelta(n) for n in range(365)]
    assert all(len(week) == 7 for month in months for week in month.weeks)
    words = {day.day: (day.word, day.stated) for day in days}
    assert words[D(2026, 3, 2)] == ("休", True)
    assert words[D(2026, 2, 14)] == ("班", False)  # a Saturday before Spring Festival
    assert sum(month.workdays for month in months) == sum(day.works for day in days) == 247
