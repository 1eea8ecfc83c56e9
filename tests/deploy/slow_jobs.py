"""The product's worker with one slow job more, for test_worker.py."""

import time
from pathlib import Path

from gongkai.celery import app


@app.task(name="tests.slow")
def slow(folder: str, seconds: float) -> None:
    Path(folder, "begun").touch()
    time.sleep(seconds)
    Path(folder, "ended").touch()
