"""An example template for offices: the built-in report with fields in place of its words.  Pure."""

from __future__ import annotations

from reports.papers.blocks import Gap, Heading, Paper, Para, Signature


def example() -> Paper:
    return Paper(
        title="关于《{{ title }}》落实情况的报告",
        below="{{ document_number }}",
        blocks=[
            Heading(1, "总体情况"),
            Para("{{ overall }}"),
            Heading(1, "主要做法及成效"),
            Para("{%p for chapter in chapters %}"),
            Heading(2, "{{ chapter.name }}"),
            Para("{{ chapter.sentence }}"),
            Para("{%p for entry in chapter.entries %}"),
            Para("{%p if entry.progress %}"),
            Para("{{ entry.progress }}", lead="{{ entry.lead }}。", level=3),
            Para("{%p endif %}"),
            Para("{%p endfor %}"),
            Para("{%p endfor %}"),
            Heading(1, "存在问题"),
            Para("{%p if late_words %}"),
            Para("逾期未完成的事项：{{ late_words }}。"),
            Para("{%p endif %}"),
            Gap("对存在问题的归纳和原因分析"),
            Heading(1, "下一步工作"),
            Gap("下一步的工作打算"),
            Signature("{{ issuer }}", "{{ today }}"),
        ],
    )
