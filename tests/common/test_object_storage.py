"""Files in an object store: the same contents, the same refusals as with a folder, against an S3 server."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.decisions import Refusal
from common.object_storage import ObjectStorage
from gongkai.env import media_storage
from tasks.models import StoredFile
from tasks.services import filing, sweeping
from tests.servers import free_port

# Servers of its own, no rows: once is enough.
pytestmark = pytest.mark.sqlite

TEXT = "公开目录 第一批".encode()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """moto: an S3 in memory."""
    address = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-p", address.rpartition(":")[2]]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet) as process:  # type: ignore[call-overload]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{address}/moto-api/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
        process.terminate()


def configured(monkeypatch: pytest.MonkeyPatch, settings: Any, endpoint: str) -> None:
    """By the environment, as people do it."""
    given = {"S3_BUCKET": "evidence", "S3_ENDPOINT": endpoint, "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, "default": media_storage()}


@pytest.fixture
def store(server: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> ObjectStorage:
    configured(monkeypatch, settings, server)
    storage = ObjectStorage(**settings.STORAGES["default"]["OPTIONS"])
    bucket = storage.connection.Bucket("evidence")
    bucket.create()
    bucket.objects.all().delete()
    return storage


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("目录.txt", TEXT)


def test_one_content_is_one_object(store: ObjectStorage, db: None) -> None:
    first, _ = filing.keep(upload=upload(), now=timezone.now())
    second, _ = filing.keep(upload=upload(), now=timezone.now())
    assert first == second
    assert [each.key for each in store.bucket.objects.all()] == [first.path]
    with default_storage.open(first.path) as kept:
        assert kept.read() == TEXT


def test_writing_a_name_again_keeps_the_name(store: ObjectStorage) -> None:
    for _ in range(2):
        assert default_storage.save("evidence/ab/cd", ContentFile(TEXT)) == "evidence/ab/cd"


def test_what_is_not_there_is_a_missing_file(store: ObjectStorage) -> None:
    assert not default_storage.exists("evidence/ab/cd")
    with pytest.raises(OSError, match="evidence/ab/cd"):
        default_storage.open("evidence/ab/cd")


def test_the_sweep_finds_what_is_missing_and_takes_what_is_left(store: ObjectStorage, db: None) -> None:
    assert sweeping.sweep(now=timezone.now()).missing == []
    kept, _ = filing.keep(upload=upload(), now=timezone.now())
    default_storage.save("evidence/zz/left-over", ContentFile(b"x"))
    later = timezone.now() + sweeping.GRACE / 2
    assert (sweeping.sweep(now=later).missing, sweeping.sweep(now=later).files) == ([], 0)
    default_storage.delete(kept.path)
    later = timezone.now() + sweeping.GRACE + dt.timedelta(hours=1)
    StoredFile.objects.update(stored_at=later)
    done = sweeping.sweep(now=later)
    assert (done.missing, done.files) == ([kept.sha256], 1)


def test_a_backup_reads_it_in_pieces(store: ObjectStorage) -> None:
    default_storage.save("evidence/ab/cd", ContentFile(TEXT * 1000))
    with default_storage.open("evidence/ab/cd") as file:
        assert b"".join(file.chunks(4096)) == TEXT * 1000


def test_a_store_out_of_reach_is_a_refusal(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    configured(monkeypatch, settings, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Refusal, match="暂时不可用"):
        filing.keep(upload=upload(), now=timezone.now())
    assert not StoredFile.objects.exists()
    assert "could not be stored" in caplog.text


def test_without_a_bucket_files_lie_in_the_folder() -> None:
    assert "S3_BUCKET" not in os.environ
    assert media_storage() == {"BACKEND": "common.storage.WholeFileStorage"}
