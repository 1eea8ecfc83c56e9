"""``manage.py import_plan``: all or nothing, with its exit codes."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from importer.models import ImportBatch
from tasks.models import Obligation, Plan
from tests.factories import UnitFactory, organisation
from tests.importer import made
from units.models import AuditEvent, Unit, UnitGroup
from units.services import name_group

pytestmark = pytest.mark.django_db
NAME = "云溪市园林局"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, made.ROWS)


def written(folder: Path, rows: tuple[tuple[str, ...], ...], title: str = made.TITLE) -> Path:
    path = folder / "方案.docx"
    path.write_bytes(made.word_file(rows, title))
    return path


def run(file: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_plan", str(file), "--organisation", NAME, *options, stdout=out)
    return out.getvalue()


def refused(file: Path, *options: str) -> CommandError:
    with pytest.raises(CommandError) as caught:
        run(file, *options)
    return caught.value


def nothing_written(audited: int = 0) -> bool:
    made = Plan.objects.exists() or ImportBatch.objects.exists()
    return not made and AuditEvent.objects.count() == audited


def test_creates_what_is_missing_and_prints_the_arithmetic(file: Path) -> None:
    printed = run(file, "--create-units", "--issued-on", "2026-07-06")
    plan = Plan.objects.get()
    assert "原表 4 行 = 任务 3 + 表头 1" in printed
    assert "任务 3 项，新建单位 3 个" in printed
    assert (plan.organisation.name, plan.state, plan.created_by) == (NAME, Plan.State.DRAFT, None)
    assert set(plan.organisation.children.values_list("name", flat=True)) == {"绿化科", "财务科", "办公室"}
    assert not Obligation.objects.exists()


def test_publishing_opens_what_is_owed(file: Path) -> None:
    run(file, "--create-units", "--issued-on", "2026-07-06", "--publish")
    assert Plan.objects.get().state == Plan.State.ISSUED
    assert Obligation.objects.exists()


def test_open_questions_write_nothing_and_are_listed(file: Path) -> None:
    UnitFactory(name="办公室", parent=organisation(NAME))
    audited = AuditEvent.objects.count()
    error = refused(file)
    assert error.returncode == 1
    assert "“绿化科”（第 1 项、第 2 项）不在单位名录中" in str(error)
    assert nothing_written(audited)


def test_missing_organisation_writes_nothing(file: Path) -> None:
    assert "没有机关" in str(refused(file))
    assert nothing_written()
    assert not Unit.objects.exists()


def test_a_retired_organisation_is_missing(file: Path) -> None:
    Unit.objects.filter(pk=organisation(NAME).pk).update(retired_on="2026-01-01")
    assert "没有机关" in str(refused(file))


def test_two_organisations_of_one_name_are_not_guessed(file: Path) -> None:
    organisation(NAME)
    organisation(NAME, parent=organisation("云溪市人民政府"))
    assert "几个机关" in str(refused(file, "--create-units"))


def test_collectives_are_all_sections(tmp_path: Path) -> None:
    rows = (("一、养护", "1.编制计划。", "绿化科牵头，各科室配合", "长期"),)
    run(written(tmp_path, rows), "--create-units")
    assert [unit.name for unit in UnitGroup.objects.get().members.all()] == ["绿化科"]


def test_a_collective_that_is_known_keeps_its_members(tmp_path: Path) -> None:
    bureau = organisation(NAME)
    _, second = (UnitFactory(name=name, parent=bureau) for name in ("绿化科", "财务科"))
    name_group(organisation=bureau, name="各科室", members=[second])
    rows = (("一、养护", "1.编制计划。", "绿化科牵头，各科室配合", "长期"),)
    run(written(tmp_path, rows))
    assert list(UnitGroup.objects.get().members.all()) == [second]


def test_the_year_may_be_told(tmp_path: Path) -> None:
    file = written(tmp_path, made.ROWS, title="园林局公开工作分工方案")
    assert "没有写明方案的年度" in str(refused(file, "--create-units"))
    assert nothing_written()
    run(file, "--create-units", "--year", "2025")
    plan = Plan.objects.get()
    assert plan.year == 2025
    days = [str(day) for day in plan.tasks.order_by("position").values_list("due_on", flat=True)]
    assert days == ["2025-09-30", "None", "2026-01-31"]


def test_the_same_file_twice_is_one_plan(file: Path) -> None:
    run(file, "--create-units", "--issued-on", "2026-07-06")
    assert "已由同一份文件入库" in str(refused(file, "--create-units"))
    assert Plan.objects.count() == ImportBatch.objects.count() == 1


def test_a_draft_of_the_same_file_is_left_to_its_people(file: Path) -> None:
    bureau = organisation(NAME)
    UnitFactory(name="办公室", parent=bureau)
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室")), data=file.read_bytes())
    assert "网页上校对" in str(refused(file, "--create-units"))
    batch.refresh_from_db()
    assert batch.is_draft


def test_without_a_title_the_file_gives_its_name(tmp_path: Path) -> None:
    file = written(tmp_path, made.ROWS, title="各科室：")
    run(file, "--create-units", "--year", "2026")
    assert Plan.objects.get().title == "方案"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03 nobody reads this"])
def test_a_refused_file_ends_with_two(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "方案.docx"
    file.write_bytes(content)
    error = refused(file, "--create-units")
    assert error.returncode == 2
    assert str(error).endswith("。")
    assert nothing_written()


def test_a_missing_file_ends_with_two(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.docx").returncode == 2


def test_a_formula_stays_text(tmp_path: Path) -> None:
    rows = (("=一、养护", '=HYPERLINK("x")公开标准。', "绿化科", "长期"),)
    run(written(tmp_path, rows), "--create-units")
    task = Plan.objects.get().tasks.get()
    assert task.text == '=HYPERLINK("x")公开标准。'
