"""The archive file: written whole or not at all, and no changed byte goes unnoticed."""

from __future__ import annotations

import random
import stat
from pathlib import Path

import pytest

from backup import archive
from backup.archive import Damaged, verified, written

FLIPS = 1000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "kept.zip"
    with written(path, {"made_at": "2026-01-05T02:30:00+08:00"}) as writer:
        with writer.member("tables/units_unit.txt", packed=True) as sink:
            sink.write("1\t云溪市园林局\n2\t绿化科\n".encode())
        with writer.member("files/ab/cd", packed=False) as sink:
            sink.write(random.Random(7).randbytes(5000))
    return path


def test_the_manifest_says_what_is_inside(path: Path) -> None:
    manifest = verified(path)
    table, file = manifest["members"]
    assert (table["name"], table["rows"]) == ("tables/units_unit.txt", 2)
    assert (file["name"], file["size"]) == ("files/ab/cd", 5000)


def test_only_the_owner_may_read_it(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_flipped_byte_is_found(path: Path) -> None:
    whole = path.read_bytes()
    draw = random.Random(20260105)
    for _ in range(FLIPS):
        place = draw.randrange(len(whole))
        flipped = whole[place] ^ draw.randrange(1, 256)
        path.write_bytes(whole[:place] + bytes([flipped]) + whole[place + 1 :])
        with pytest.raises(Damaged):
            verified(path)


@pytest.mark.parametrize("length", [0, 10, archive.SEAL_LENGTH, 2000, -1])
def test_a_cut_file_is_found(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(Damaged):
        verified(path)


def test_what_follows_the_seal_is_found(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(Damaged):
        verified(path)


def test_a_missing_file_has_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="没有找到备份文件"):
        verified(tmp_path / "gone.zip")


def test_an_error_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), written(tmp_path / "half.zip", {}) as writer:  # noqa: PT012
        with writer.member("tables/a.txt", packed=True) as sink:
            sink.write(b"1\n")
        raise OSError("full")
    assert list(tmp_path.iterdir()) == []


def test_an_older_backup_is_not_overwritten_by_half_a_new_one(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(OSError, match="full"), written(path, {}):
        raise OSError("full")
    assert path.read_bytes() == before


def test_a_newer_format_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "FORMAT", archive.FORMAT + 1)
    with pytest.raises(Damaged, match="格式版本"):
        verified(path)
