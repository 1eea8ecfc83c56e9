"""Files of evidence: kept whole or not at all, found again by content, swept when nothing uses them."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from common.decisions import Forbidden, Refusal
from common.storage import UNFINISHED
from tasks.models import DraftFile, Evidence, Obligation, ReportDraft, StoredFile
from tasks.services import drafts, evidence, filing, progress, sweeping
from tasks.services.progress import NewEvidence
from tasks.telling import sentence
from tasks.workflow import Completion
from tests.factories_tasks import at, due, issued_plan, new_task, obligation_of
from tests.tasks.conftest import Bureau

DAY = dt.date(2026, 12, 1)
NOW = at(DAY)
TEXT = "已公开目录。".encode()


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_RESERVE_MB = 0
    with time_machine.travel(NOW, tick=False):
        yield tmp_path / "media"


@pytest.fixture
def owed(bureau: Bureau) -> Obligation:
    task = new_task("编制年度报告。", bureau.green, deadline=due(dt.date(2026, 12, 30)))
    return obligation_of(issued_plan(bureau.unit, [task]), bureau.green)


def upload(name: str = "目录.txt", content: bytes = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def stored(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def test_one_content_is_kept_once_under_its_hash(media: Path, bureau: Bureau) -> None:
    first, name = filing.keep(upload=upload(), now=NOW)
    second, other = filing.keep(upload=upload("C:\\副本.txt"), now=NOW)
    assert (first, name, other) == (second, "目录.txt", "副本.txt")
    assert (first.sha256, first.size) == (hashlib.sha256(TEXT).hexdigest(), len(TEXT))
    assert stored(media) == [first.sha256]
    with default_storage.open(first.path) as kept:
        assert kept.read() == TEXT


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (upload("空.txt", b""), "空文件"),
        (upload("大.txt", b"x" * (2**20 + 1)), "超过 1 MB"),
        (upload("照片.jpg", b"MZ program"), "没有收下"),
    ],
)
def test_what_is_not_taken_leaves_nothing(
    media: Path, db: None, settings: Any, file: SimpleUploadedFile, told: str
) -> None:
    settings.EVIDENCE_MAX_MB = 1
    with pytest.raises(Refusal, match=told):
        filing.keep(upload=file, now=NOW)
    assert stored(media) == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("failing", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_no_part_of_a_file(
    media: Path, db: None, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if failing == "write":
        monkeypatch.setattr(SimpleUploadedFile, "chunks", broken_after_one(full))
    else:
        monkeypatch.setattr(os, failing, full)
    with pytest.raises(Refusal, match="存储空间不足"):
        filing.keep(upload=upload(), now=NOW)
    assert stored(media) == []
    assert not StoredFile.objects.exists()


def broken_after_one(full: Any) -> Any:
    """The first reading is for the hash; the second, which writes, breaks off in the middle."""
    rounds = []

    def chunks(self: SimpleUploadedFile, chunk_size: int | None = None) -> Iterator[bytes]:
        rounds.append(1)
        yield TEXT[:6]
        if len(rounds) > 1:
            full()
        yield TEXT[6:]

    return chunks


def test_the_reserve_of_the_disk_is_not_touched(media: Path, db: None, settings: Any) -> None:
    settings.MEDIA_RESERVE_MB = 2**40
    with pytest.raises(Refusal, match="存储空间不足"):
        filing.keep(upload=upload(), now=NOW)
    assert stored(media) == []


def test_files_wait_with_the_draft_and_go_with_the_report(owed: Obligation, bureau: Bureau) -> None:
    kept, refused = drafts.attach(
        obligation=owed, actor=bureau.handler, now=NOW, uploads=[upload(), upload("坏.exe", b"MZ")]
    )
    assert [each.name for each in kept] == ["目录.txt"]
    assert len(refused) == 1
    drafts.keep(obligation=owed, actor=bureau.handler, now=NOW, values={"progress": "写了一半"})
    draft = ReportDraft.objects.get()
    assert (draft.progress, draft.files.count()) == ("写了一半", 1)
    proof = NewEvidence(file=kept[0].file, name=kept[0].name)
    progress.report(obligation=owed, actor=bureau.handler, now=NOW, evidence=[proof])
    assert not ReportDraft.objects.exists()
    assert str(Evidence.objects.get()) == "目录.txt"


def test_too_many_files_are_refused_one_by_one(owed: Obligation, bureau: Bureau, settings: Any) -> None:
    settings.EVIDENCE_MAX_FILES = 2
    uploads = [upload(f"{n}.txt", f"第{n}份".encode()) for n in range(3)]
    kept, refused = drafts.attach(obligation=owed, actor=bureau.head, now=NOW, uploads=uploads)
    assert (len(kept), len(refused)) == (2, 1)


def test_a_stranger_leaves_no_draft(owed: Obligation, bureau: Bureau) -> None:
    for other in (bureau.other_head, bureau.leader, bureau.stranger):
        with pytest.raises(Forbidden):
            drafts.keep(obligation=owed, actor=other, now=NOW, values={"progress": "无关"})
        with pytest.raises(Forbidden):
            drafts.attach(obligation=owed, actor=other, now=NOW, uploads=[upload()])
    drafts.keep(obligation=owed, actor=bureau.head, now=NOW, values={"progress": "  "})
    assert not ReportDraft.objects.exists()


def proven(owed: Obligation, bureau: Bureau) -> Evidence:
    page = NewEvidence("https://www.example.gov.cn/a.html", "误传")
    made = progress.report(
        obligation=owed, actor=bureau.handler, now=NOW, evidence=[page], completion=Completion.DONE
    )
    return made.evidence.get()


def test_own_evidence_is_taken_back_before_it_is_handed_in(owed: Obligation, bureau: Bureau) -> None:
    proof = proven(owed, bureau)
    for other in (bureau.clerk, bureau.other_head, bureau.leader):
        with pytest.raises(Forbidden):
            evidence.discard(evidence=proof, actor=other, now=NOW)
    for _ in range(2):
        evidence.discard(evidence=proof, actor=bureau.head, now=NOW)
    event = owed.events.get(act="discard")
    assert sentence(event).endswith("删除了佐证 绿化科 2026年12月30日前（佐证：“误传”→“”）")


def test_what_was_accepted_stays_even_when_reopened(owed: Obligation, bureau: Bureau) -> None:
    proof = proven(owed, bureau)
    progress.submit(obligation=owed, actor=bureau.head, now=NOW)
    with pytest.raises(Forbidden, match="待审核"):
        evidence.discard(evidence=proof, actor=bureau.head, now=NOW)
    progress.accept(obligation=owed, actor=bureau.clerk, now=NOW)
    progress.reopen(obligation=owed, actor=bureau.clerk, now=NOW, reason="抽查")
    with pytest.raises(Forbidden, match="已审核通过"):
        evidence.discard(evidence=proof, actor=bureau.head, now=NOW)
    with pytest.raises(TypeError):
        Evidence.objects.update(title="换掉")


def test_the_sweep_takes_what_nothing_uses(media: Path, owed: Obligation, bureau: Bureau) -> None:
    used, name = filing.keep(upload=upload(), now=NOW)
    progress.report(obligation=owed, actor=bureau.head, now=NOW, evidence=[NewEvidence(file=used, name=name)])
    drafts.attach(obligation=owed, actor=bureau.head, now=NOW, uploads=[upload("草.txt", b"draft")])
    orphan, _ = filing.keep(upload=upload("无.txt", b"orphan"), now=NOW)
    unfinished = media / used.path[:-64] / f"{UNFINISHED}x"
    unfinished.write_bytes(b"part")
    for path in media.rglob("*"):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    assert sweeping.sweep(now=NOW) == sweeping.Swept()
    later = NOW + dt.timedelta(days=2)
    assert sweeping.sweep(now=later, dry_run=True) == sweeping.Swept(rows=1, files=1)
    assert sweeping.sweep(now=later) == sweeping.Swept(rows=1, files=1)
    assert sweeping.sweep(now=later) == sweeping.Swept()
    draft = DraftFile.objects.get().file
    assert stored(media) == sorted([used.sha256, draft.sha256])
    assert not StoredFile.objects.filter(pk=orphan.pk).exists()


def test_a_missing_file_is_named(media: Path, owed: Obligation, bureau: Bureau) -> None:
    used, name = filing.keep(upload=upload(), now=NOW)
    progress.report(obligation=owed, actor=bureau.head, now=NOW, evidence=[NewEvidence(file=used, name=name)])
    call_command("sweep_files")
    (media / used.path).unlink()
    with pytest.raises(CommandError, match=used.sha256):
        call_command("sweep_files")
    # The same file sent again heals it.
    filing.keep(upload=upload(), now=NOW)
    call_command("sweep_files")
