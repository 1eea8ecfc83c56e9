"""The one exception a reader raises on purpose."""

from __future__ import annotations


class Refused(Exception):
    """A file or a text that is not read.

    ``code`` is stable and for programs; ``sentence`` is one Chinese sentence for the person who uploaded it:
    why, and what to do.  The sentence never holds content of the file.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


def empty() -> Refused:
    return Refused("empty", "文件是空的，没有任何内容，请确认选对了文件后重新上传。")


def corrupt() -> Refused:
    return Refused("corrupt", "文件已损坏或不完整，无法读取，请用 Word 或 WPS 打开后另存一份，再重新上传。")


def unknown_kind() -> Refused:
    return Refused(
        "unknown_kind",
        "不支持这种文件，请上传 Word（.docx）、Excel（.xlsx）、PDF、网页、CSV 或文本文件，或直接粘贴表格。",
    )


def encrypted() -> Refused:
    return Refused("encrypted", "文件设有密码，无法读取，请在 Word 或 WPS 中取消密码后另存，再重新上传。")


def too_complex() -> Refused:
    return Refused(
        "too_complex", "文件过于复杂，在限定的时间和内存内未能读完，请只保留分工表另存一份，再重新上传。"
    )


def no_text() -> Refused:
    return Refused(
        "no_text", "文件中没有读到文字，可能是扫描件或图片，请换成可以选中文字的文件，或直接粘贴表格。"
    )


def too_many_rows(limit: int) -> Refused:
    return Refused("too_many_rows", f"表格超过 {limit} 行，请拆成几个文件后分别上传。")


def too_many_columns(limit: int) -> Refused:
    return Refused("too_many_columns", f"表格超过 {limit} 列，请删去多余的列后重新上传。")


def too_large(limit: int) -> Refused:
    return Refused("too_large", f"文件超过 {limit // (1024 * 1024)} MB，请删去图片和无关内容后重新上传。")


def picture() -> Refused:
    return Refused("picture", "这是图片，无法读取其中的文字，请上传可以选中文字的文件，或直接粘贴表格。")


def archive() -> Refused:
    return Refused("archive", "这是压缩包，请先解压，再上传其中的 Word 或 Excel 文件。")


def slides() -> Refused:
    return Refused("slides", "这是演示文稿，请上传 Word、Excel 或 PDF 格式的分工表。")


def declared_entities() -> Refused:
    return Refused(
        "declared_entities",
        "文件含有不安全的外部引用或实体声明，已拒绝读取，请用 Word 或 WPS 另存后重新上传。",
    )


def not_a_sheet() -> Refused:
    return Refused("not_a_sheet", "这不是 .xlsx 表格，或已损坏，请用 Excel 或 WPS 另存为 .xlsx 再上传。")


def too_many_pages(limit: int) -> Refused:
    return Refused("too_many_pages", f"文件超过 {limit} 页，请只保留分工表所在的页后重新上传。")


def save_as_docx() -> Refused:
    return Refused("other_format", "不支持这种文档格式，请用 Word 或 WPS 打开后另存为 .docx，再重新上传。")
