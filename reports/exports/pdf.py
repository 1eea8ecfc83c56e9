"""PDF of a Word or Excel file through LibreOffice, where it is installed: one layout for both."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from common.decisions import Refusal

_PROGRAMS = ("soffice", "libreoffice")
# Seconds; a ledger of ten thousand rows has hundreds of pages.
_LONGEST = 240
NOT_INSTALLED = (
    "这台服务器没有安装 LibreOffice，不能生成 PDF。请下载 Word 或 Excel 文件后另存为 PDF，"
    "或请系统管理员安装 libreoffice-writer-nogui 和 libreoffice-calc-nogui。"
)


def program() -> str | None:
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def to_pdf(content: bytes, suffix: str) -> bytes:
    """``suffix``: docx or xlsx.  Raises Refusal where there is no LibreOffice or it fails."""
    office = program()
    if office is None:
        raise Refusal(NOT_INSTALLED)
    with tempfile.TemporaryDirectory(prefix="gongkai-pdf-") as folder:
        source = Path(folder) / f"paper.{suffix}"
        source.write_bytes(content)
        # A profile of its own: two conversions at once would wait for each other's lock.
        command = [
            office, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", "pdf", "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=_LONGEST, check=True, cwd=folder)
            return (Path(folder) / "paper.pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise Refusal(
                "LibreOffice 没有完成转换，请稍后再试，或下载 Word、Excel 文件后另存为 PDF。"
            ) from error
