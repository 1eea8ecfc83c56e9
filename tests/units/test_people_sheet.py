"""People by spreadsheet: out, changed, previewed, in; hostile and wrong sheets get a sentence."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.decisions import Refusal
from units import people_sheet, sheets
from units.models import AuditEvent, Membership, User


def sheet(*rows, columns=people_sheet.COLUMNS) -> bytes:
    return sheets.write("人员", columns, [dict(zip(columns, row, strict=True)) for row in rows])


def upload(client, data: bytes):
    return client.post(reverse("people-import"), {"file": SimpleUploadedFile("人员.xlsx", data)})


def confirm(client, answer):
    return client.post(reverse("people-import"), {"rows": answer.context["signed"]})


def row(account, name="林木", unit="", role="", start="", end="", active="是", phone=""):
    return (account, name, "", phone, active, str(unit), role, start, end)


def kinds(answer) -> dict[str, str]:
    return {line.title: str(line.kind) for _, _, lines in answer.context["groups"] for line in lines}


def test_what_goes_out_comes_back_as_unchanged(city, as_):
    client = as_(city.admin)
    answer = upload(client, client.get(reverse("people-export")).content)
    assert set(kinds(answer).values()) == {"same"}
    assert len(kinds(answer)) == User.objects.count()


def test_new_people_get_a_role_and_a_password_shown_once(city, as_):
    client, before = as_(city.admin), User.objects.count()
    answer = upload(client, sheet(row("linmu", unit=city.green.pk, role="部门经办人", end="2030-01-31")))
    assert kinds(answer) == {"linmu": "new"}
    assert User.objects.count() == before
    answer = confirm(client, answer)
    ((person, password),) = answer.context["made"]
    assert User.objects.get(username="linmu").check_password(password)
    assert Membership.objects.get(user=person).ends_on.isoformat() == "2030-01-31"
    assert password in answer.content.decode()
    assert password not in client.get(reverse("people-import")).content.decode()


def test_every_changed_field_is_shown_and_written_down(city, as_):
    client = as_(city.admin)
    answer = upload(
        client, sheet(row("head", "秦朗", city.green.pk, "部门负责人", end="2030-06-30", phone="2233"))
    )
    (line,) = (line for _, _, lines in answer.context["groups"] for line in lines)
    assert line.changes["姓名"] == (city.head.name, "秦朗")
    assert line.changes["至何日止"] == ("", "2030-06-30")
    confirm(client, answer)
    city.head.refresh_from_db()
    assert (city.head.name, city.head.phone) == ("秦朗", "2233")
    assert AuditEvent.objects.filter(actor=city.admin, detail__act__in=["修改", "改任期"]).count() == 2


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (row("", "林木"), "不能为空"),
        (row("linmu", ""), "不能为空"),
        (row("linmu", unit=10**6, role="部门经办人"), "没有找到在用的单位"),
        (row("linmu", unit="绿化科", role="部门经办人"), "没有找到在用的单位"),
        (row("linmu", unit="1", role="科长"), "不认识"),
        (row("linmu", unit="1", role="领导", start="明天"), "日期"),
        (row("linmu", unit="1", role="领导", start="2030-02-01", end="2030-01-01"), "不能早于"),
        (row("auditor", unit="1", role="系统管理员"), "同一人"),
        (row("admin", "改自己"), "自己"),
    ],
)
def test_a_wrong_row_is_refused_and_the_others_go_on(city, as_, wrong, reason):
    client = as_(city.admin)
    wrong = tuple(str(city.bureau.pk) if cell == "1" else cell for cell in wrong)
    answer = upload(client, sheet(wrong, row("jiang", "江舟")))
    refused = [line for _, _, lines in answer.context["groups"] for line in lines if line.kind == "refused"]
    assert [reason in line.reason for line in refused] == [True]
    confirm(client, answer)
    assert User.objects.filter(username="jiang").exists()
    assert not User.objects.filter(username="linmu").exists()


def test_a_stale_or_forged_preview_is_refused(city, as_):
    client = as_(city.admin)
    answer = upload(client, sheet(row("linmu")))
    User.objects.create_user("linmu", name="先到")
    assert confirm(client, answer).status_code == 409
    forged = client.post(reverse("people-import"), {"rows": "x" + answer.context["signed"]})
    assert forged.status_code == 409
    assert User.objects.get(username="linmu").name == "先到"


def bomb() -> bytes:
    out = io.BytesIO(sheet(row("linmu")))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet2.xml", b"0" * (sheets.LIMITS.total_size + 1))
    return out.getvalue()


def many() -> bytes:
    return sheet(*[row(f"p{number}") for number in range(sheets.MAX_ROWS + 1)])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("不是表格".encode(), "不是 .xlsx"),
        (b"PK\x03\x04broken", "损坏"),
        (bomb(), "过于复杂"),
        (b"0" * (sheets.LIMITS.file_size + 1), "超过"),
        (sheet(("甲",), columns=("姓",)), "表头应有"),
    ],
)
def test_a_wrong_file_gets_a_sentence(data, reason):
    with pytest.raises(Refusal, match=reason):
        sheets.read(data, people_sheet.COLUMNS)


def test_too_many_rows_are_refused():
    with pytest.raises(Refusal, match="最多"):
        sheets.read(many(), people_sheet.COLUMNS)


def test_no_cell_is_a_formula_and_the_quote_comes_off_again():
    data = sheet(row("linmu", '=HYPERLINK("http://x")'), row("jiang", "-5"))
    cells = [cell for line in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert not [cell for cell in cells if str(cell.value).startswith(("=", "-"))]
    assert [each["姓名"] for each in sheets.read(data, people_sheet.COLUMNS)] == [
        '=HYPERLINK("http://x")',
        "-5",
    ]


def test_an_upload_without_a_file_is_told(city, as_):
    answer = as_(city.admin).post(reverse("people-import"))
    assert (answer.status_code, "请先选择文件" in answer.content.decode()) == (422, True)
