"""Secrets at rest: readable with the site's key, not in a copy of the database.

``purpose`` parts the keys: what was sealed for one is nothing to another.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str, *, purpose: str) -> str:
    """The text encrypted; an empty one stays empty."""
    return _fernet(purpose).encrypt(text.encode()).decode("ascii") if text else ""


def unseal(sealed: str, *, purpose: str) -> str:
    """The text again; empty where the site's key has changed since, so that it must be entered anew."""
    try:
        return _fernet(purpose).decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""


def _fernet(purpose: str) -> MultiFernet:
    """Sealed with the present key, opened also with those of SECRET_KEY_FALLBACKS."""
    return MultiFernet(
        [Fernet(_key(str(each), purpose)) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(secret: str, purpose: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))
