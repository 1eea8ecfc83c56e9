"""What the interpreter raises when a document can be read but holds no plan."""

from __future__ import annotations


class NoPlan(ValueError):
    """The document holds neither a dividing table nor numbered responsibility text.  ``str()`` is Chinese."""

    def __init__(self) -> None:
        super().__init__(
            "文件中没有找到分工表，也没有找到写明责任单位的条目；"
            "请确认选对了文件，或把分工表单独复制出来再导入。"
        )
