"""The ways that ``script/bench reports`` measures, each a process of its own: FOLDER WAY [TASKS SMALL]."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path


def fill(folder: Path, tasks: int, small: int) -> None:
    """The database with a large and a small plan; the large one's grid as a pickle for the floor."""
    from django.core.management import call_command
    from django.utils import timezone

    from reports.register import register
    from tests.bench.reports import ledger

    call_command("migrate", verbosity=0)
    large = ledger.fill(tasks, "大")
    ledger.fill(small, "小")
    (folder / "grid").write_bytes(pickle.dumps(register(large, None, timezone.localdate())))


def floor(folder: Path) -> None:
    """What the library itself needs: the same texts and merges, no formats but one, no heights."""
    import xlsxwriter

    table = pickle.loads((folder / "grid").read_bytes())  # written by fill above
    book = xlsxwriter.Workbook(str(folder / "out.floor"), {"in_memory": True, "strings_to_urls": False})
    sheet, style = book.add_worksheet(), book.add_format({"text_wrap": True, "border": 1})
    for number, row in enumerate(table.rows):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, style)
    for merge in table.merges:
        text = table.rows[merge.first][merge.column]
        sheet.merge_range(merge.first, merge.column, merge.last, merge.column, text, style)
    book.close()


def write(folder: Path, way: str) -> None:
    from reports.exporting import ExportKind, Wanted, content_of
    from tasks.models import Plan

    kind = {"xlsx": ExportKind.REGISTER_XLSX, "csv": ExportKind.REGISTER_CSV, "docx": ExportKind.REPORT_DOCX}[
        way
    ]
    plans = Plan.objects.select_related("organisation")
    plan = plans.get(title="小" if way == "docx" else "大")
    (folder / f"out.{way}").write_bytes(content_of(kind, Wanted(plan, None)))


def main(folder: Path, way: str, *numbers: str) -> None:
    if way == "floor":
        floor(folder)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings")
    import django

    django.setup()
    if way == "fill":
        fill(folder, *map(int, numbers))
    elif way != "start":
        write(folder, way)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
