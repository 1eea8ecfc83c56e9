"""Loads the whole demo into an empty database, in one transaction."""

from __future__ import annotations

import datetime as dt
from functools import partial
from random import Random

from django.db import transaction

from common.dates import local_date
from gongkai.demo import comparing, content, directory, editing, links, plans
from gongkai.demo.content import PlanContent
from gongkai.demo.days import Days
from gongkai.demo.directory import Bureau
from gongkai.demo.story import Story, Thread
from reminders import health, planner
from reminders.release import release
from tasks.calendar import current_calendar
from tasks.models import Plan
from tasks.services.plans import archive

# So many days back the schedule of reminders is played too.
REMINDED_DAYS = 14


@transaction.atomic
def load(now: dt.datetime) -> None:
    """The same content for the same day.  Nothing leaves the machine: reminders stay inside the system."""
    days = Days(now, current_calendar())
    story = Story(days, Random(days.today.toordinal()))
    bureau, other, _ = directory.build()
    _standing(story, bureau)
    last = _plan(
        story,
        bureau,
        content.plan("plan_last_year"),
        days.year - 1,
        days.last_issued,
        until=days.at(days.filed, 9),
    )
    this = _plan(story, bureau, content.plan("plan_this_year"), days.year, days.issued, until=now)
    _plan(story, other, content.plan("plan_other_bureau"), days.year, days.issued, until=now)
    _reminders(story)
    story.run()
    comparing.compare(bureau, last, this, days.at(days.drafted, 16))
    plans.draft(
        bureau,
        content.plan("plan_draft"),
        days,
        year=days.today.year,
        issued=None,
        at=days.at(days.drafted, 15),
    )


def _standing(story: Story, bureau: Bureau) -> None:
    plan, contents = plans.standing(bureau, story.days)
    thread = Thread(bureau, plan, contents, story.days.now)
    story.go_on(thread, story.days.at(story.days.standing_issued, 10))


def _plan(
    story: Story, bureau: Bureau, found: PlanContent, year: int, issued: dt.date, *, until: dt.datetime
) -> Plan:
    days = story.days
    plan = plans.draft(bureau, found, days, year=year, issued=issued, at=days.at(issued, 9))
    thread = Thread(bureau, plan, list(found.tasks), until)
    story.issue(thread, days.at(issued, 10))
    if bureau.raw.get("carried") and until == days.now:
        story.at(days.at(issued, 10, 5), partial(links.link, thread))
    for edit in found.edits:
        day = days.calendar.next_workday_on_or_after(issued + dt.timedelta(edit["after"]))
        story.at(days.at(day, 11), partial(editing.apply, thread, edit, days))
    if until < days.now:
        story.at(until, partial(_archive, thread))
    return plan


def _archive(thread: Thread, now: dt.datetime) -> None:
    archive(plan=thread.plan, actor=thread.bureau.clerk, now=now)


def _reminders(story: Story) -> None:
    """The schedule as it would have run on the last mornings, and now."""
    days = story.days
    for back in range(REMINDED_DAYS, 0, -1):
        day = days.today - dt.timedelta(back)
        if days.calendar.is_workday(day):
            story.at(days.at(day, 8, 35), _remind)
    story.at(days.now, _remind)


def _remind(now: dt.datetime) -> None:
    planner.plan(today=local_date(now), now=now)
    release(now=now)
    for part in health.PATIENCE:
        # Without it the first pages would say, until the schedule has come round, that it stands still.
        health.beat(part, now)
