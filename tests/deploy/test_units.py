"""The systemd units, filled in as the installer does it: systemd itself finds nothing wrong with them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

UNITS = sorted((ROOT / "deploy/systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_is_confined(path: Path) -> None:
    lines = set(path.read_text().splitlines())
    assert {
        "NoNewPrivileges=true",
        "ProtectSystem=strict",
        "ProtectHome=true",
        "PrivateTmp=true",
        "CapabilityBoundingSet=",
        "Restart=always",
        "User=@USER@",
    } <= lines
    assert [each for each in lines if each.startswith("MemoryMax=")]


def test_systemd_takes_them(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze: install systemd")
    for name in ("gunicorn", "celery"):
        binary = tmp_path / "current/.venv/bin" / name
        binary.parent.mkdir(parents=True, exist_ok=True)
        binary.write_text("#!/bin/sh\n")
        binary.chmod(0o755)
    (tmp_path / "gongkai.env").touch()
    paths = []
    for unit in UNITS:
        text = unit.read_text()
        for name, value in {"@USER@": "root", "@HOME@": str(tmp_path), "@DATA@": str(tmp_path)}.items():
            text = text.replace(name, value)
        paths.append(tmp_path / unit.name.replace("@.", "@1."))
        paths[-1].write_text(text)
    done = subprocess.run(
        [program, "verify", "--man=no", *paths], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
