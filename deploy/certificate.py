"""A certificate for a server room without one: a small authority of its own and a server certificate from it.

    python deploy/certificate.py FOLDER NAME [NAME …]

writes ``server.pem``, ``server.key``, ``ca.pem`` and ``ca.key`` into FOLDER.  Install ``ca.pem`` on the
computers of the office.  A ``server.pem`` that was put there by hand (no ``ca.key`` beside it) is left alone;
our own is made anew 30 days before its end, from the same authority.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3650
# Browsers take no server certificate that is valid for longer.
SERVER_DAYS = 397
RENEW_DAYS = 30
NOW = dt.datetime.now(dt.UTC)


def main(folder: Path, names: list[str]) -> str:
    server = folder / "server.pem"
    own = (folder / "ca.key").exists()
    if server.exists() and not own:
        return f"{server} 已存在，保持不变。"
    if server.exists() and fits(x509.load_pem_x509_certificate(server.read_bytes()), names):
        return f"{server} 仍然有效。"
    folder.mkdir(parents=True, exist_ok=True)
    if not own:
        make_authority(folder)
    make_server(folder, names)
    return f"已签发 {server}（{'、'.join(names)}）。请把 {folder / 'ca.pem'} 安装到办公电脑的受信任根证书。"


def fits(certificate: x509.Certificate, names: list[str]) -> bool:
    listed = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = certificate.not_valid_after_utc - NOW > dt.timedelta(days=RENEW_DAYS)
    return lasts and set(listed) == set(alternative(names))


def alternative(names: list[str]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([one(name) for name in names])


def one(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        return x509.DNSName(name)


def make_authority(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "公开台账 内部根证书")])
    certificate = (
        builder(name, name, key.public_key(), AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    write(folder / "ca.key", private(key))
    write(folder / "ca.pem", certificate.public_bytes(serialization.Encoding.PEM))


def make_server(folder: Path, names: list[str]) -> None:
    authority = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    signer = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), password=None)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    certificate = (
        builder(subject, authority.subject, key.public_key(), SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(alternative(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(signer, hashes.SHA256())  # type: ignore[arg-type]
    )
    write(folder / "server.key", private(key))
    write(folder / "server.pem", certificate.public_bytes(serialization.Encoding.PEM))


def builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(hours=1))
        .not_valid_after(NOW + dt.timedelta(days=days))
    )


def private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write(path: Path, content: bytes) -> None:
    """Whole or not at all; keys for their owner and group, who are the proxy's."""
    mode = 0o644 if path.suffix == ".pem" else 0o640
    unfinished = path.with_name(f".{path.name}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    unfinished.replace(path)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit((__doc__ or "").strip())
    print(main(Path(sys.argv[1]), [each for each in sys.argv[2:] if each]))
