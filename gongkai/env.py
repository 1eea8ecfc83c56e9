"""Reads the environment once; a bad value stops the start with a sentence (docs/settings.md)."""

from __future__ import annotations

import ipaddress
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

# How long (ms) one statement may take, wait for a lock, and a transaction stay idle.  People wait for a page;
# nobody waits for a job, which may write ten thousand rows.
LIMITS = {"web": (15_000, 5_000, 60_000), "job": (300_000, 15_000, 900_000)}
# A host that is gone without a word is noticed in seconds.
LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def secret_key() -> str:
    """``SECRET_KEY``, else the content of ``SECRET_KEY_FILE``, else of ``var/secret_key``, made once.

    The generated key is written before the first start ends, readable by its owner only, so that sessions
    survive a restart.
    """
    if key := env.str("SECRET_KEY", default=""):
        return key
    path = Path(env.str("SECRET_KEY_FILE", default=str(VAR_DIR / "secret_key")))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 50:
        raise ImproperlyConfigured(f"密钥文件 {path} 内容过短，请删除后重新运行 script/setup。")
    return key


def database() -> dict[str, object]:
    """Django's database settings from ``DATABASE_URL``; the default is a SQLite file under ``var/``."""
    default = f"sqlite:///{VAR_DIR / 'gongkai.sqlite3'}"
    try:
        config = env.db_url("DATABASE_URL", default=default)
    except (ValueError, environ.ImproperlyConfigured) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL 无法识别，例如 postgres://用户:口令@主机:5432/库名。"
        ) from error
    if config["ENGINE"] == "django.db.backends.sqlite3":
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        # Writers queue from their first statement: a later upgrade from reader to writer would fail at once.
        # FULL: what was acknowledged is there after a power cut too.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    elif config["ENGINE"] == "django.db.backends.postgresql":
        config |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
        config["OPTIONS"] = {**LINE, "options": _limits(), **config.get("OPTIONS", {})}
    else:
        raise ImproperlyConfigured("DATABASE_URL 只支持 SQLite 与 PostgreSQL。")
    return config


def _limits() -> str:
    # Set by gongkai/wsgi.py; workers, schedule and commands are jobs.
    statement, lock, idle = LIMITS[env.str("GONGKAI_PROCESS", default="job")]
    return (
        f"-c statement_timeout={statement} -c lock_timeout={lock}"
        f" -c idle_in_transaction_session_timeout={idle} -c timezone=UTC"
    )


def media_storage() -> dict[str, object]:
    """Where uploaded files lie: the folder ``MEDIA_ROOT``, or with ``S3_BUCKET`` an object store."""
    bucket = env.str("S3_BUCKET", default="")
    if not bucket:
        return {"BACKEND": "common.storage.WholeFileStorage"}
    return {
        "BACKEND": "common.object_storage.ObjectStorage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("S3_ENDPOINT", default="") or None,
            "access_key": env.str("S3_ACCESS_KEY", default=""),
            "secret_key": env.str("S3_SECRET_KEY", default=""),
            "region_name": env.str("S3_REGION", default="us-east-1"),
            "addressing": one_of("S3_ADDRESSING", ("path", "virtual")),
        },
    }


def networks(name: str, default: str) -> list[str]:
    """Addresses and networks separated by commas."""
    found = [each.strip() for each in env.str(name, default=default).split(",") if each.strip()]
    for each in found:
        try:
            ipaddress.ip_network(each)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} 中的“{each}”不是地址或网段，例如 10.1.2.3 或 10.1.2.0/24。"
            ) from error
    return found


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """The setting, which is one of these words; the first where it is not set."""
    found = env.str(name, default=choices[0])
    if found not in choices:
        raise ImproperlyConfigured(f"{name}={found} 无法识别，可用：{'、'.join(choices)}。")
    return found
