"""An upstream document through the importer: read without units, asked less, and kept as a reference."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from importer import recognition
from importer.interpret.errors import NoPlan
from importer.interpret.plan import interpret
from importer.models import ImportBatch
from importer.readers import registry
from tasks.models import Plan
from tests.compare.conftest import NOW
from tests.tasks.conftest import Bureau

POINTS = """云溪市2026年政务公开工作要点
为做好今年的工作，制定本要点。
一、深化重点领域信息公开
（一）推进重大项目信息公开。集中公开招标、施工和竣工信息，2026年底前完成。
（二）推进民生信息公开
1.公开公交线路和票价。
2.公开校外培训机构名单。（责任单位：市教育局）
二、加强政策解读
政策文件与解读材料同步组织、同步审签。
三、强化保障
（一）每年至少开展一次培训。
云溪市人民政府办公室
2026年5月20日
"""


def read(text: str, clauses: bool = True):
    return interpret(registry.read_text(text), clauses=clauses)


def test_paragraphs_without_units_are_clauses() -> None:
    found = read(POINTS)
    assert found.rows.balances()
    assert (found.title, found.year, str(found.issued_on)) == (
        "云溪市2026年政务公开工作要点",
        2026,
        "2026-05-20",
    )
    one, two = "一、深化重点领域信息公开", "（二）推进民生信息公开"
    assert [(task.path, task.number, task.text) for task in found.tasks] == [
        ((one, "（一）推进重大项目信息公开。"), None, "集中公开招标、施工和竣工信息，2026年底前完成。"),
        ((one, two), "1", "公开公交线路和票价。"),
        ((one, two), "2", "公开校外培训机构名单。"),
        (("二、加强政策解读",), None, "政策文件与解读材料同步组织、同步审签。"),
        (("三、强化保障",), "一", "每年至少开展一次培训。"),
    ]


def test_a_plan_still_divides_work_or_is_none() -> None:
    with pytest.raises(NoPlan):
        read(POINTS.replace("（责任单位：市教育局）", ""), clauses=False)
    with pytest.raises(NoPlan):
        read("今天天气很好。\n我们去散步。")


def test_a_table_that_divides_work_is_read_as_one() -> None:
    rows = "| 1 | 公开目录。 | 绿化科 |\n| 2 | 公开指南。 | 养护科 |\n"
    table = f"| 序号 | 工作任务 | 责任单位 |\n|---|---|---|\n{rows}"
    assert [task.text for task in read("# 云溪市2026年分工方案\n\n" + table).tasks] == [
        "公开目录。",
        "公开指南。",
    ]


def test_through_the_pages_into_a_reference(bureau: Bureau) -> None:
    client = Client()
    client.force_login(bureau.clerk)
    sent = client.post(reverse("import-list"), {"text": POINTS, "reference": "on"})
    batch = ImportBatch.objects.get()
    assert batch.reference
    recognition.read(batch_id=batch.pk, now=NOW)
    page = client.get(sent.url).content.decode()
    assert "上级文件，只作对照" in page
    assert "可以入库" in page
    assert "市教育局</" not in page
    units = bureau.unit.sections.count()
    committed = client.post(reverse("import-commit", args=[batch.pk]), follow=True)
    assert "条款 5 条" in committed.content.decode()
    plan = Plan.objects.get()
    assert (plan.kind, plan.state, plan.organisation) == ("reference", "draft", bureau.unit)
    assert not plan.tasks.exclude(deadline_kind="none").exists()
    assert not plan.tasks.filter(assignments__isnull=False).exists()
    assert bureau.unit.sections.count() == units
    closed = client.get(reverse("import-detail", args=[batch.pk])).content.decode()
    assert "去对照" in closed
    assert plan.title in client.get(reverse("import-list")).content.decode()
    client.post(reverse("import-undo", args=[batch.pk]))
    assert not Plan.objects.exists()


def test_the_same_file_as_a_plan_is_another_upload(bureau: Bureau) -> None:
    client = Client()
    client.force_login(bureau.clerk)
    for fields in ({"reference": "on"}, {}, {"reference": "on"}):
        client.post(reverse("import-list"), {"text": POINTS, **fields})
    assert sorted(ImportBatch.objects.values_list("reference", flat=True)) == [False, True]
