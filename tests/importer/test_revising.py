"""A revised document changes its plan through the ledger's services; the whole can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from common.decisions import Refusal
from importer import commit, revision, services, undo
from importer.draft import DeadlineDraft, TaskDraft, UnitDraft
from importer.models import ImportBatch
from importer.review import review_of
from tasks.models import Obligation, Plan, Task
from tasks.services import editing, plans, progress
from tests.factories import UnitFactory, organisation, person
from tests.factories_tasks import at
from tests.importer import made
from units.audit import By
from units.models import AuditEvent, Unit, UnitAlias, UnitGroup

pytestmark = pytest.mark.django_db
NOW = at(dt.date(2026, 7, 8))
LATER = at(dt.date(2026, 7, 9))
SEPTEMBER = DeadlineDraft(
    text="9月底前", kind="date", date=dt.date(2026, 9, 30), source="column", reason="推定"
)
OCTOBER = DeadlineDraft(
    text="10月底前", kind="date", date=dt.date(2026, 10, 31), source="column", reason="推定"
)


@pytest.fixture
def bureau() -> Unit:
    bureau = organisation("云溪市园林局")
    for name in ("办公室", "绿化科", "财务科"):
        UnitFactory(name=name, parent=bureau)
    return bureau


@pytest.fixture
def office(bureau: Unit) -> By:
    return By(person("office", bureau), "192.0.2.7")


def tasks() -> list[TaskDraft]:
    return [
        made.task(
            "编制年度养护计划。",
            "绿化科",
            number="1",
            deadline=SEPTEMBER,
            cells=("一、苗木养护", "1.编制年度养护计划。", "绿化科", "9月底前"),
        ),
        made.task("公开养护标准和作业规程。", "办公室", number="2", row=3),
        made.task("按月报送苗木采购情况。", "财务科", number="3", row=4, path=("二、采购",)),
    ]


def revised() -> list[TaskDraft]:
    """The first reworded, later and with another unit; a new one; the last gone."""
    return [
        made.task("新开展养护满意度调查。", "办公室", number="1"),
        made.task(
            "编制并公开年度养护计划。",
            "绿化科",
            UnitDraft("财务科", "assist"),
            number="2",
            deadline=OCTOBER,
            cells=("一、苗木养护", "2.编制并公开年度养护计划。", "绿化科牵头，财务科配合", "10月底前"),
        ),
        made.task("公开养护标准和作业规程。", "办公室", number="3", row=3),
    ]


@pytest.fixture
def plan(bureau: Unit, office: By) -> Plan:
    batch = commit.commit(batch=made.batch(bureau, made.plan(*tasks())), by=office, now=NOW)
    assert batch.plan is not None
    return plans.issue(plan=batch.plan, actor=office.user, now=NOW)


@pytest.fixture
def batch(bureau: Unit, office: By, plan: Plan) -> ImportBatch:
    found = made.batch(bureau, made.plan(*revised(), document_number="云园〔2026〕9号"), data=b"revised")
    return services.choose_plan(batch=found, by=office, plan=plan.pk)


def seen_by(batch: ImportBatch) -> str:
    review = review_of(batch)
    assert review.lineage.chosen
    return revision.revision_of(batch, review, review.lineage.chosen).seen


def revise(batch: ImportBatch, by: By, *yes: str) -> ImportBatch:
    return commit.commit(batch=batch, by=by, now=LATER, seen=seen_by(batch), yes=frozenset(yes))


def report(task: Task, by: By) -> None:
    assert by.user is not None
    obligation = task.obligations.select_related("plan", "unit").first()
    assert obligation is not None
    progress.report(obligation=obligation, actor=by.user, now=LATER, progress="已着手。")


def standing(plan: Plan) -> list[tuple[str, str, str]]:
    found = plan.tasks.in_force().in_printed_order().prefetch_related("assignments__unit")
    return [(t.number, t.text, editing.units_words(t.assignments.all())) for t in found]


def test_the_same_title_and_year_asks_whether_it_is_a_revision(bureau: Unit, office: By, plan: Plan) -> None:
    again = made.batch(bureau, made.plan(*revised(), title=f"{made.TITLE}（修订稿）"), data=b"revised")
    assert [question.key for question in review_of(again).questions] == ["revision"]
    again = services.choose_plan(batch=again, by=office, plan=0)
    assert commit.commit(batch=again, by=office, now=LATER).plan != plan


def test_a_revision_changes_adds_and_takes_out(plan: Plan, batch: ImportBatch, office: By) -> None:
    done = revise(batch, office)
    assert done.plan == plan
    assert done.outcome["revision"] == {"added": 1, "changed": 2, "gone": 1, "same": 0, "kept": 0}
    assert standing(plan) == [
        ("1", "新开展养护满意度调查。", "责任 办公室"),
        ("2", "编制并公开年度养护计划。", "责任 绿化科、配合 财务科"),
        ("3", "公开养护标准和作业规程。", "责任 办公室"),
    ]
    plan.refresh_from_db()
    assert plan.document_number == "云园〔2026〕9号"
    changed = plan.tasks.get(number="2")
    assert {o.due_on for o in changed.obligations.all()} == {dt.date(2026, 10, 31)}
    assert changed.obligations.count() == 2
    assert plan.tasks.get(number="1").obligations.exists()
    gone = plan.tasks.get(withdrawn_at__isnull=False)
    assert not gone.obligations.exists()
    assert gone.events.filter(act="retired").count() == 1
    assert changed.events.filter(act="revised").count() == 4


def test_a_second_click_changes_nothing(plan: Plan, batch: ImportBatch, office: By) -> None:
    seen = seen_by(batch)
    for _ in range(2):
        commit.commit(batch=batch, by=office, now=LATER, seen=seen)
    assert plan.tasks.in_force().count() == 3
    assert plan.events.filter(act="added").count() == 1


def test_what_changed_meanwhile_is_shown_again(plan: Plan, batch: ImportBatch, office: By) -> None:
    seen = seen_by(batch)
    task = plan.tasks.get(number="2")
    editing.edit_text(task=task, actor=office.user, now=LATER, text="另一种写法。", seen=task.text)
    before = standing(plan)
    with pytest.raises(Refusal):
        commit.commit(batch=batch, by=office, now=LATER, seen=seen)
    assert standing(plan) == before


def test_reported_tasks_keep_what_they_are_without_a_yes(plan: Plan, batch: ImportBatch, office: By) -> None:
    for number in ("1", "3"):
        report(plan.tasks.get(number=number), office)
    done = revise(batch, office)
    assert done.outcome["revision"]["kept"] == 2
    assert {text for _, text, _ in standing(plan)} >= {"编制年度养护计划。", "按月报送苗木采购情况。"}
    assert plan.tasks.get(text="编制年度养护计划。").cells == list(tasks()[0].cells)


def test_with_a_yes_a_reported_task_goes_and_its_report_stays(
    plan: Plan, batch: ImportBatch, office: By
) -> None:
    gone = plan.tasks.get(number="3")
    report(gone, office)
    revise(batch, office, str(gone.pk))
    obligation = Obligation.objects.get(task=gone, reported_on__isnull=False)
    assert (obligation.state, obligation.reports.count()) == ("waived", 1)
    assert gone not in plan.tasks.in_force()


def test_a_conflict_keeps_the_change_made_here(
    plan: Plan, batch: ImportBatch, office: By, bureau: Unit
) -> None:
    task = plan.tasks.get(number="1")
    editing.edit_text(task=task, actor=office.user, now=LATER, text="编制两年养护计划。", seen=task.text)
    revise(batch, office)
    task.refresh_from_db()
    assert (task.text, task.due_on) == ("编制两年养护计划。", dt.date(2026, 10, 31))
    assert task.cells == ["一、苗木养护", "1.编制年度养护计划。", "绿化科牵头，财务科配合", "10月底前"]


def test_undoing_a_revision_puts_everything_back(plan: Plan, batch: ImportBatch, office: By) -> None:
    before = standing(plan)
    done = undo.undo(batch=revise(batch, office), by=office, now=LATER)
    assert standing(plan) == before
    plan.refresh_from_db()
    assert (plan.document_number, done.state, done.plan) == ("", "undone", None)
    first = plan.tasks.get(number="1", withdrawn_at__isnull=True)
    assert (first.due_on, first.cells) == (dt.date(2026, 9, 30), list(tasks()[0].cells))
    assert plan.tasks.get(text="按月报送苗木采购情况。").obligations.exists()
    assert [heading.title for heading in plan.requirements.all()] == ["一、苗木养护", "二、采购"]


def test_a_revision_that_was_reported_on_is_not_undone(plan: Plan, batch: ImportBatch, office: By) -> None:
    done = revise(batch, office)
    report(plan.tasks.get(text="新开展养护满意度调查。"), office)
    with pytest.raises(Refusal, match=f"{office.user}已在"):
        undo.undo(batch=done, by=office, now=LATER)


def test_a_revision_edited_since_is_not_undone(plan: Plan, batch: ImportBatch, office: By) -> None:
    done = revise(batch, office)
    task = plan.tasks.get(text="编制并公开年度养护计划。")
    editing.edit_text(task=task, actor=office.user, now=LATER, text="又改了。", seen=task.text)
    with pytest.raises(Refusal, match="又改过"):
        undo.undo(batch=done, by=office, now=LATER)
    assert plan.tasks.filter(text="又改了。", withdrawn_at__isnull=True).exists()


def test_undoing_a_first_import_removes_what_it_made(bureau: Unit, office: By) -> None:
    drawn = made.plan(made.task("一。", "新设科", "绿化养护科", UnitDraft("各科室", "assist", group=True)))
    green = Unit.objects.get(name="绿化科")
    answers = {
        "新设科": {"as": "unit", "to": "new:新设科"},
        "绿化养护科": {"as": "unit", "to": f"unit:{green.pk}"},
        "各科室": {"as": "group", "members": "all"},
    }
    batch = services.answer_units(batch=made.batch(bureau, drawn), by=office, answers=answers)
    batch = commit.commit(batch=batch, by=office, now=NOW)
    assert batch.plan is not None
    plans.issue(plan=batch.plan, actor=office.user, now=NOW)
    for _ in range(2):
        undo.undo(batch=batch, by=office, now=LATER)
    assert not Plan.objects.exists()
    assert not Unit.objects.filter(name="新设科").exists()
    assert not UnitAlias.objects.exists()
    assert not UnitGroup.objects.exists()
    row = AuditEvent.objects.get(act="撤销导入")
    assert (row.subject, row.detail["tasks"], row.detail["removed"]) == (
        made.TITLE,
        1,
        ["各科室", "新设科", "绿化养护科"],
    )


def test_a_unit_with_people_stays(bureau: Unit, office: By) -> None:
    batch = made.batch(bureau, made.plan(made.task("一。", "新设科")))
    batch = services.answer_units(
        batch=batch, by=office, answers={"新设科": {"as": "unit", "to": "new:新设科"}}
    )
    batch = commit.commit(batch=batch, by=office, now=NOW)
    person("head", Unit.objects.get(name="新设科"))
    undo.undo(batch=batch, by=office, now=LATER)
    assert Unit.objects.filter(name="新设科").exists()


def test_the_first_import_waits_for_its_revision_to_be_undone(
    plan: Plan, batch: ImportBatch, office: By
) -> None:
    first = ImportBatch.objects.get(plan=plan)
    revise(batch, office)
    with pytest.raises(Refusal, match="请先撤销那一次"):
        undo.undo(batch=first, by=office, now=LATER)


def test_a_reported_plan_says_by_whom(plan: Plan, office: By) -> None:
    report(plan.tasks.get(number="2"), office)
    with pytest.raises(Refusal, match=f"{office.user}已在 2026年7月9日"):
        undo.undo(batch=ImportBatch.objects.get(plan=plan), by=office, now=LATER)
    assert Plan.objects.filter(pk=plan.pk).exists()
