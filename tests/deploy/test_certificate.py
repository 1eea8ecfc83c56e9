"""deploy/certificate.py: made once, renewed in time, and somebody's own certificate left alone."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from cryptography import x509

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def certificate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("certificate", ROOT / "deploy/certificate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def serial(folder: Path) -> int:
    return x509.load_pem_x509_certificate((folder / "server.pem").read_bytes()).serial_number


def test_it_is_made_once_and_anew_for_other_names(certificate: ModuleType, tmp_path: Path) -> None:
    certificate.main(tmp_path, ["ledger.example.cn", "10.1.2.3"])
    first, authority = serial(tmp_path), (tmp_path / "ca.pem").read_bytes()
    assert (tmp_path / "server.key").stat().st_mode & 0o007 == 0
    certificate.main(tmp_path, ["10.1.2.3", "ledger.example.cn"])
    assert serial(tmp_path) == first
    certificate.main(tmp_path, ["ledger.example.cn"])
    assert serial(tmp_path) != first
    assert (tmp_path / "ca.pem").read_bytes() == authority


def test_it_is_renewed_in_time(
    certificate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificate, "SERVER_DAYS", certificate.RENEW_DAYS - 1)
    certificate.main(tmp_path, ["ledger.example.cn"])
    first = serial(tmp_path)
    certificate.main(tmp_path, ["ledger.example.cn"])
    assert serial(tmp_path) != first


def test_a_certificate_of_somebody_else_is_left_alone(certificate: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "server.pem").write_text("theirs")
    assert "保持不变" in certificate.main(tmp_path, ["ledger.example.cn"])
    assert (tmp_path / "server.pem").read_text() == "theirs"
