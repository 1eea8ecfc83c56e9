"""Units by spreadsheet: out, changed, previewed, in; what a row may not do gets a sentence."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from common.decisions import Refusal
from tests.factories import organisation
from units import people_sheet, services, sheets, unit_sheet
from units.audit import By
from units.models import AuditEvent, Membership, Unit, UnitAlias
from units.ways import Ways


def row(number="", name="", kind="内设机构", parent="", aliases="", retired=""):
    cells = (str(number), name, kind, str(parent), aliases, retired)
    return dict(zip(unit_sheet.COLUMNS, cells, strict=True))


def upload(client, rows):
    data = sheets.write("单位", unit_sheet.COLUMNS, rows)
    return client.post(reverse("unit-import"), {"file": SimpleUploadedFile("单位.xlsx", data)})


def confirm(client, answer):
    return client.post(reverse("unit-import"), {"rows": answer.context["signed"]})


def lines(answer) -> list[sheets.Line]:
    return [line for _, _, found in answer.context["groups"] for line in found]


def stored(city, user) -> dict[str, dict[str, str]]:
    """The exported rows by name, as somebody begins to edit them."""
    return {each["名称"]: each for each in unit_sheet.rows_of(user)}


def test_what_goes_out_comes_back_as_unchanged(city, as_):
    services.add_alias(unit=city.green, name="绿科")
    services.retire_unit(unit=city.roads, on=timezone.localdate())
    client = as_(city.admin)
    data = client.get(reverse("unit-export")).content
    answer = client.post(reverse("unit-import"), {"file": SimpleUploadedFile("单位.xlsx", data)})
    assert [str(line.kind) for line in lines(answer)] == ["same"] * Unit.objects.count()
    assert "没有可以导入的改动" in answer.content.decode()
    assert AuditEvent.objects.get(act="导出单位").detail["rows"] == Unit.objects.count()


def test_the_office_exports_its_own_tree(city):
    assert set(stored(city, city.office)) == {"云溪市园林局", "绿化科", "养护科"}
    assert stored(city, city.office)["绿化科"][unit_sheet.WAY] == "云溪市园林局/绿化科"


def test_new_units_stand_below_one_another_and_nothing_is_written_before_the_yes(city, as_):
    client, before = as_(city.office), Unit.objects.count()
    answer = upload(
        client,
        [
            row(name="苗圃", parent=city.bureau.pk, aliases="市苗圃；苗木基地"),
            row(name="一班", parent="云溪市园林局/苗圃", kind=""),
        ],
    )
    assert [str(line.kind) for line in lines(answer)] == ["new", "new"]
    assert Unit.objects.count() == before
    confirm(client, answer)
    team = Unit.objects.get(name="一班")
    assert (team.parent.name, team.organisation, team.kind) == ("苗圃", city.bureau, "section")
    assert team.path.startswith(f"{city.bureau.path}{team.parent_id}/")
    assert set(team.parent.aliases.values_list("name", flat=True)) == {"市苗圃", "苗木基地"}
    assert AuditEvent.objects.filter(actor=city.office, detail__act="新建").count() == 2


def test_every_changed_field_is_shown_before_and_after(city, as_):
    services.add_alias(unit=city.green, name="绿科")
    client, green = as_(city.office), stored(city, city.office)["绿化科"]
    way = "云溪市园林局/养护科"
    answer = upload(client, [green | {"名称": "绿化处", "上级编号": way, "别名": "绿处"}])
    (line,) = lines(answer)
    assert line.changes == {
        "名称": ("绿化科", "绿化处"),
        "上级编号": (str(city.bureau.pk), str(city.roads.pk)),
        "别名": ("绿科", "绿处"),
    }
    confirm(client, answer)
    unit = Unit.objects.get(pk=city.green.pk)
    assert (unit.name, unit.parent) == ("绿化处", city.roads)
    # The old name stays known, as whenever a unit is renamed.
    assert set(unit.aliases.values_list("name", flat=True)) == {"绿处", "绿化科"}


def test_a_renamed_unit_is_found_by_its_new_name(city):
    rows = [
        stored(city, city.office)["养护科"] | {"名称": "养护处"},
        row(name="二班", parent="云溪市园林局/养护处"),
        row(name="三班", parent="云溪市园林局/养护科"),
    ]
    assert [str(each.kind) for each in unit_sheet.preview(city.office, rows)] == ["changed", "new", "refused"]


def test_an_emptied_day_takes_a_unit_back_into_use(city):
    services.retire_unit(unit=city.green, on=timezone.localdate())
    unit_sheet.apply(city.office, [stored(city, city.office)["绿化科"] | {"停用日期": ""}], By(city.office))
    assert Unit.objects.get(pk=city.green.pk).retired_on is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"名称": ""}, "不能为空"),
        ({"名称": "长" * 101}, "最多 100 字"),
        ({"名称": "养护科"}, "同名"),
        ({"类别": "科室"}, "不认识"),
        ({"类别": "外单位"}, "类别不能更改"),
        ({"编号": "999999"}, "没有编号为 999999"),
        ({"上级编号": "云溪市园林局/没有科"}, "没有找到在用的上级"),
        ({"上级编号": ""}, "只有系统管理员"),
        ({"停用日期": "2030-01-01"}, "停用请在单位页办理"),
        ({"别名": "养科"}, "的别名"),
        ({"编号": "", "名称": "新科", "停用日期": "2030-01-01"}, "新单位"),
        ({"编号": "", "名称": "绿化科"}, "同名"),
    ],
)
def test_a_wrong_row_is_refused_and_the_others_go_on(city, changed, reason):
    services.add_alias(unit=city.roads, name="养科")
    good = row(name="科技科", parent=city.bureau.pk)
    rows = [stored(city, city.office)["绿化科"] | changed, good]
    wrong, right = unit_sheet.apply(city.office, rows, By(city.office))
    assert (str(wrong.kind), reason in wrong.reason) == ("refused", True), wrong
    assert str(right.kind) == "new"
    assert Unit.objects.get(pk=city.green.pk).name == "绿化科"


def test_one_number_stands_once(city):
    green = stored(city, city.office)["绿化科"]
    found = unit_sheet.preview(city.office, [green | {"名称": "甲科"}, green | {"名称": "乙科"}])
    assert [each.reason for each in found] == ["", "这个编号在表里出现了两次。"]


def test_whose_units_one_only_reads_stay_as_they_are(city):
    below = stored(city, city.city_office)["绿化科"] | {"名称": "甲科"}
    (line,) = unit_sheet.preview(city.city_office, [below])
    assert line.reason == "只有系统管理员和本机关的公开办人员可以维护单位。"


def test_of_anothers_units_nothing_is_known(city):
    foreign = row(number=city.green.pk, name="甲科", parent=city.bureau.pk)
    below = row(name="乙科", parent=city.bureau.pk)
    found = unit_sheet.preview(city.other_office, [foreign, below])
    assert [each.reason[:2] for each in found] == ["没有", "没有"]


def test_a_sheet_of_people_is_none_of_units(city, as_):
    client = as_(city.admin)
    answer = upload(client, [row(name="科技科", parent=city.bureau.pk)])
    forged = client.post(reverse("people-import"), {"rows": answer.context["signed"]})
    assert forged.status_code == 409


def test_people_find_their_unit_by_its_full_name(city):
    cells = ("linmu", "林木", "", "", "是", "云溪市人民政府/云溪市园林局/绿化科", "部门经办人", "", "")
    by_name = dict(zip(people_sheet.COLUMNS, cells, strict=True))
    people_sheet.apply(city.admin, [by_name], By(city.admin))
    assert Membership.objects.get(user__username="linmu").unit == city.green
    assert [str(each.kind) for each in people_sheet.preview(city.admin, [by_name])] == ["same"]


def test_a_name_that_two_units_have_is_asked_for_by_number(city):
    organisation("同名局")
    organisation("同名局")
    with pytest.raises(Refusal, match="请写编号"):
        Ways(Unit.objects.all()).find("同名局")


# Session, person, roles; the rows of two tables (of people also their units); the row of the audit log.
@pytest.mark.parametrize(("name", "queries"), [("unit-export", 6), ("people-export", 7)])
def test_an_export_takes_as_many_queries_for_many_rows(city, as_, django_assert_num_queries, name, queries):
    client = as_(city.admin)
    for number in range(20):
        made = services.create_unit(name=f"第{number}室", kind="section", parent=city.bureau)
        UnitAlias.objects.create(organisation=city.bureau, unit=made, name=f"{number}室")
        Membership.objects.create(user=city.nobody, unit=made, role="handler")
    with django_assert_num_queries(queries):
        client.get(reverse(name))


def test_unchanged_rows_cost_no_query_of_their_own(city, django_assert_num_queries):
    rows = unit_sheet.rows_of(city.admin)
    # Units, aliases; savepoints of the preview (begun, taken back, released), of the whole and of each row.
    with django_assert_num_queries(2 + 3 + 2 + 2 * len(rows)):
        unit_sheet.preview(city.admin, rows)
