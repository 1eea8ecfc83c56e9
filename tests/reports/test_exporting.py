"""Files in the background: ordered once, made once, fetched by their person; packages of a part of a year."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from common.decisions import Refusal
from reports import jobs, services
from reports.exporting import EXPORT_LABELS, ExportKind, Wanted, content_of
from reports.exports import pdf
from reports.models import KEPT_FOR, STALE_AFTER, Export
from reports.shares import Window
from reports.windows import choices, window_of
from tasks.models import Evidence, Plan, StoredFile
from tests.reports.printed import say
from tests.reports.world import NOW, World
from units.audit import By

YEAR_END = Window(dt.date(2026, 10, 1), dt.date(2026, 12, 31))


@pytest.fixture(autouse=True)
def today(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "media"
    with time_machine.travel(NOW, tick=False):
        yield


def order(plan: Plan, world: World, kind: ExportKind, window: Window | None = None) -> Export:
    return services.ask(plan=plan, kind=kind, by=By(world.user("parks office")), now=NOW, window=window)


def read_zip(export: Export) -> zipfile.ZipFile:
    with default_storage.open(export.path) as source:
        return zipfile.ZipFile(io.BytesIO(source.read()))


def give_file(plan: Plan, name: str, content: bytes) -> None:
    report = plan.obligations.order_by("pk")[0].reports.get()
    stored = StoredFile.objects.create(sha256=name[:1] * 64, size=len(content))
    default_storage.save(stored.path, ContentFile(content))
    Evidence.objects.create(report=report, file=stored, name=name, title="照片")


def test_a_package_holds_ledger_report_list_and_files(plan: Plan, world: World) -> None:
    say(plan.obligations.order_by("pk")[0], "已核对")
    give_file(plan, "a/../b.pdf", b"first")
    give_file(plan, "lost.pdf", b"second")
    default_storage.delete(StoredFile.objects.get(sha256="l" * 64).path)
    export = order(plan, world, ExportKind.PACKAGE, YEAR_END)
    services.make(export_id=export.pk, now=NOW)
    export.refresh_from_db()
    assert (export.state, export.done, export.steps) == ("ready", 5, 5)
    package = read_zip(export)
    assert package.namelist() == [
        "1 台账.xlsx", "2 落实情况报告.docx", "3 佐证清单.xlsx",
        "4 佐证文件/001 a_.._b.pdf", "4 佐证文件/002 lost.pdf（原文件缺失）.txt",
    ]  # fmt: skip
    assert package.read("4 佐证文件/001 a_.._b.pdf") == b"first"
    listed = openpyxl.load_workbook(io.BytesIO(package.read("3 佐证清单.xlsx"))).active
    assert [cell.value for cell in listed[4]][1:] == [
        "核对目录。", "园林办公室", "2026年12月30日前", "照片", None, "4 佐证文件/001 a_.._b.pdf",
    ]  # fmt: skip


def test_a_window_leaves_out_what_falls_due_elsewhere(plan: Plan) -> None:
    say(plan.obligations.order_by("pk")[0], "已核对")
    summer = Window(dt.date(2026, 4, 1), dt.date(2026, 6, 30))
    assert "已核对" in content_of(ExportKind.REGISTER_CSV, Wanted(plan, None, YEAR_END)).decode()
    assert "已核对" not in content_of(ExportKind.REGISTER_CSV, Wanted(plan, None, summer)).decode()


def test_the_same_order_stands_once_and_few_at_a_time(plan: Plan, world: World) -> None:
    first = order(plan, world, ExportKind.REGISTER_XLSX)
    assert order(plan, world, ExportKind.REGISTER_XLSX) == first
    for kind in list(ExportKind)[1:5]:
        order(plan, world, kind)
    with pytest.raises(Refusal, match="排队"):
        order(plan, world, ExportKind.PACKAGE)


def test_two_workers_make_it_once_and_a_dead_one_is_replaced(plan: Plan, world: World) -> None:
    export = order(plan, world, ExportKind.REGISTER_CSV)
    Export.objects.filter(pk=export.pk).update(state="making", claimed_at=NOW)
    services.make(export_id=export.pk, now=NOW + dt.timedelta(minutes=1))
    assert Export.objects.get().state == "making"
    later = NOW + STALE_AFTER + dt.timedelta(minutes=1)
    assert list(Export.objects.left_over(later)) == [export]
    services.make(export_id=export.pk, now=later)
    assert Export.objects.get().state == "ready"


def test_what_fails_says_why(plan: Plan, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "program", lambda: None)
    export = order(plan, world, ExportKind.REPORT_PDF)
    services.make(export_id=export.pk, now=NOW)
    assert "没有安装 LibreOffice" in Export.objects.get(pk=export.pk).failure

    def broken(*_: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr(services, "write_export", broken)
    export = order(plan, world, ExportKind.REGISTER_CSV)
    services.make(export_id=export.pk, now=NOW)
    assert Export.objects.get(pk=export.pk).failure.startswith("生成时出错")


def test_who_lost_sight_of_the_plan_gets_nothing(plan: Plan, world: World, client: Client) -> None:
    export = order(plan, world, ExportKind.REGISTER_CSV)
    world.people["parks office"].memberships.all().delete()
    services.make(export_id=export.pk, now=NOW)
    assert "查看范围" in Export.objects.get().failure


def test_a_page_orders_and_only_its_person_fetches(
    plan: Plan, world: World, client: Client, django_capture_on_commit_callbacks: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    sent: list[str] = []
    monkeypatch.setattr(jobs, "_send", sent.append)
    client.force_login(world.user("parks leader"))
    assert "全套材料" in client.get(f"/reports/{plan.pk}/").content.decode()
    form = {"kind": "register.csv", "window": "2026Q4"}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = client.post(f"/reports/{plan.pk}/files/", form, follow=True)
    export = Export.objects.get()
    assert sent == [str(export.pk)]
    assert (export.first, export.last) == (YEAR_END.first, YEAR_END.last)
    assert "排队中" in answer.content.decode()
    assert client.get(f"/reports/files/{export.pk}/").status_code == 404
    jobs.make_export(str(export.pk))
    assert "可以下载" in client.get("/reports/files/").content.decode()
    answer = client.get(f"/reports/files/{export.pk}/")
    assert b"".join(answer).startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer["Content-Disposition"]
    client.force_login(world.user("parks office"))
    assert client.get(f"/reports/files/{export.pk}/").status_code == 404
    assert client.post(f"/reports/{plan.pk}/files/", {"kind": "x"}).status_code == 404


def test_old_files_go(plan: Plan, world: World) -> None:
    export = order(plan, world, ExportKind.REGISTER_CSV)
    services.make(export_id=export.pk, now=NOW)
    path = Export.objects.get().path
    assert services.purge(now=NOW + KEPT_FOR - dt.timedelta(hours=1)) == 0
    assert services.purge(now=NOW + KEPT_FOR + dt.timedelta(hours=1)) == 1
    assert not default_storage.exists(path)


def test_a_package_asks_few_queries(
    plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    say(plan.obligations.order_by("pk")[0], "已核对")
    for number in range(5):
        give_file(plan, f"{number}.pdf", b"x")
    from reports.exporting import write_package

    with django_assert_max_num_queries(27):
        write_package(
            Wanted(Plan.objects.select_related("organisation").get(), None), io.BytesIO(), lambda *_: None
        )


@pytest.mark.parametrize(
    ("key", "window"),
    [
        ("2026Q4", YEAR_END),
        ("2026H1", Window(dt.date(2026, 1, 1), dt.date(2026, 6, 30))),
        ("2026H2", Window(dt.date(2026, 7, 1), dt.date(2026, 12, 31))),
        ("", None),
        ("2026Q5", None),
    ],
)
def test_parts_of_a_year(key: str, window: Window | None) -> None:
    assert window_of(key) == window


def test_every_choice_is_a_window_and_every_kind_has_a_word() -> None:
    assert [bool(window_of(key)) for key, _ in choices(2026)] == [False] + [True] * 6
    assert set(EXPORT_LABELS) == set(ExportKind)


@pytest.mark.skipif(pdf.program() is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_ledger_and_report(plan: Plan) -> None:
    import pdfplumber

    report = content_of(ExportKind.REPORT_PDF, Wanted(plan, None))
    with pdfplumber.open(io.BytesIO(report)) as pages:
        sizes = [(page.width > page.height) for page in pages.pages]
        assert sizes[0] is False
        assert sizes[-1] is True
        words = pages.pages[0].extract_text()
        assert "一、总体情况" in words
        assert "— 1 —" in words
    ledger = content_of(ExportKind.REGISTER_PDF, Wanted(plan, None))
    with pdfplumber.open(io.BytesIO(ledger)) as pages:
        assert pages.pages[0].width > pages.pages[0].height
        assert "落实情况台账" in pages.pages[0].extract_text()


def test_the_command_writes_a_package(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "q4.zip"
    call_command("export_package", str(plan.pk), str(path), part="2026Q4")
    assert len(zipfile.ZipFile(path).namelist()) == 3
    for pk, name, part in ((0, "a.doc", ""), (999_999, "a.zip", ""), (0, "a.zip", "2026Q9")):
        with pytest.raises(CommandError):
            call_command("export_package", str(pk or plan.pk), str(tmp_path / name), part=part)
