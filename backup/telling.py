"""What a backup holds, as people read it."""

from django.template.defaultfilters import filesizeformat

from backup.services import Summary


def told(summary: Summary) -> str:
    return (
        f"备份时间 {summary.made_at[:19].replace('T', ' ')}，{summary.tables} 张表 {summary.rows} 行，"
        f"{summary.files} 个文件，共 {filesizeformat(summary.size)}"
    )
