"""Tasks by spreadsheet: out, edited, back; conflicts are asked about, nothing goes by being absent."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from common.dates import long_date
from common.decisions import Refusal
from importer.interpret.plan import interpret
from importer.readers.registry import read as read_document
from tasks.models import Plan, Task
from tasks.roles import Role
from tasks.services import editing
from tasks.services.editing import words_of
from tasks.services.history import Batch
from tasks.services.undo import last_of, undo
from tasks.workbook import book, exchange
from tasks.workbook.columns import IDENTIFIER
from tasks.workbook.resource import Choices
from tests.factories import person
from tests.factories_tasks import at, carried_by, due, issued_plan, new_task
from tests.tasks.conftest import Bureau
from units.directory import names_of
from units.models import AuditEvent, User

NOW = at(dt.date(2026, 8, 3))
Rows = list[list[str | None]]


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    both = (*carried_by(bureau.green, role=Role.LEAD), *carried_by(bureau.roads, role=Role.ASSIST))
    return issued_plan(
        bureau.unit,
        [
            new_task("修剪行道树。", number="1", assignments=both, deadline=due(dt.date(2026, 12, 30))),
            new_task("公布预算。\n逐项说明。", bureau.green, number="2", path=("二、抓好公开", "（一）财政")),
            new_task("=1+1 的写法照原文。", bureau.roads, number="3", path=("二、抓好公开", "（一）财政")),
        ],
        actor=bureau.clerk,
    )


def edited(plan: Plan, change: Callable[[Rows, dict[str, int]], object]) -> bytes:
    """The exported file after somebody worked on its rows in Excel."""
    file, _ = exchange.export(plan, NOW)
    work = openpyxl.load_workbook(io.BytesIO(file))
    sheet = work[book.SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = {str(head): place for place, head in enumerate(rows.pop(0))}
    change(rows, heads)
    sheet.delete_rows(2, sheet.max_row)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    work.save(out)
    return out.getvalue()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, plan: Plan, data: bytes):
    return client.post(reverse("plan-sheet", args=[plan.pk]), {"file": SimpleUploadedFile("表.xlsx", data)})


def confirm(client: Client, plan: Plan, answer, **choices):
    signed = {"signed": answer.context["signed"], **choices}
    return client.post(reverse("plan-sheet", args=[plan.pk]), signed)


def words(plan: Plan) -> dict[int, dict[str, str]]:
    tasks = (
        Task.objects.filter(plan=plan).in_force().prefetch_related("assignments__unit", "assignments__group")
    )
    return {task.pk: words_of(task) for task in tasks}


def test_what_goes_out_comes_back_as_unchanged(bureau: Bureau, plan: Plan) -> None:
    client = client_of(bureau.clerk)
    data = client.get(reverse("plan-sheet-file", args=[plan.pk])).content
    answer = upload(client, plan, data)
    preview = answer.context["preview"]
    assert (preview.same, preview.lines, preview.refused, preview.absent) == (3, [], [], [])
    assert "没有可以导入的改动" in answer.content.decode()
    assert AuditEvent.objects.get(act="导出任务表").detail["rows"] == 3


def test_no_cell_is_a_formula_and_what_was_seen_is_hidden(plan: Plan) -> None:
    file, _ = exchange.export(plan, NOW)
    work = openpyxl.load_workbook(io.BytesIO(file))
    cells = [cell for row in work[book.SHEET].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or str(cell.value).startswith("=")]
    assert work[book.SEAL].sheet_state == "veryHidden"


def test_edits_new_rows_and_chosen_removals_go_through_and_back_as_one(bureau: Bureau, plan: Plan) -> None:
    first, second, third = plan.tasks.order_by("position")
    before = words(plan)

    def change(rows: Rows, heads: dict[str, int]) -> None:
        rows[0][heads["牵头单位"]] = "养护科、绿化科"
        rows[0][heads["配合单位"]] = None
        rows[0][heads["完成时限"]] = dt.datetime(2026, 11, 30)  # noqa: DTZ001 as Excel keeps a day
        rows[1][heads["工作要求"]] = "一、夯实基础"
        new: list[str | None] = [None] * len(heads)
        new[heads["工作任务"]], new[heads["责任单位"]] = "新增一项。", "绿化科"
        rows[2:] = [new]

    client = client_of(bureau.clerk)
    answer = upload(client, plan, edited(plan, change))
    preview = answer.context["preview"]
    assert [[cell.after for cell in line.cells] for line in preview.changed] == [
        ["牵头 养护科、牵头 绿化科", "2026年11月30日"],
        ["一、夯实基础"],
    ]
    assert [(line.new.text, line.new.path) for line in preview.new] == [
        ("新增一项。", ("二、抓好公开", "（一）财政"))
    ]
    assert preview.absent == [third]
    assert words(plan) == before
    done = confirm(client, plan, answer, remove=[str(third.pk)])
    assert done.status_code == 302
    third.refresh_from_db()
    assert third.withdrawn_at is not None
    assert words(plan)[first.pk]["units"] == "牵头 养护科、牵头 绿化科"
    assert words(plan)[second.pk]["heading"] == "一、夯实基础"
    assert plan.tasks.filter(text="新增一项。").exists()
    assert confirm(client, plan, answer).status_code == 422  # the same preview sent once more
    batch = last_of(plan, bureau.clerk).batch
    undo(plan=plan, actor=bureau.clerk, now=NOW, batch=batch)
    assert words(plan) == before


def test_a_row_left_out_stays_unless_asked(bureau: Bureau, plan: Plan) -> None:
    client = client_of(bureau.clerk)
    answer = upload(client, plan, edited(plan, lambda rows, heads: rows.pop()))
    assert "不勾选就保留" in answer.content.decode()
    assert confirm(client, plan, answer).status_code == 422
    assert plan.tasks.in_force().count() == 3


def test_both_values_are_shown_where_somebody_edited_here_meanwhile(bureau: Bureau, plan: Plan) -> None:
    task = plan.tasks.order_by("position")[0]

    def change(rows: Rows, heads: dict[str, int]) -> None:
        rows[0][heads["工作任务"]] = "表里写的。"
        rows[0][heads["备注"]] = "表里的备注"

    data = edited(plan, change)
    editing.edit_text(task=task, actor=bureau.clerk, now=NOW, text="页面上写的。", seen=task.text)
    client = client_of(bureau.clerk)
    answer = upload(client, plan, data)
    page = answer.content.decode()
    assert "保留现在的：页面上写的。" in page
    assert "用表里的：表里写的。" in page
    # Somebody is faster once more: what was shown no longer stands, so it is asked anew.
    editing.edit_text(task=task, actor=bureau.clerk, now=NOW, text="又改了。", seen="页面上写的。")
    answer = confirm(client, plan, answer, **{f"take-{task.pk}.text": "theirs"})
    assert (answer.status_code, "保留现在的：又改了。" in answer.content.decode()) == (409, True)
    task.refresh_from_db()
    assert (task.text, task.remark) == ("又改了。", "")
    confirm(client, plan, answer)
    task.refresh_from_db()
    assert (task.text, task.remark) == ("又改了。", "表里的备注")
    answer = upload(client, plan, data)
    confirm(client, plan, answer, **{f"take-{task.pk}.text": "theirs"})
    task.refresh_from_db()
    assert task.text == "表里写的。"


def test_rows_that_cannot_be_get_a_reason_and_the_others_go_through(bureau: Bureau, plan: Plan) -> None:
    def change(rows: Rows, heads: dict[str, int]) -> None:
        rows[0][heads["牵头单位"]] = "没有这个科"
        rows[0][heads["备注"]] = "好的"
        rows[1][heads["完成时限"]] = "等通知"
        rows[2][heads[IDENTIFIER]] = "99999"
        rows.append([*rows[0]])
        rows.append([None] * len(heads))
        rows[-1][heads["备注"]] = "没有正文"

    client = client_of(bureau.clerk)
    answer = upload(client, plan, edited(plan, change))
    page = answer.content.decode()
    for reason in ("名录里没有“没有这个科”", "读不出这个时限", "不是导出时的编号", "出现了两次", "不能为空"):
        assert reason in page
    assert answer.context["preview"].left_out == 5
    confirm(client, plan, answer)
    assert plan.tasks.order_by("position")[0].remark == "好的"


def test_a_file_of_elsewhere_is_refused_with_a_sentence(bureau: Bureau, plan: Plan) -> None:
    other = issued_plan(bureau.unit, [new_task("别的计划。", bureau.green)])
    file, _ = exchange.export(other, NOW)
    plain = openpyxl.Workbook()
    out = io.BytesIO()
    plain.save(out)
    forged = openpyxl.load_workbook(io.BytesIO(exchange.export(plan, NOW)[0]))
    forged[book.SEAL]["A1"] = "x" + str(forged[book.SEAL]["A1"].value)
    changed = io.BytesIO()
    forged.save(changed)
    for data, reason in (
        (file, "另一个计划"),
        (out.getvalue(), "不是从本系统导出"),
        (changed.getvalue(), "被改动过"),
        (b"PK\x03\x04", "损坏"),
    ):
        with pytest.raises(Refusal, match=reason):
            book.read(data, plan)


def real_plan(corpus: Path, source: str) -> Plan:
    path = corpus / "docs" / source
    read = interpret(read_document(path.read_bytes(), source))
    issued_on = read.issued_on or dt.date(2022, 7, 1)
    call_command(
        "import_plan", str(path), organisation="云溪市园林局", create_units=True,
        year=read.year or issued_on.year, issued_on=issued_on,
    )  # fmt: skip
    return Plan.objects.get()


@pytest.mark.parametrize("source", [f"seed-{number}.docx" for number in range(5)])
@pytest.mark.django_db
def test_a_real_plan_comes_back_the_same(corpus: Path, source: str) -> None:
    plan = real_plan(corpus, source)
    sheet = book.read(exchange.export(plan, NOW)[0], plan)
    assert len(sheet.rows) == plan.tasks.count()
    assert (sheet.changed().rows, sheet.absent()) == ([], [])


@pytest.mark.django_db
def test_a_hundred_edits_of_a_real_plan_come_back_exactly_and_are_undone(corpus: Path) -> None:
    plan = real_plan(corpus, "seed-1.docx")
    clerk = person("office", plan.organisation)
    before, chosen = words(plan), random.Random(5)
    wanted = {pk: dict(each) for pk, each in before.items()}
    units = sorted(names_of(plan.organisation))
    headings = sorted({each["heading"] for each in before.values()})
    drawn: list[tuple[int, str, str]] = []
    places = [
        (pk, name) for pk in before for name in ("number", "text", "deadline", "remark", "units", "heading")
    ]
    for number, (pk, name) in enumerate(chosen.sample(places, 100)):
        day = dt.date(2026, 7, 1) + dt.timedelta(days=chosen.randrange(180))
        value = {
            "number": f"甲{number}",
            "text": f"{before[pk]['text']}\n改 {number}。",
            "deadline": chosen.choice([f"{day:%Y-%m-%d}", "长期", "印发后20个工作日内"]),
            "remark": f"=备注{number}",
            "units": "、".join(chosen.sample(units, 2)),
            "heading": chosen.choice(headings),
        }[name]
        drawn.append((pk, name, value))
        wanted[pk][name] = {
            "deadline": long_date(day) if value[0] == "2" else value,
            "units": "、".join(f"牵头 {unit}" for unit in value.split("、")),
        }.get(name, value)

    def change(rows: Rows, heads: dict[str, int]) -> None:
        by_task = {int(str(row[0])): row for row in rows}
        heading_of = {"number": "序号", "text": "工作任务", "deadline": "完成时限", "remark": "备注"}
        for pk, name, value in drawn:
            if name == "units":
                for head, place in heads.items():
                    if head.endswith("单位"):
                        by_task[pk][place] = value if head == "牵头单位" else None
            else:
                by_task[pk][heads[heading_of.get(name, "工作要求")]] = "'" * (name == "remark") + value

    sheet = book.read(edited(plan, change), plan).changed()
    batch = Batch()
    exchange.commit(plan=plan, actor=clerk, now=NOW, sheet=sheet, choices=Choices(), remove=[], batch=batch)
    assert words(plan) == wanted
    undo(plan=plan, actor=clerk, now=NOW, batch=batch.id)
    assert words(plan) == before
