"""Word templates of an office: checked before they are kept, filled without running anything of theirs.

A template is a .docx whose fields stand in double braces (docxtpl).  The language in it is Jinja in its
sandbox, without functions and without multiplication, so that a template can neither reach the system nor
grow without bound.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import jinja2
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment, SecurityError
from lxml.etree import LxmlError

from common.decisions import Refusal

LARGEST, LARGEST_UNPACKED, MOST_PARTS = 5 * 2**20, 40 * 2**20, 500
_UNKNOWN_PART = re.compile(r"has no (?:attribute|element) '?([\w\[\]]+)'?")
_NO_WORD = "这不是可用的 Word 文件（.docx）。请在 Word 或 WPS 中另存为 .docx 后再上传。"


class _Confined(SandboxedEnvironment):
    """Fields, loops and conditions; a field that is not there is an error, not an empty place."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=jinja2.StrictUndefined)
        self.globals.clear()

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError("模板里不能使用乘法")


def check(content: bytes, known: Mapping[str, Any]) -> None:
    """Raises Refusal, naming every unknown field; ``known``: sample values of all fields."""
    _check_package(content)
    template = DocxTemplate(io.BytesIO(content))
    try:
        unknown = template.get_undeclared_template_variables(_Confined()) - set(known)
    except jinja2.TemplateSyntaxError as error:
        raise Refusal(f"模板里的写法有误：{error.message}。请检查花括号是否成对。") from error
    if unknown:
        raise Refusal(f"模板里有不认识的字段：{'、'.join(sorted(unknown))}。可用的字段见本页下方。")
    fill(content, known)


def fill(content: bytes, values: Mapping[str, Any]) -> bytes:
    """The paper; raises Refusal where a part of a field is unknown or the template does what it may not."""
    template = DocxTemplate(io.BytesIO(content))
    try:
        template.render(dict(values), _Confined(), autoescape=True)
    except jinja2.UndefinedError as error:
        found = _UNKNOWN_PART.search(str(error))
        raise Refusal(f"模板里有不认识的字段：{found[1] if found else error}。") from error
    except (jinja2.TemplateError, TypeError, ValueError, OverflowError) as error:
        raise Refusal(f"模板不能填写：{error}。") from error
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _check_package(content: bytes) -> None:
    """A small Word package without declarations of its own, before any reader opens it."""
    if len(content) > LARGEST:
        raise Refusal(f"模板不能超过 {LARGEST // 2**20} MB。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            too_large = sum(part.file_size for part in parts) > LARGEST_UNPACKED or len(parts) > MOST_PARTS
            if too_large or "word/document.xml" not in package.namelist():
                raise Refusal(_NO_WORD)
            if any(b"<!DOCTYPE" in package.read(part) for part in parts if part.filename.endswith(".xml")):
                raise Refusal(_NO_WORD)
        DocxTemplate(io.BytesIO(content)).get_docx()
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, LxmlError, RuntimeError) as error:
        raise Refusal(_NO_WORD) from error
