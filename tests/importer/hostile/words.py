"""Texts and printed pages that are broken, endless, or made to keep an expression busy."""

from __future__ import annotations

import zlib

from tests.importer.readers.printing import Page, pdf

_PLAN = "工作任务\t责任单位\n1.更新河道巡查表。\t水利科\n2.公布结果。\t办公室\n"


def _printed(page_words: str = "") -> bytes:
    page = Page()
    page.table(
        [40.0, 80.0, 240.0, 340.0],
        50,
        [[["序号"], ["工作任务"], ["责任单位"]], [["1"], ["更新河道巡查表。"], ["水利科"]]],
    )
    if page_words:
        page.write(40, 400, page_words)
    return pdf(page)


PRINTED = _printed()


def _with_stream(content: bytes, filters: str) -> bytes:
    """A page whose content is this stream under these filters."""
    made = pdf(Page())
    start = made.index(b"<< /Length")
    end = made.index(b"endstream") + len(b"endstream")
    stream = f"<< /Length {len(content)} /Filter [{filters}] >>\nstream\n".encode() + content + b"\nendstream"
    return made[:start] + stream + made[end:]


def _deflated_twice(size: int) -> bytes:
    return zlib.compress(zlib.compress(bytes(size), 9), 9)


def _said(text: str) -> bytes:
    return f"{_PLAN}3.{text}\t水利科\n".encode()


# Name → (bytes, the code of the refusal, or "read" where a plan comes out).
KINDS: dict[str, tuple[bytes, str]] = {
    "zero bytes in a text": (_PLAN.replace("河", "\0\0\0\0\0\0河").encode(), "unknown_kind"),
    "utf-16 cut": (_PLAN.encode("utf-16")[:-1], "read"),
    "broken gb18030": (_PLAN.encode("gb18030")[:-3] + b"\xff\xff\x80\n", "unknown_kind"),
    "only a mark": (b"\xef\xbb\xbf", "no_text"),
    "only blanks": (b" \n\t \r\n" * 100, "no_text"),
    "one line without end": ("河道".encode() * 100_000, "no_plan"),
    "twenty thousand lines": ("河道\n".encode() * 20_000, "no_plan"),
    "quote that never ends": (b'"' + _PLAN.replace("\t", ",").encode(), "no_plan"),
    "many rows": ("甲,乙,丙\n".encode() * 20_001, "too_many_rows"),
    "list wider than wide": (("甲," * 300 + "\n").encode() * 5, "too_many_columns"),
    "opened and never closed": (_said("（" * 20_000), "read"),
    "numbers of numbers": (_said("一、" * 20_000), "read"),
    "digits without end": (_said("1" * 50_000), "read"),
    "dates without end": (_said("1月" * 10_000), "read"),
    "readings without end": (_said("河(hé)" * 10_000), "read"),
    "tags without end": (_said("<p " * 10_000), "read"),
    "blanks without end": (_said("河" + " " * 50_000 + "道"), "read"),
    "units without end": (f"{_PLAN}3.公布。\t{'水利科、' * 20_000}\n".encode(), "read"),
    "roles without end": (f"{_PLAN}3.公布。\t{'牵头负责配合' * 5_000}\n".encode(), "read"),
    "brackets of units": (f"3.公布（责任单位：{'（' * 5_000}水利科{'）' * 5_000}）".encode(), "read"),
    "printed page cut": (PRINTED[: len(PRINTED) // 2], "corrupt"),
    "printed page of noise": (b"%PDF-1.7\n" + bytes(range(256)) * 20, "corrupt"),
    "no pages": (b"%PDF-1.7\n%%EOF", "corrupt"),
    "page tree in a ring": (PRINTED.replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), "read"),
    "page without words": (pdf(Page()), "no_text"),
    "stream that bursts": (_with_stream(zlib.compress(bytes(45_000_000), 9), "/FlateDecode"), "too_complex"),
    "stream in a stream": (
        _with_stream(_deflated_twice(45_000_000), "/FlateDecode /FlateDecode"),
        "too_complex",
    ),
    "stream of noise": (_with_stream(b"x" * 5_000, "/FlateDecode"), "no_text"),
    "arrays in arrays": (
        PRINTED.replace(b"/MediaBox [0 0 400 600]", b"/MediaBox " + b"[" * 20_000),
        "no_text",
    ),
}
