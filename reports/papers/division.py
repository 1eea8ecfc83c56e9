"""分工方案: the plan itself as a paper: a short notice and the table with the plan's own columns.  Pure."""

from __future__ import annotations

from dataclasses import replace

from common.dates import long_date
from reports.papers.blocks import Annex, Block, Gap, Paper, Para, Signature
from reports.papers.facts import Facts
from reports.tables import Table


def division_paper(facts: Facts, table: Table, issued_on: str = "") -> Paper:
    """``table``: the plan's own columns (reports.register.own_columns)."""
    own = replace(table, title=facts.title, as_of="")
    blocks: list[Block] = [
        Gap("制定依据和总体要求"),
        Para(
            f"现将《{facts.title}》的{len(facts.entries)}项任务分工如下，"
            "请各责任单位对照任务和完成时限抓好落实，按期填报进展情况和佐证材料。"
        ),
        Gap("工作要求：组织领导、进展报送、联系人和联系电话"),
        Para("附件：任务分工表"),
        Signature(facts.issuer, issued_on or long_date(facts.today)),
        Annex("附件", own),
    ]
    return Paper(title=facts.title, below=facts.document_number, blocks=blocks)
