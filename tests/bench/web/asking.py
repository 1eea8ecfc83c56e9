"""A site behind one gunicorn worker, and somebody signed in who asks it."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode

import psutil

from tests.conftest import ROOT
from tests.servers import free_port

START_SECONDS = 60
# In the site's own environment: what there is to ask for.
FACTS = """
from units.models import User
from tasks.models import Obligation, Plan
office = User.objects.get(username="office1")
home = office.memberships.get().unit
plan = Plan.objects.filter(organisation=home.organisation).order_by("-year").first()
task = plan.tasks.order_by("position")[1]
waiting = Obligation.objects.filter(plan__organisation=home.organisation, state="submitted")
print(home.pk, home.organisation_id, plan.pk, task.pk)
print(*waiting.order_by("pk").values_list("pk", flat=True)[:400])
"""


class Site:
    """gunicorn with one worker of one thread, as a context."""

    def __init__(self, settings: str, env: dict[str, str]) -> None:
        self.port = free_port()
        self._env = env | {"DJANGO_SETTINGS_MODULE": settings}

    def __enter__(self) -> Site:
        command = [
            *(sys.executable, "-m", "gunicorn", "gongkai.wsgi:application", f"--bind=127.0.0.1:{self.port}"),
            *(
                "--workers=1",
                "--worker-class=gthread",
                "--threads=1",
                "--keep-alive=75",
                "--log-level=warning",
            ),
        ]
        self._process = subprocess.Popen(command, env=self._env, cwd=ROOT)
        until = time.monotonic() + START_SECONDS
        while not self._workers() or not self._answers():
            assert time.monotonic() < until, "the site does not answer"
            time.sleep(0.2)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)

    def _workers(self) -> list[psutil.Process]:
        return psutil.Process(self._process.pid).children()

    def _answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("GET", "/accounts/login/")
            connection.getresponse().read()
        except OSError:
            return False
        return True

    def cpu(self) -> float:
        """Seconds of processor time that the worker has spent."""
        return sum(sum(worker.cpu_times()[:2]) for worker in self._workers())


@dataclass(frozen=True, slots=True)
class Answer:
    seconds: float
    size: int


@dataclass
class Asker:
    """Signed in by the log-in page, on one connection."""

    site: Site
    username: str
    password: str
    env: dict[str, str]
    facts: dict[str, str] = field(default_factory=dict)
    submitted: list[str] = field(default_factory=list)
    _cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def __post_init__(self) -> None:
        if self.facts:
            return
        shell = [sys.executable, ROOT / "manage.py", "shell", "--no-imports", "-c", FACTS]
        lines = subprocess.run(
            shell, env=self.env, check=True, capture_output=True, text=True
        ).stdout.splitlines()
        self.facts = dict(zip(("unit", "organisation", "plan", "task"), lines[-2].split(), strict=True))
        self.submitted = lines[-1].split()
        self.ask("GET", "/accounts/login/")
        form = {"username": self.username, "password": self.password}
        self.ask("POST", "/accounts/login/", urlencode(form))
        assert "sessionid" in self._cookies, "not signed in"

    def at(self, site: Site) -> Asker:
        """The same session on another site; what can be asked for once is shared out."""
        half = len(self.submitted) // 2
        other = replace(self, site=site, submitted=self.submitted[half:], _connection=None)
        self.submitted = self.submitted[:half]
        return other

    def ask(self, method: str, address: str, body: str = "") -> Answer:
        connection = self._connection or http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=120)
        self._connection = connection
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if method == "POST":
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self._cookies.get("csrftoken", ""),
            }
        begin = time.perf_counter()
        connection.request(method, quote(address, safe="/?&=%"), body, headers)
        answer = connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - begin
        assert answer.status < 400, f"{method} {address}: {answer.status}"
        for header in answer.headers.get_all("Set-Cookie") or ():
            cookie = SimpleCookie(re.sub("(?i); *expires=[^;]*", "", header))
            self._cookies |= {name: morsel.value for name, morsel in cookie.items()}
        return Answer(seconds, len(content))
