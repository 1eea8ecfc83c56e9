"""One digest: what a person is told of, the most urgent first, as subject, text and HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from common.text import clip
from reminders.channels.base import Message
from reminders.models import Reminder
from tasks.lights import Colour, Light, Thresholds
from tasks.models import Obligation
from tasks.status import Board
from tasks.workdays import WorkCalendar
from units.models import User

_WEIGHT = {colour: weight for weight, colour in enumerate(Colour)}
LONGEST_TEXT = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a digest; ``asked_by`` where somebody asked by hand."""

    obligation: Obligation
    light: Light
    url: str
    asked_by: User | None

    @property
    def text(self) -> str:
        return clip(self.obligation.task.text, LONGEST_TEXT)

    @property
    def word(self) -> str:
        return "催办" if self.asked_by else self.light.word

    @property
    def returned_reason(self) -> str:
        return clip(self.obligation.returned_reason, LONGEST_TEXT) if self.obligation.returned_reason else ""


def lines_of(reminders: Iterable[Reminder], today: dt.date, calendar: WorkCalendar) -> list[Line]:
    """One line an item, however many reminders name it; the text is of today, whenever it was planned."""
    board = Board(today, calendar, Thresholds())
    latest = {reminder.obligation_id: reminder for reminder in reminders}
    lines = [
        Line(
            reminder.obligation,
            board.light(reminder.obligation),
            settings.SITE_URL + reverse("task-detail", args=[reminder.obligation.task_id]),
            reminder.asked_by,
        )
        for reminder in latest.values()
    ]
    return sorted(lines, key=lambda line: (_WEIGHT[line.light.colour], line.obligation.due_on))


def compose(*, key: str, reminders: list[Reminder], today: dt.date, calendar: WorkCalendar) -> Message:
    """The message of one delivery; ``reminders`` (at least one) are all of one person."""
    lines = lines_of(reminders, today, calendar)
    context = {
        "person": reminders[0].recipient,
        "today": today,
        "lines": lines,
        "site_url": settings.SITE_URL,
    }
    return Message(
        key=key,
        subject=subject_of(lines),
        text=render_to_string("reminders/mail.txt", context).strip() + "\n",
        html=render_to_string("reminders/mail.html", context),
        person=str(reminders[0].recipient),
        phone=reminders[0].recipient.phone,
    )


def subject_of(lines: list[Line]) -> str:
    """One item by its words, several by their number and how many are late."""
    if len(lines) == 1:
        return f"【公开台账】{lines[0].word}：{clip(lines[0].text, 40)}"
    late = sum(line.light.colour is Colour.RED for line in lines)
    return f"【公开台账】{len(lines)} 项工作待办" + (f"，其中 {late} 项已逾期" if late else "")
