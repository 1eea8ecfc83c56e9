"""People of another bureau get what is said of things that are not there, at every address and method."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.house.access import AccessCase
from tests.house.access_table import Line, lines
from tests.house.test_urls import PUBLIC
from tests.house.two_bureaus import STRANGERS, Subject

LINES = lines()
NOWHERE = 10**9
# Belongs to no bureau.
FOR_EVERYBODY = {"guide-chapter"}


@pytest.mark.sqlite  # no answer here hangs on the database: once is enough for its minute
class StrangersTest(AccessCase):
    def test_what_is_not_offered_is_no_method(self) -> None:
        first: dict[str, Line] = {}
        for line in LINES:
            first.setdefault(line.name, line)
        told = {(line.name, line.method) for line in LINES}
        office = self.world.people["office"]
        differences = []
        for name, line in first.items():
            if name in PUBLIC:
                continue
            for method in {"GET", "POST", "DELETE"} - {m for n, m in told if n == name}:
                asked = Line(name, method, line.subject, line.answers)
                if self.answers.letter(office, asked, self.ours[line.subject]) != "x":
                    differences.append(f"{name} {method}")
        assert differences == []

    def test_another_bureau_gets_what_is_said_of_things_that_are_not_there(self) -> None:
        """The whole answer, not only its number; and never more than what the own people get."""
        differences = []
        for line in LINES:
            theirs = self.theirs[line.subject]
            if not theirs.arguments or line.name in FOR_EVERYBODY:
                continue
            missing = Subject({key: away(value) for key, value in theirs.arguments.items()}, theirs.data)
            for role in STRANGERS:
                user = self.world.people[role]
                got, nothing = (self.answers.ask(user, line, subject) for subject in (theirs, missing))
                if got.status_code < 400 or told(got) != told(nothing):
                    differences.append(f"{line.name} {line.method} {line.subject} {role} {got.status_code}")
        assert differences == []


def away(value: Any) -> Any:
    return NOWHERE if isinstance(value, int) else value


def told(answer: Any) -> tuple[int, str]:
    """Number and text without what differs in every answer: the token, the request's number, the address."""
    text = answer.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", text)
    text = text.replace(answer.headers["X-Request-ID"], "")
    return answer.status_code, text.replace(answer.request["PATH_INFO"], "")
