"""Bytes of a text file to text: byte order mark → UTF-8 → GB18030."""

from __future__ import annotations

import codecs

from common.uploads import errors

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Besides tab and line ends; vertical tab and form feed come from Word and from printers.
_CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r\v\f"} | {0x7F: None, 0xFEFF: None}
_LINE_ENDS = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n"})
_STRANGE = 0.02


def decode(data: bytes) -> str:
    """The text with ``\\n`` line ends and without control characters; raises Refused where it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return clean(data[len(mark) :].decode(encoding, errors="replace"))
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    if text.count("\ufffd") > _STRANGE * len(text):
        raise errors.unknown_kind()
    return clean(text)


def is_text(data: bytes) -> bool:
    """Whether these bytes look like text of any supported encoding."""
    if any(data.startswith(mark) for mark, _ in _MARKS):
        return True
    control = sum(data.count(code) for code in range(32) if chr(code) not in "\t\n\r\v\f")
    return control <= len(data) * _STRANGE


def clean(text: str) -> str:
    """One kind of line end, no control characters."""
    return text.replace("\r\n", "\n").translate(_LINE_ENDS).translate(_CONTROL)
