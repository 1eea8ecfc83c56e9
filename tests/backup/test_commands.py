"""backup, verify_backup, restore and drill on real databases, from one to another and back."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from backup.archive import verified
from tests.browser.product import NOT_INHERITED, fresh_database
from tests.conftest import ROOT

# Runs processes of its own on the database server that DATABASE_URL names, like the journeys.
pytestmark = [pytest.mark.xdist_group("backup"), pytest.mark.django_db]


@dataclass
class Place:
    """A copy of the product with a database and a folder of its own."""

    folder: Path
    database: str

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        env = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED} | {
            "DJANGO_SETTINGS_MODULE": "gongkai.settings",
            "DATABASE_URL": self.database,
            "REDIS_URL": "",
            "MEDIA_ROOT": str(self.folder / "media"),
            "QUEUE_DIR": str(self.folder / "queue"),
            "BACKUP_ROOT": str(self.folder / "backups"),
            "SECRET_KEY": "only-for-backups-" + "0123456789abcdef" * 4,
        }
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *command],
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def manage(self, *command: str) -> str:
        done = self.run(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(self, *command: str) -> str:
        done = self.run(*command)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        if self.database.startswith("sqlite"):
            with contextlib.closing(sqlite3.connect(urlsplit(self.database).path, timeout=20)) as connection:
                rows = connection.execute(statement).fetchall()
                connection.commit()
                return rows
        import psycopg2

        with contextlib.closing(psycopg2.connect(self.database)) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
            connection.commit()
            return rows

    def count(self, table: str) -> object:
        return self.execute(f"SELECT count(*) FROM {table}")[0][0]


def place(folder: Path, stack: contextlib.ExitStack) -> Place:
    folder.mkdir()
    return Place(folder, stack.enter_context(fresh_database(folder)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The demo's bureau."""
    with contextlib.ExitStack() as stack:
        made = place(tmp_path_factory.mktemp("backup") / "office", stack)
        made.manage("migrate", "--verbosity", "0")
        made.manage("load_demo")
        yield made


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Place]:
    """A new machine: not even tables."""
    with contextlib.ExitStack() as stack:
        yield place(tmp_path / "elsewhere", stack)


@pytest.fixture(scope="module")
def archive(office: Place) -> Path:
    path = office.folder / "kept.zip"
    told = office.manage("backup", str(path))
    assert "已备份到" in told
    return path


def test_a_backup_is_restored_elsewhere(office: Place, archive: Path, elsewhere: Place) -> None:
    assert "备份完好" in office.manage("verify_backup", str(archive))
    assert "已恢复" in elsewhere.manage("restore", str(archive))
    for table in ("tasks_task", "tasks_obligation", "tasks_taskevent", "units_user", "reminders_reminder"):
        assert elsewhere.count(table) == office.count(table), table
    again = elsewhere.folder / "again.zip"
    elsewhere.manage("backup", str(again))
    assert rows_of(again) == rows_of(archive)
    assert "审计记录完整" in elsewhere.manage("verify_audit")
    # New rows get new numbers, and nobody is signed in by a backup.
    elsewhere.manage(
        "setup_organisation", "柳湾市水务局", "--admin", "guan", "管理", "--office", "ban", "办公"
    )
    assert elsewhere.count("units_session") == 0


def test_nothing_goes_outside_after_a_restore(archive: Path, elsewhere: Place) -> None:
    assert "外发（邮件、群消息）已暂停" in elsewhere.manage("restore", str(archive))
    assert "外发已暂停" in elsewhere.manage("send_reminders")
    assert "外发已暂停：已从备份 kept.zip 恢复" in elsewhere.manage("outgoing")
    assert "外发正常" in elsewhere.manage("outgoing", "--release", "--only-new")
    assert "外发已暂停" not in elsewhere.manage("send_reminders")


def rows_of(path: Path) -> dict[str, str]:
    """Each table's hash, without those to which making and restoring a backup add a row."""
    members = verified(path)["members"]
    added = ("units_audit", "reminders_hold")
    return {m["name"]: m["sha256"] for m in members if not any(word in m["name"] for word in added)}


def test_data_is_only_replaced_on_demand_and_kept_aside(
    office: Place, archive: Path, elsewhere: Place
) -> None:
    elsewhere.manage("migrate", "--verbosity", "0")
    elsewhere.manage(
        "setup_organisation", "柳湾市水务局", "--admin", "guan", "管理", "--office", "ban", "办公"
    )
    assert "--replace" in elsewhere.refused("restore", str(archive))
    assert elsewhere.count("units_user") == 2
    told = elsewhere.manage("restore", str(archive), "--replace")
    assert "恢复前的数据已备份到" in told
    assert elsewhere.count("units_user") == office.count("units_user")
    (before,) = (elsewhere.folder / "backups").glob("before-restore-*.zip")
    elsewhere.manage("restore", str(before), "--replace")
    assert elsewhere.count("units_user") == 2


def test_a_damaged_backup_changes_nothing(archive: Path, elsewhere: Place) -> None:
    elsewhere.manage("migrate", "--verbosity", "0")
    elsewhere.manage(
        "setup_organisation", "柳湾市水务局", "--admin", "guan", "管理", "--office", "ban", "办公"
    )
    damaged = elsewhere.folder / "damaged.zip"
    whole = bytearray(archive.read_bytes())
    whole[len(whole) // 2] ^= 1
    damaged.write_bytes(whole)
    for command in (["verify_backup"], ["restore", "--replace"], ["drill"]):
        assert "已损坏" in elsewhere.refused(command[0], str(damaged), *command[1:])
    assert elsewhere.count("units_user") == 2
    assert not (elsewhere.folder / "backups").exists()


def test_the_drill_takes_the_newest_and_is_noted(office: Place) -> None:
    office.manage("backup")
    assert "演练通过" in office.manage("drill")
    noted = office.execute("SELECT act FROM units_auditevent WHERE act IN ('备份', '恢复演练') ORDER BY id")
    assert noted[-2:] == [("备份",), ("恢复演练",)]


def test_a_drill_without_a_backup_says_what_to_do(elsewhere: Place) -> None:
    elsewhere.manage("migrate", "--verbosity", "0")
    assert "还没有备份" in elsewhere.refused("drill")


def test_a_backup_holds_one_moment(office: Place) -> None:
    """Two rows that are always written together are both in a backup, or neither."""
    stop = threading.Event()
    both = (
        "INSERT INTO units_auditevent (at, actor_name, act, subject, detail, succeeded) SELECT"
        " CURRENT_TIMESTAMP, '', act, '', '{}', TRUE"
        " FROM (SELECT '成对甲' AS act UNION ALL SELECT '成对乙') AS pair"
    )

    def write() -> None:
        while not stop.is_set():
            office.execute(both)

    writer = threading.Thread(target=write)
    writer.start()
    path = office.folder / "busy.zip"
    try:
        office.manage("backup", str(path))
    finally:
        stop.set()
        writer.join()
    with zipfile.ZipFile(path) as zip_file:
        text = zip_file.read("tables/units_auditevent.txt").decode()
    assert text.count("成对甲") == text.count("成对乙") > 0


@pytest.mark.postgres
def test_an_office_pc_moves_to_a_server_and_back(
    office: Place, archive: Path, tmp_path: Path, elsewhere: Place
) -> None:
    tmp_path.joinpath("pc").mkdir()
    pc = Place(tmp_path / "pc", f"sqlite:///{tmp_path / 'pc' / 'gongkai.sqlite3'}")
    pc.manage("restore", str(archive))
    moved = pc.folder / "moved.zip"
    pc.manage("backup", str(moved))
    elsewhere.manage("restore", str(moved))
    returned = elsewhere.folder / "returned.zip"
    elsewhere.manage("backup", str(returned))
    assert rows_of(returned) == rows_of(archive)
    assert "审计记录完整" in elsewhere.manage("verify_audit")
