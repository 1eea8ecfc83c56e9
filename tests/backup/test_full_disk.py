"""A disk of two megabytes that runs full: nothing of a file or a backup is left, and what was there stays."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Run where a small disk may be mounted: as root of a name space of its own.
WRITES = """
import errno, sys
from pathlib import Path
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1])
from django.core.files.base import ContentFile
from backup.archive import verified, written
from common.storage import WholeFileStorage

disk, content = Path(sys.argv[1]), bytes(range(256)) * 4096
storage = WholeFileStorage(location=disk)

def archive(size):
    with written(disk / "kept.zip", {"made_at": "2026-01-05T02:30:00+08:00"}) as writer:
        with writer.member("files/a", packed=False) as sink:
            for _ in range(size):
                sink.write(content[: 1 << 16])

archive(2)
for write in (lambda: storage.save("ab/cd", ContentFile(content * 3)), lambda: archive(64)):
    try:
        write()
    except OSError as error:
        assert error.errno == errno.ENOSPC, error
    else:
        raise AssertionError("there was room")
    assert [path.name for path in disk.rglob("*") if path.is_file()] == ["kept.zip"]
verified(disk / "kept.zip")
storage.save("ab/cd", ContentFile(content))
print("whole")
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare (util-linux)")
def test_a_full_disk_leaves_nothing_of_a_file_or_a_backup(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    inside = 'mount -t tmpfs -o size=2m none "$1" && exec "$2" -c "$3" "$1"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", inside, "sh"]
    done = subprocess.run(
        [*command, str(disk), sys.executable, WRITES], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, "whole\n"), done.stderr
