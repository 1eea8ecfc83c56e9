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
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif config["ENGINE"] == "django.db.backends.postgresql":
        config |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
        config["OPTIONS"] = {
            "options": "-c statement_timeout=30000 -c lock_timeout=5000 -c timezone=UTC",
            **config.get("OPTIONS", {}),
        }
    else:
        raise ImproperlyConfigured("DATABASE_URL 只支持 SQLite 与 PostgreSQL。")
    return config


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
