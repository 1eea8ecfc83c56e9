"""A worker that is killed while it reads leaves a draft or nothing, and nothing of the document on disk."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from importer import jobs, reading, reception, recognition
from importer.models import STALE_AFTER, ImportBatch
from tests.factories import organisation
from tests.importer import made
from tests.importer.hostile.containers import GOOD
from units.audit import SYSTEM

State = ImportBatch.State


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill."""


def dies_at(step: int) -> Callable[..., Any]:
    """The worker ends right before the statement of this number."""
    left = [step]

    def pass_on(execute: Callable[..., Any], *statement: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return execute(*statement)

    return pass_on


@pytest.mark.django_db
def test_at_every_statement_it_is_a_draft_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        recognition, "recognise_in_child", lambda *_, **__: (made.document(3), made.plan(made.task("一。")))
    )
    bureau = organisation("云溪市园林局")
    now = timezone.now()
    for step in range(1, 20):
        batch, _ = reception.receive(
            organisation=bureau, by=SYSTEM, now=now, data=b"%d" % step, filename="方案.docx"
        )
        killed = False
        try:
            with connection.execute_wrapper(dies_at(step)):
                recognition.read(batch_id=batch.pk, now=now)
        except Killed:
            killed = True
            batch.refresh_from_db()
            assert {bool(batch.recognised), bool(batch.source)} == {batch.state == State.DRAFT}
            with time_machine.travel(now + STALE_AFTER + dt.timedelta(seconds=1), tick=False):
                jobs.read_left_over()
        batch.refresh_from_db()
        assert (batch.state, batch.refusal) == (State.DRAFT, "")
        assert batch.recognised
        assert batch.source
        if not killed:
            assert step > 2
            return
    pytest.fail("the reading never came to its end")


WORKER = """
import sys
from common.uploads import process
from importer import reading
kept = process.environment
process.environment = lambda folder: {**kept(folder), "PYTHONPATH": sys.argv[1]}
reading.recognise_in_child(open(sys.argv[2], "rb").read(), "方案.docx")
"""
# Loaded in the process that reads, which says that it is there and hangs.
SLOW = """
import pathlib, os, importer.readers.registry as registry
def read(*args):
    import time
    pathlib.Path({mark!r}).write_text(str(os.getpid()))
    time.sleep(60)
registry.read = read
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_the_reading_process_ends_with_its_worker(tmp_path: Path) -> None:
    root = str(Path(reading.__file__).resolve().parent.parent)
    mark, upload, folder = tmp_path / "mark", tmp_path / "方案.docx", tmp_path / "tmp"
    folder.mkdir()
    upload.write_bytes(GOOD)
    (tmp_path / "sitecustomize.py").write_text(SLOW.format(mark=str(mark)))
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, f"{tmp_path}{os.pathsep}{root}", str(upload)],
        env={**os.environ, "PYTHONPATH": root, "TMPDIR": str(folder)},
    )
    try:
        wait_for(lambda: mark.exists() and mark.read_text())
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    reader = Path("/proc", mark.read_text(), "cmdline")
    wait_for(lambda: not reader.exists() or not reader.read_bytes())
    assert [path for path in folder.rglob("*") if not path.is_dir()] == []


def wait_for(what: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)
