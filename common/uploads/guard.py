"""The look at an upload before anything parses it: standard library only, half a second, little memory.

Libraries open zip bombs, entity bombs and overlapping entries without a word; here they are refused.  What
passes is parsed in a process of its own all the same (``importer.reading``).
"""

from __future__ import annotations

import re

from common.uploads import errors, guard_pdf, guard_zip
from common.uploads.errors import Refused
from common.uploads.limits import Limits

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\0\x0cjP")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PDF = re.compile(rb"%PDF-\d")
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_SAMPLE = 65_536


def precheck(data: bytes, filename: str = "", limits: Limits | None = None) -> None:
    """Return where the file may be parsed; raise Refused with a Chinese sentence where not.

    ``filename`` is not believed: the content decides.
    """
    limits = limits or Limits()
    try:
        _check(data, limits)
    except Refused:
        raise
    except Exception as error:  # a broken file breaks its checker in ways nobody lists
        raise errors.corrupt() from error


def _check(data: bytes, limits: Limits) -> None:
    if not data:
        raise errors.empty()
    if len(data) > limits.file_size:
        raise errors.too_large(limits.file_size)
    if data.startswith(_ZIP):
        guard_zip.check(data, limits)
    elif data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise errors.encrypted()
    elif _PDF.search(data[:1024]):
        guard_pdf.check(data, limits)
    else:
        _check_text(data, limits)


def _check_text(data: bytes, limits: Limits) -> None:
    if data.startswith(_IMAGES):
        raise errors.picture()
    if data.startswith(_ARCHIVES):
        raise errors.archive()
    sample = data[:_SAMPLE]
    control = sum(sample.count(code) for code in range(32) if code not in b"\t\n\v\f\r")
    if control > len(sample) * 0.02 and not data.startswith(_TEXT_MARKS):
        raise errors.unknown_kind()
    if len(data) > limits.text_size:
        raise errors.too_large(limits.text_size)
