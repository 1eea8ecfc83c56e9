"""What a file is, by its content; what it may be called."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.filekinds import FileKind, Unfit, kind_of, safe_name


def zipped(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("通知.pdf", b"%PDF-1.7\n", FileKind.PDF),
        ("台账.XLSX", zipped("[Content_Types].xml", "xl/workbook.xml"), FileKind.OFFICE),
        ("公文.ofd", zipped("OFD.xml"), FileKind.OFFICE),
        ("现场.jpg", b"\xff\xd8\xff\xe0rest", FileKind.PICTURE),
        ("截图.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", FileKind.PICTURE),
        ("说明.txt", "已公开。".encode(), FileKind.TEXT),
        ("名单.csv", "科室，条数".encode("gb18030"), FileKind.TEXT),
        ("旧.txt", "已公开".encode("utf-16"), FileKind.TEXT),
    ],
)
def test_what_offices_send_is_taken(name: str, content: bytes, kind: FileKind) -> None:
    file = io.BytesIO(content)
    assert kind_of(file, name) is kind
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("照片.jpg", b"MZ\x90\x00program"),
        ("照片.jpg", b"%PDF-1.7"),
        ("说明.txt", b"#!/bin/sh\nrm"),
        ("说明.txt", b"<html><script>"),
        ("图.svg", b"<svg xmlns='x'>"),
        ("脚本.bat", b"@echo off"),
        ("脚本.js", b"alert(1)"),
        ("包.zip", zipped("a.txt")),
        ("宏.docx", zipped("word/document.xml", "word/vbaProject.bin")),
        ("假.docx", b"PK\x03\x04 broken"),
        ("假.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken"),
        ("空.txt", b""),
        ("程序", b"\x7fELF\x02\x01\x01\x00"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(name: str, content: bytes) -> None:
    with pytest.raises(Unfit) as refused:
        kind_of(io.BytesIO(content), name)
    assert name in refused.value.reason


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.docx", "a.doc", "a.txt", "a.png", "a"]))
def test_no_content_is_too_odd(content: bytes, name: str) -> None:
    with contextlib.suppress(Unfit):
        assert kind_of(io.BytesIO(content), name) in FileKind


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("关于公开的通知.pdf", "关于公开的通知.pdf"),
        ("C:\\公文\\台账.xlsx", "台账.xlsx"),
        ("../../etc/passwd", "passwd"),
        ('a"b\r\nSet-Cookie: x.pdf', "a b Set-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("…", "…"),
        ("", "文件"),
        ("长" * 300 + ".pdf", "长" * 110 + ".pdf"),
    ],
)
def test_names(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


@given(st.text(max_size=200))
def test_a_safe_name_is_short_and_stays_what_it_is(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= 120
    assert safe_name(name) == name
    assert not set(name) & set('/\\:*?"<>|\r\n\0')
