"""From a draft to a plan: everything at once, once, and nothing before."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from common.decisions import Forbidden, Refusal
from importer import commit, reception, services
from importer.commit import OpenQuestions
from importer.draft import DeadlineDraft, UnitDraft
from importer.models import ImportBatch
from tasks.models import Plan, Task
from tests.factories import UnitFactory, organisation, person
from tests.importer import made
from units.audit import SYSTEM, By
from units.models import AuditEvent, Unit, UnitAlias, UnitGroup

pytestmark = pytest.mark.django_db
EVERYBODY = UnitDraft("各科室", "assist", group=True, phrase="各科室配合")


@pytest.fixture
def bureau() -> Unit:
    bureau = organisation("云溪市园林局")
    for name in ("办公室", "绿化科", "财务科"):
        UnitFactory(name=name, parent=bureau)
    return bureau


@pytest.fixture
def office(bureau: Unit) -> By:
    return By(person("office", bureau), "192.0.2.7")


def committed(batch: ImportBatch, by: By) -> Plan:
    plan = commit.commit(batch=batch, by=by, now=timezone.now()).plan
    assert plan is not None
    return plan


def answered(batch: ImportBatch, **answers: object) -> ImportBatch:
    return services.answer_units(batch=batch, by=SYSTEM, answers=answers)  # type: ignore[arg-type]


def test_the_plan_holds_what_was_read(bureau: Unit, office: By) -> None:
    deadline = DeadlineDraft(text="9月底前", kind="date", date=dt.date(2026, 9, 30), reason="推定")
    drawn = made.plan(
        made.task(
            "编制计划。",
            UnitDraft("绿化科", "lead", phrase="绿化科牵头"),
            UnitDraft("局财务科", "assist", phrase="局财务科配合"),
            number="1",
            path=("一、养护", "（一）计划"),
            deadline=deadline,
            cells=("一、养护", "编制计划。", "", ""),
        ),
        made.task("不再另行考核。", directive=False, path=("一、养护",)),
    )
    batch = made.batch(bureau, drawn)
    plan = committed(batch, office)
    first, second = Task.objects.in_printed_order().filter(plan=plan)
    assert (plan.state, plan.year, plan.issued_on, plan.source_name) == (
        "draft",
        2026,
        made.ISSUED,
        "方案.docx",
    )
    assert plan.columns == list(made.HEADER)
    assert [heading.title for heading in plan.requirements.all()] == ["一、养护", "（一）计划"]
    assert (first.number, first.text, first.due_on, first.deadline_reason) == (
        "1",
        "编制计划。",
        dt.date(2026, 9, 30),
        "推定",
    )
    assert first.place == {"table": 1, "row": 2}
    assert [(str(a.holder), a.role, a.phrase) for a in first.assignments.all()] == [
        ("绿化科", "lead", "绿化科牵头"),
        ("财务科", "assist", "局财务科配合"),
    ]
    assert not second.is_directive


def test_answers_become_part_of_the_directory(bureau: Unit, office: By) -> None:
    drawn = made.plan(made.task("一。", "绿化养护科", "新设科", EVERYBODY))
    batch = made.batch(bureau, drawn)
    green = Unit.objects.get(name="绿化科")
    batch = answered(
        batch,
        绿化养护科={"as": "unit", "to": f"unit:{green.pk}"},
        新设科={"as": "unit", "to": "new:新设科"},
        各科室={"as": "group", "members": "all"},
    )
    plan = committed(batch, office)
    new = Unit.objects.get(name="新设科")
    assert (new.kind, new.parent, new.organisation) == (Unit.Kind.SECTION, bureau, bureau)
    assert UnitAlias.objects.get(name="绿化养护科").unit == green
    group = UnitGroup.objects.get(name="各科室")
    assert set(group.members.values_list("name", flat=True)) == {"办公室", "绿化科", "财务科", "新设科"}
    assert [str(a.holder) for a in plan.tasks.get().assignments.all()] == ["绿化科", "新设科", "各科室"]
    batch.refresh_from_db()
    assert batch.outcome == {"tasks": 1, "units": ["新设科"], "groups": ["各科室"], "aliases": ["绿化养护科"]}


def test_next_time_nobody_is_asked_about_units(bureau: Unit, office: By) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "绿化养护科")))
    green = Unit.objects.get(name="绿化科")
    committed(answered(batch, 绿化养护科={"as": "unit", "to": f"unit:{green.pk}"}), office)
    again = made.batch(bureau, made.plan(made.task("二。", "绿化养护科"), year=2027), data=b"next year")
    assert [str(a.holder) for a in committed(again, office).tasks.get().assignments.all()] == ["绿化科"]


def test_two_names_of_one_unit_are_one_assignment(bureau: Unit, office: By) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室", "局办公室")))
    assert committed(batch, office).tasks.get().assignments.count() == 1


def test_what_is_no_unit_is_left_out(bureau: Unit, office: By) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室", "按规定处")))
    plan = committed(answered(batch, 按规定处={"as": "out"}), office)
    assert [str(a.holder) for a in plan.tasks.get().assignments.all()] == ["办公室"]


def test_an_overlong_number_stays_in_the_text(bureau: Unit, office: By) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室", number="9" * 21)))
    task = committed(batch, office).tasks.get()
    assert (task.number, task.text) == ("", "9" * 21 + " 一。")


def test_open_questions_block(bureau: Unit, office: By) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "从未听说的站")))
    with pytest.raises(OpenQuestions) as refused:
        committed(batch, office)
    assert [question.subject for question in refused.value.questions] == ["从未听说的站"]
    assert not Plan.objects.exists()


def test_a_second_click_finds_the_same_plan(bureau: Unit, office: By) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室")))
    assert committed(batch, office) == committed(batch, office)
    assert Plan.objects.count() == 1
    assert AuditEvent.objects.filter(act=commit.IMPORTED).count() == 1


def test_the_bytes_go_and_the_audit_row_comes(bureau: Unit, office: By) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室")))
    plan = committed(batch, office)
    batch.refresh_from_db()
    row = AuditEvent.objects.get(act=commit.IMPORTED)
    assert (batch.state, batch.content, batch.plan) == (ImportBatch.State.COMMITTED, None, plan)
    assert (row.actor, row.address, row.subject) == (office.user, "192.0.2.7", plan.title)


def test_what_fails_on_the_way_leaves_nothing(
    bureau: Unit, office: By, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "新设科")))
    batch = answered(batch, 新设科={"as": "unit", "to": "new:新设科"})

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(commit, "_close", broken)
    with pytest.raises(ZeroDivisionError):
        committed(batch, office)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.DRAFT
    assert not Plan.objects.exists()
    assert not Unit.objects.filter(name="新设科").exists()


def test_the_same_file_again_asks_first(bureau: Unit, office: By) -> None:
    drawn = made.plan(made.task("一。", "办公室"))
    first = committed(made.batch(bureau, drawn), office)
    again = made.batch(bureau, drawn)
    with pytest.raises(OpenQuestions) as refused:
        committed(again, office)
    assert [question.key for question in refused.value.questions] == ["duplicate"]
    services.accept(batch=again, by=office, keys=["duplicate"])
    assert committed(again, office) != first


def test_the_same_file_elsewhere_asks_nothing(bureau: Unit, office: By) -> None:
    committed(made.batch(bureau, made.plan(made.task("一。", "办公室"))), office)
    other = organisation("临江市园林局")
    UnitFactory(name="办公室", parent=other)
    plan = committed(made.batch(other, made.plan(made.task("一。", "办公室"))), SYSTEM)
    assert plan.organisation == other


@pytest.mark.parametrize("role", ["head", "handler", "leader", "admin", "auditor"])
def test_only_the_office_commits(bureau: Unit, role: str) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室")))
    with pytest.raises(Forbidden):
        committed(batch, By(person(role, bureau)))
    assert not Plan.objects.exists()


def test_what_was_given_up_is_not_committed(bureau: Unit, office: By) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室")))
    reception.discard(batch=batch, by=office)
    with pytest.raises(Refusal):
        committed(batch, office)
    assert not Plan.objects.exists()


def test_what_is_committed_is_not_given_up(bureau: Unit, office: By) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "办公室")))
    committed(batch, office)
    with pytest.raises(Refusal):
        reception.discard(batch=batch, by=office)
