"""Asks addresses as everybody; what a POST did is undone after its answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse
from django.urls.resolvers import URLResolver

from tests.house.access_table import Line
from tests.house.two_bureaus import NOW, Subject, World, build, subjects
from units.models import User

# 503 is what a monitor reads where no schedule runs, as here: an answer like any other.
WORDS = {401: "t", 403: "n", 404: "h", 405: "x", 503: "y"}


class Answers:
    """The browsers of everybody."""

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
            if answer.streaming:
                list(answer)  # a file that is handed out stays open until it is read
            transaction.set_rollback(True)
        return answer

    def letter(self, user: User, line: Line, subject: Subject) -> str:
        answer = self.ask(user, line, subject)
        status = answer.status_code
        if status == 302 and answer.headers["Location"].startswith(reverse("login")):
            return "y" if line.name == "logout" else "out"
        return WORDS.get(status, "y" if status < 400 or status in {409, 422} else str(status))


@contextmanager
def bare_refusals() -> Iterator[None]:
    """Pages of 403 and 404 without their page: where only the number counts, that is half of the time."""

    def handler(resolver: URLResolver, status: int) -> Any:
        return lambda request, exception=None: HttpResponse(status=status)

    def render(request: object, template: str, context: object, status: int) -> HttpResponse:
        return HttpResponse(status=status)

    with (
        mock.patch.object(URLResolver, "resolve_error_handler", handler),
        mock.patch("common.http.render", render),
    ):
        yield


class AccessCase(TestCase):
    """With the world of two bureaus, at its moment."""

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
