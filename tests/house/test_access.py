"""Every address × method × role × state answers as tests/house/access_table.py says: 0 differences."""

from __future__ import annotations

import re
from typing import Any

import time_machine
from django.db import transaction
from django.test import Client, TestCase
from django.urls import reverse

from tests.house.access_table import Line, lines
from tests.house.test_urls import ADDRESSES, PUBLIC
from tests.house.two_bureaus import NOW, ROLES, STRANGERS, Subject, World, build, subjects
from units.models import User

LINES = lines()
NAMES = {name for name, _, _ in ADDRESSES}
NOWHERE = 10**9
WORDS = {403: "n", 404: "h", 405: "x"}
HELP = (
    "Add a line a method to tests/house/access_table.py (its head explains the letters; check each against "
    "the table of permissions) and, for a new kind of row, a subject to tests/house/two_bureaus.py: "
)


class Answers:
    """The browsers of everybody; a POST is undone after its answer."""

    def __init__(self, world: World) -> None:
        self.cookies: dict[int, str] = {}
        self.world = world
        # One for all: each client of its own would build the middleware anew.
        self.client = Client(raise_request_exception=False)

    def ask(self, user: User, line: Line, subject: Subject) -> Any:
        if user.pk not in self.cookies:
            entering = Client()
            entering.force_login(user)
            self.cookies[user.pk] = entering.cookies.output()
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies[user.pk].replace("Set-Cookie: ", ""))
        with transaction.atomic():
            send = getattr(self.client, line.method.lower())
            answer = send(reverse(line.name, kwargs=subject.arguments), subject.data)
            answer.close()  # a file that is handed out stays open until it is read
            transaction.set_rollback(True)
        return answer

    def letter(self, user: User, line: Line, subject: Subject) -> str:
        answer = self.ask(user, line, subject)
        status = answer.status_code
        if status == 302 and answer.headers["Location"].startswith(reverse("login")):
            return "y" if line.name == "logout" else "out"
        return WORDS.get(status, "y" if status < 400 or status in {409, 422} else str(status))


class AccessTest(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        with time_machine.travel(NOW, tick=False):
            cls.world = build()

    def setUp(self) -> None:
        clock = time_machine.travel(NOW, tick=False)
        clock.start()
        self.addCleanup(clock.stop)
        self.answers = Answers(self.world)
        self.ours, self.theirs = subjects(self.world.ours), subjects(self.world.theirs)

    def test_every_address_has_its_lines(self) -> None:
        listed = {line.name for line in LINES}
        assert NAMES - listed == set(), HELP + "、".join(sorted(NAMES - listed))
        assert listed - NAMES == set(), "these addresses are no more: take their lines out"

    def test_every_role_gets_what_the_table_says(self) -> None:
        differences = []
        for line in LINES:
            found = "".join(
                self.answers.letter(self.world.people[role], line, self.ours[line.subject]) for role in ROLES
            )
            if found != "".join(line.answers):
                differences.append(f"{line.name} {line.method} {line.subject}  {' '.join(found)}")
        head = "answered otherwise than the table says, in the order " + " ".join(ROLES)
        assert not differences, "\n".join([head, *differences])

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
            if not theirs.arguments:
                continue
            missing = Subject({key: away(value) for key, value in theirs.arguments.items()}, theirs.data)
            for role in STRANGERS:
                user = self.world.people[role]
                got, nothing = (self.answers.ask(user, line, subject) for subject in (theirs, missing))
                if got.status_code < 400 or told(got) != told(nothing):
                    differences.append(f"{line.name} {line.method} {line.subject} {role} {got.status_code}")
        assert differences == []

    def test_the_technical_site_is_for_technicians(self) -> None:
        for role in ROLES:
            client = Client()
            client.force_login(self.world.people[role])
            assert client.get("/admin/").status_code == 302


def away(value: Any) -> Any:
    return NOWHERE if isinstance(value, int) else value


def told(answer: Any) -> tuple[int, str]:
    """Number and text without what differs in every answer: the token, and the address asked for."""
    text = answer.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", text)
    return answer.status_code, text.replace(answer.request["PATH_INFO"], "")
