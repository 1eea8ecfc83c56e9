"""Make a backup, restore one, and prove that it can be restored."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.utils import timezone

from backup import archive
from backup.dump import migrations_of, names_of_files, snapshot, write_rows
from backup.load import load, member_name, migrate_to, table_of
from backup.scratch import scratch, take_over
from backup.tables import Table, file_columns, tables
from common.decisions import Refusal
from common.signals import restored
from units.audit import BACKED_UP, DRILLED, RESTORED
from units.models import AuditEvent, User

FILES = "files/"
PREFIX = "gongkai-"


@dataclass(frozen=True, slots=True)
class Summary:
    """What an archive holds."""

    path: Path
    made_at: str
    tables: int
    rows: int
    files: int
    size: int


def default_path(now: dt.datetime) -> Path:
    """A name under ``BACKUP_ROOT`` that sorts by time."""
    return Path(settings.BACKUP_ROOT) / f"{PREFIX}{timezone.localtime(now):%Y%m%d-%H%M%S}.zip"


def make(*, path: Path, now: dt.datetime) -> Summary:
    """Database and uploaded files of one moment in one file.

    Raises :class:`Refusal`, leaving nothing, where a file that a row speaks of is missing or the disk full.
    """
    every = tables()
    manifest: dict[str, Any] = {"made_at": now.isoformat(), "database": connection.vendor}
    manifest["tables"] = [
        {"name": t.name, "columns": t.columns, "kinds": t.kinds, "key": t.key} for t in every
    ]
    try:
        with archive.written(path, manifest) as writer, snapshot(DEFAULT_DB_ALIAS) as moment:
            manifest["migrations"] = migrations_of(moment)
            for table in every:
                with writer.member(member_name(table), packed=True) as sink:
                    write_rows(moment, table, sink)
            for name in names_of_files(moment, file_columns()):
                with _stored(name) as source, writer.member(FILES + name, packed=False) as sink:
                    for chunk in source.chunks(archive.CHUNK):
                        sink.write(chunk)
    except OSError as error:
        raise Refusal(f"备份没有写成：{error.strerror or error}（{path}）") from error
    _note(BACKED_UP, path.name)
    return summary(path, manifest)


@contextmanager
def _stored(name: str) -> Iterator[File[Any]]:
    try:
        file = default_storage.open(name)
    except FileNotFoundError as error:
        raise Refusal(f"佐证文件“{name}”不在文件库中，备份会不完整，已停止。") from error
    with file:
        yield file


def summary(path: Path, manifest: dict[str, Any]) -> Summary:
    members = manifest["members"]
    files = [member for member in members if member["name"].startswith(FILES)]
    return Summary(
        path=path,
        made_at=manifest["made_at"],
        tables=len(members) - len(files),
        rows=sum(member["rows"] for member in members) - sum(member["rows"] for member in files),
        files=len(files),
        size=path.stat().st_size,
    )


def verify(*, path: Path) -> Summary:
    """Read everything back and compare; raises :class:`backup.archive.Damaged`."""
    return summary(path, archive.verified(path))


def restore(*, path: Path, replace: bool, now: dt.datetime) -> tuple[Summary, Path | None]:
    """Put an archive in the place of the database; also the path of the backup taken of what stood there.

    The archive is verified, built beside the database, compared with its manifest and brought to the present
    migrations before anything is replaced.
    """
    manifest = archive.verified(path)
    occupied = holds_data()
    if occupied and not replace:
        raise Refusal("数据库里已有数据。确认要用备份覆盖，请加 --replace（会先自动备份现有数据）。")
    with _rebuilt(path, manifest) as alias:
        call_command("migrate", database=alias, verbosity=0)
        AuditEvent.objects.using(alias).create(act=RESTORED, subject=path.name, at=now)
        restored.send(sender=None, using=alias, name=path.name)
        before = None
        if occupied:
            before = default_path(now).with_name(
                f"before-restore-{timezone.localtime(now):%Y%m%d-%H%M%S}.zip"
            )
            make(path=before, now=now)
        _restore_files(path, manifest)
        take_over(alias)
    return summary(path, manifest), before


def drill(*, path: Path | None, now: dt.datetime) -> Summary:
    """Restore an archive (default: the newest) into a scratch place, compare, and note that it was done."""
    chosen = path or newest()
    manifest = archive.verified(chosen)
    with _rebuilt(chosen, manifest) as alias:
        call_command("migrate", database=alias, verbosity=0)
        connections[alias].check_constraints()
    _note(DRILLED, chosen.name)
    return summary(chosen, manifest)


def newest() -> Path:
    """The last backup under ``BACKUP_ROOT``."""
    found = sorted(Path(settings.BACKUP_ROOT).glob(f"{PREFIX}*.zip"))
    if not found:
        raise Refusal(f"{settings.BACKUP_ROOT} 里还没有备份，请先运行 manage.py backup。")
    return found[-1]


def keep_newest(number: int) -> list[Path]:
    """Remove all but the newest backups made on schedule; those made before a restore stay."""
    gone = sorted(Path(settings.BACKUP_ROOT).glob(f"{PREFIX}*.zip"))[:-number]
    for path in gone:
        path.unlink()
    return gone


def holds_data() -> bool:
    """Whether somebody has an account here; a database without tables holds nothing."""
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()


@contextmanager
def _rebuilt(path: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """The alias of a scratch database that holds what the archive holds, compared row by row."""
    every = [table_of(told) for told in manifest["tables"]]
    with scratch() as alias, zipfile.ZipFile(path) as zip_file:
        migrate_to(alias, manifest["migrations"])
        load(alias, zip_file, every)
        _compare(alias, manifest, every)
        yield alias


def _compare(alias: str, manifest: dict[str, Any], every: list[Table]) -> None:
    told = {member["name"]: member for member in manifest["members"]}
    # JSON is written with other blanks by the other database: there only the number of rows is compared.
    same_kind = manifest["database"] == connections[alias].vendor
    with snapshot(alias) as moment:
        for table in every:
            measured = archive.Measured(_Nowhere())  # type: ignore[arg-type]
            write_rows(moment, table, measured)
            found, expected = measured.member(table.name), told[member_name(table)]
            if found.rows != expected["rows"] or (same_kind and found.sha256 != expected["sha256"]):
                raise archive.Damaged(f"恢复出来的表“{table.name}”与备份不一致，没有改动现有数据。")


class _Nowhere:
    """Where rows go that are only counted and hashed."""

    def write(self, data: bytes) -> int:
        return len(data)


def _restore_files(path: Path, manifest: dict[str, Any]) -> None:
    with zipfile.ZipFile(path) as zip_file:
        for member in manifest["members"]:
            if not member["name"].startswith(FILES):
                continue
            name = member["name"].removeprefix(FILES)
            if default_storage.exists(name):
                if _sha256(name) == member["sha256"]:
                    continue
                default_storage.delete(name)
            with zip_file.open(member["name"]) as stream:
                default_storage.save(name, File(stream, name=name))


def _sha256(name: str) -> str:
    with default_storage.open(name) as file:
        digest = hashlib.sha256()
        for chunk in file.chunks(archive.CHUNK):
            digest.update(chunk)
        return digest.hexdigest()


@transaction.atomic
def _note(act: str, subject: str) -> None:
    AuditEvent.objects.create(act=act, subject=subject)
