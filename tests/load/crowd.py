"""Many signed-in people, a thread each: they read, think, now and then write, until they are told to stop.

A write carries a number of its own and the token of its form.  Who gets no answer, or is asked to come back,
sends the same form again until it is acknowledged: that is what a person does, and what must count once.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode

from tests.load.people import Person
from tests.load.room import Answer, ask

# What a person waits for a page before they give it up.
PATIENCE = 60.0
STACK = 256 * 1024
READS = (
    ("/tasks/?unit={unit}&state=pending", 55),
    ("/tasks/{task}/", 30),
    ("/", 10),
    ("/plans/{plan}/", 5),
)
SHORT = "一、梳理并公布第{number}批办理情况，责任单位：办公室，12月30日前完成。\n二、公布咨询电话。\n"


@dataclass(frozen=True, slots=True)
class Sample:
    """One request: when it began, of what kind, how long, and what went wrong (empty: nothing)."""

    at: float
    kind: str
    seconds: float
    cause: str


@dataclass
class Write:
    """One form of one person; ``mark`` stands in what it writes, ``answer`` is where it led to."""

    kind: str
    address: str
    body: str
    mark: str
    cookie: str
    answer: str = ""
    tries: int = 0

    @property
    def acknowledged(self) -> bool:
        return bool(self.answer)


@dataclass
class Crowd:
    port: int
    people: list[Person]
    think: float
    writes_share: float = 0.1
    samples: list[Sample] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        threading.stack_size(STACK)
        able = sum(bool(each.owed or each.organisation) for each in self.people)
        share = self.writes_share * len(self.people) / max(1, able)
        for number, person in enumerate(self.people):
            member = _Member(self, person, Random(number), share)
            thread = threading.Thread(target=member.live, daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        """Everybody finishes what they have begun."""
        self.stop.set()
        for thread in self._threads:
            thread.join()

    def at_once(self) -> list[Sample]:
        """Everybody asks for a page in the same instant."""
        gate, found = threading.Barrier(len(self.people)), list[Sample]()

        def run(person: Person) -> None:
            gate.wait()
            found.append(
                self.ask("instant", lambda: ask(self.port, "GET", "/tasks/", cookie=person.cookie))[0]
            )

        threads = [threading.Thread(target=run, args=[each]) for each in self.people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    def ask(self, kind: str, send: Callable[[], Answer]) -> tuple[Sample, Answer | None]:
        begin = time.monotonic()
        answer = None
        try:
            answer = send()
            cause = "" if answer.status in (200, 302) else f"{answer.status}"
            if answer.status == 302 and "/accounts/login" in answer.headers.get("location", ""):
                cause = "logged out"
        except TimeoutError:
            cause = "no answer in time"
        except OSError:
            cause = "connection cut"
        sample = Sample(begin, kind, time.monotonic() - begin, cause)
        self.samples.append(sample)
        return sample, answer


@dataclass
class _Member:
    crowd: Crowd
    person: Person
    draw: Random
    share: float

    def live(self) -> None:
        self.pause(self.draw.random() * self.crowd.think)
        while not self.crowd.stop.is_set():
            if (self.person.owed or self.person.organisation) and self.draw.random() < self.share:
                self.write()
            else:
                self.read()
            self.pause(self.crowd.think * self.draw.uniform(0.5, 1.5))

    def pause(self, seconds: float) -> None:
        self.crowd.stop.wait(seconds)

    def read(self) -> None:
        address = self.draw.choices([each for each, _ in READS], [weight for _, weight in READS])[0]
        task = self.draw.choice(self.person.tasks) if self.person.tasks else 0
        if not task or not self.person.plan:
            address = "/tasks/?state=pending"
        address = address.format(unit=self.person.unit, task=task, plan=self.person.plan)
        self.crowd.ask("read", lambda: self.send("GET", address))

    def write(self) -> None:
        made = self.report() if self.person.owed else self.upload()
        self.crowd.writes.append(made)
        while not made.acknowledged:
            made.tries += 1
            _, answer = self.crowd.ask(made.kind, lambda: self.send("POST", made.address, made.body))
            if answer is not None and answer.status == 302:
                made.answer = answer.headers["location"]
            elif answer is not None and answer.status != 503:
                return  # refused, or an error of ours: nothing to wait for
            elif made.tries > 60:
                return
            else:
                time.sleep(min(2.0, 0.2 * made.tries))

    def report(self) -> Write:
        mark = str(uuid.uuid4())
        values = {"token": mark, "progress": f"已公布第 {mark} 批办理情况。", "completion": "ongoing"}
        address = f"/obligations/{self.draw.choice(self.person.owed)}/report/"
        return Write("report", address, urlencode(values), mark, self.person.cookie)

    def upload(self) -> Write:
        mark = str(uuid.uuid4())
        values = {"organisation": self.person.organisation, "text": SHORT.format(number=mark)}
        return Write("upload", "/import/", urlencode(values), mark, self.person.cookie)

    def send(self, method: str, address: str, body: str = "") -> Answer:
        return ask(self.crowd.port, method, address, body=body, cookie=self.person.cookie, timeout=PATIENCE)
