"""Taking in, reading once, correcting and answering: what people and workers do to a batch."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.decisions import Forbidden, Refusal
from common.uploads.errors import Refused
from importer import jobs, reception, recognition, services
from importer.draft import DeadlineDraft, Finding, Severity, UnitDraft
from importer.forms.task import TaskForm
from importer.models import LOST_AFTER, STALE_AFTER, ImportBatch
from importer.review import review_of
from tests.factories import UnitFactory, organisation, person
from tests.importer import made
from units.audit import SYSTEM, By
from units.models import AuditEvent, Unit

pytestmark = pytest.mark.django_db
State = ImportBatch.State


@pytest.fixture
def bureau() -> Unit:
    bureau = organisation("云溪市园林局")
    for name in ("办公室", "绿化科", "财务科"):
        UnitFactory(name=name, parent=bureau)
    return bureau


@pytest.fixture
def received(bureau: Unit) -> ImportBatch:
    return receive(bureau, made.word_file())


def receive(bureau: Unit, data: bytes, filename: str = "方案.docx", pasted: bool = False) -> ImportBatch:
    now = timezone.now()
    batch, _ = reception.receive(
        organisation=bureau, by=SYSTEM, now=now, data=data, filename=filename, pasted=pasted
    )
    return batch


def read(batch: ImportBatch) -> ImportBatch:
    assert recognition.read(batch_id=batch.pk, now=timezone.now())
    return ImportBatch.objects.get(pk=batch.pk)


def values(batch: ImportBatch, index: int, **changes: object) -> dict[str, object]:
    """What the task's form would send, with changes."""
    item = review_of(batch).draft.items[index]
    form = TaskForm({**TaskForm.initial_of(item), **changes})
    assert form.is_valid(), form.errors
    units = [{"name": u.name, "role": u.role, "group": u.group, "phrase": u.phrase} for u in item.task.units]
    return {**form.values(), "units": units}


def correct(batch: ImportBatch, index: int, **changes: object) -> ImportBatch:
    seen = review_of(batch).draft.items[index].seen
    return services.correct_task(
        batch=batch, by=SYSTEM, index=index, seen=seen, values=values(batch, index, **changes)
    )


# Taking in


def test_upload_is_stored_whole_with_its_audit_row(bureau: Unit) -> None:
    office = person("office", bureau)
    batch, new = reception.receive(
        organisation=bureau, by=By(office, "192.0.2.7"), now=timezone.now(), data=b"abc", filename="a.txt"
    )
    assert new
    assert (bytes(batch.content or b""), batch.state, batch.size) == (b"abc", State.RECEIVED, 3)
    assert AuditEvent.objects.get(act=reception.UPLOADED).address == "192.0.2.7"


@pytest.mark.parametrize("role", ["head", "handler", "leader", "admin", "auditor"])
def test_only_the_office_may_hand_in(bureau: Unit, role: str) -> None:
    by = By(person(role, bureau))
    with pytest.raises(Forbidden):
        reception.receive(organisation=bureau, by=by, now=timezone.now(), data=b"abc")
    assert not ImportBatch.objects.exists()


def test_same_bytes_are_the_same_batch_until_committed(bureau: Unit) -> None:
    first = receive(bureau, b"abc")
    assert receive(bureau, b"abc", filename="other.txt").pk == first.pk
    assert receive(bureau, b"abcd").pk != first.pk
    assert receive(organisation("临江市园林局"), b"abc").pk != first.pk


def test_discarded_bytes_are_taken_anew(bureau: Unit) -> None:
    first = receive(bureau, b"abc")
    reception.discard(batch=first, by=SYSTEM)
    assert receive(bureau, b"abc").pk != first.pk


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/方案.docx", "方案.docx"),
        ("C:\\资料\\方案.docx", "方案.docx"),
        ("方案\r\n\u202excod.docx", "方案xcod.docx"),
        ("长" * 300 + ".docx", "长" * 195 + ".docx"),
        ("", ""),
    ],
)
def test_file_names_are_made_safe(given: str, kept: str) -> None:
    assert reception.safe_name(given) == kept


def test_discarding_leaves_nothing_of_the_document(bureau: Unit) -> None:
    batch = made.batch(bureau, made.plan(made.task("编制计划。", "办公室")))
    batch = services.correct_facts(batch=batch, by=SYSTEM, values={"title": "改过的标题"})
    reception.discard(batch=batch, by=SYSTEM)
    batch.refresh_from_db()
    left = (batch.content, batch.recognised, batch.source, batch.corrections, batch.answers)
    assert left == (None, None, None, {}, {})


# Reading


def test_a_word_file_becomes_a_draft(received: ImportBatch) -> None:
    batch = read(received)
    draft = review_of(batch).draft
    assert batch.state == State.DRAFT
    assert [item.task.text for item in draft.items] == [
        "编制年度养护计划。",
        "公开养护标准。",
        "发布上年度公开工作年报。",
    ]
    assert draft.items[0].task.path == ("一、苗木养护",)
    assert batch.source["blocks"][1]["rows"][1]["cells"][2][0] == "绿化科牵头，财务科配合"  # type: ignore[index]


def test_pasted_text_is_read(bureau: Unit) -> None:
    table = "工作任务\t责任科室\t完成时限\n编制养护计划。\t绿化科\t9月底前\n公开养护标准。\t办公室\t长期\n"
    batch = read(receive(bureau, table.encode(), filename="", pasted=True))
    assert len(review_of(batch).draft.items) == 2


def test_refusal_is_kept_and_can_be_tried_again(bureau: Unit) -> None:
    batch = read(receive(bureau, b"%!\x00\x01\x02 nothing that anybody reads", "方案.docx"))
    assert (batch.state, bool(batch.refusal), batch.recognised) == (State.REFUSED, True, None)
    reception.try_again(batch=batch, by=SYSTEM, now=timezone.now())
    batch.refresh_from_db()
    assert (batch.state, batch.refusal) == (State.RECEIVED, "")


def test_only_refused_uploads_are_tried_again(received: ImportBatch) -> None:
    with pytest.raises(Refusal):
        reception.try_again(batch=received, by=SYSTEM, now=timezone.now())


def test_a_batch_is_read_by_one_worker_only(received: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    def second_worker(*_: object, **__: object) -> object:
        assert not recognition.read(batch_id=received.pk, now=timezone.now())
        raise Refused("x", "读不了。")

    monkeypatch.setattr(recognition, "recognise_in_child", second_worker)
    assert read(received).refusal == "读不了。"


def test_a_killed_reader_is_replaced_and_its_late_answer_ignored(
    received: ImportBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = timezone.now()

    def replaced(*_: object, **__: object) -> object:
        """The first worker hangs here so long that the sweep gives it up."""
        monkeypatch.undo()
        jobs.read_left_over()
        assert ImportBatch.objects.get(pk=received.pk).state == State.READING
        with time_machine.travel(start + STALE_AFTER + dt.timedelta(seconds=1), tick=False):
            jobs.read_left_over()
        raise Refused("x", "来晚了。")

    monkeypatch.setattr(recognition, "recognise_in_child", replaced)
    recognition.read(batch_id=received.pk, now=start)
    batch = ImportBatch.objects.get(pk=received.pk)
    assert (batch.state, batch.refusal, batch.attempts) == (State.DRAFT, "", 2)


def test_a_lost_message_is_made_up_for(received: ImportBatch) -> None:
    jobs.read_left_over()
    received.refresh_from_db()
    assert received.state == State.RECEIVED
    with time_machine.travel(received.received_at + LOST_AFTER + dt.timedelta(seconds=1), tick=False):
        jobs.read_left_over()
    received.refresh_from_db()
    assert received.state == State.DRAFT


def test_a_file_that_ends_its_workers_is_given_up(received: ImportBatch) -> None:
    ImportBatch.objects.filter(pk=received.pk).update(attempts=recognition.ATTEMPTS)
    assert read(received).refusal == recognition.WORKER_ENDED


def test_an_unexpected_error_is_told(
    received: ImportBatch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(recognition, "recognise_in_child", broken)
    assert read(received).refusal == recognition.UNEXPECTED
    assert "failed" in caplog.text


def test_the_upload_stays_when_the_broker_is_gone(
    received: ImportBatch, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(jobs.read_batch, "apply_async", unreachable)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        jobs.wake_reader(received)
    assert ImportBatch.objects.readable(timezone.now()).filter(pk=received.pk).exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "unheard-of"},
        {"state": State.READING},
        {"state": State.DRAFT},
        {"state": State.REFUSED},
        {"state": State.COMMITTED},
        {"content": None},
    ],
)
def test_the_database_refuses_half_states(received: ImportBatch, broken: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.filter(pk=received.pk).update(**broken)


# Correcting


def test_corrections_lie_over_what_was_read(bureau: Unit) -> None:
    batch = made.batch(
        bureau, made.plan(made.task("编制计画。", "办公室"), made.task("公开标准。", "绿化科"))
    )
    batch = correct(batch, 0, text="编制计划。", kind="date", date="2026-09-30")
    item = review_of(batch).draft.items[0]
    assert (item.task.text, item.task.deadline.date) == ("编制计划。", dt.date(2026, 9, 30))
    assert (item.printed.text, item.changed) == ("编制计画。", {"text", "deadline"})
    assert review_of(batch).draft.items[1].changed == frozenset()


def test_a_correction_back_to_what_was_read_is_none(bureau: Unit) -> None:
    batch = made.batch(bureau, made.plan(made.task("编制计划。", "办公室")))
    batch = correct(batch, 0, text="改过。")
    batch = correct(batch, 0, text="编制计划。")
    assert batch.corrections["tasks"] == {}


def test_two_people_on_one_task_see_each_other(bureau: Unit) -> None:
    batch = made.batch(
        bureau, made.plan(made.task("编制计划。", "办公室"), made.task("公开标准。", "绿化科"))
    )
    seen = review_of(batch).draft.items[0].seen
    batch = correct(batch, 0, text="先改的。")
    batch = correct(batch, 1, text="另一项，互不相干。")
    with pytest.raises(services.Stale):
        services.correct_task(
            batch=batch, by=SYSTEM, index=0, seen=seen, values=values(batch, 0, text="后改的。")
        )
    texts = [item.task.text for item in review_of(ImportBatch.objects.get(pk=batch.pk)).draft.items]
    assert texts == ["先改的。", "另一项，互不相干。"]


def test_a_heading_is_renamed_for_all_its_tasks(bureau: Unit) -> None:
    paths = (("一、甲", "（一）乙"), ("一、甲", "（二）丙"), ("二、丁",))
    drawn = made.plan(*(made.task(f"任务{n}。", "办公室", path=path) for n, path in enumerate(paths)))
    batch = made.batch(bureau, drawn)
    batch = services.correct_headings(
        batch=batch, by=SYSTEM, old=("一、甲", "（一）乙"), new=("一、新甲", "")
    )
    found = [item.task.path for item in review_of(batch).draft.items]
    assert found == [("一、新甲",), ("一、新甲", "（二）丙"), ("二、丁",)]


DATED = DeadlineDraft(
    text="1月31日前", kind="date", date=dt.date(2027, 1, 31), source="column", reason="“1月31日前”没有写年份"
)


def test_dates_without_a_year_follow_the_issue_date(bureau: Unit) -> None:
    batch = made.batch(bureau, made.plan(made.task("报送年报。", "办公室", deadline=DATED)))
    batch = services.correct_facts(batch=batch, by=SYSTEM, values={"issued_on": "2026-01-05"})
    deadline = review_of(batch).draft.items[0].task.deadline
    assert deadline.date == dt.date(2026, 1, 31)
    assert "2026年1月5日" in deadline.reason


def test_a_date_set_by_hand_stays(bureau: Unit) -> None:
    batch = made.batch(bureau, made.plan(made.task("报送年报。", "办公室", deadline=DATED)))
    batch = correct(batch, 0, date="2027-02-15")
    batch = services.correct_facts(batch=batch, by=SYSTEM, values={"issued_on": "2026-01-05"})
    assert review_of(batch).draft.items[0].task.deadline.date == dt.date(2027, 2, 15)


def test_a_task_left_out_asks_nothing(bureau: Unit) -> None:
    batch = made.batch(
        bureau, made.plan(made.task("编制计划。", "办公室"), made.task("附件说明。", "从未听说的站"))
    )
    assert [question.subject for question in review_of(batch).questions] == ["从未听说的站"]
    batch = correct(batch, 1, left_out=True)
    assert review_of(batch).questions == []


def test_only_drafts_are_corrected(bureau: Unit) -> None:
    batch = made.batch(bureau, made.plan(made.task("编制计划。", "办公室")))
    reception.discard(batch=batch, by=SYSTEM)
    with pytest.raises(Refusal):
        services.correct_facts(batch=batch, by=SYSTEM, values={"title": "迟到的标题"})


def test_a_stranger_corrects_nothing(bureau: Unit) -> None:
    batch = made.batch(bureau, made.plan(made.task("编制计划。", "办公室")))
    by = By(person("office", organisation("临江市园林局")))
    with pytest.raises(Forbidden):
        services.correct_facts(batch=batch, by=by, values={"title": "别人的标题"})


# Questions


def test_what_is_asked(bureau: Unit) -> None:
    relative = DeadlineDraft(text="印发后30日内", kind="relative", days_after_issue=30, source="column")
    undated = DeadlineDraft(text="适时", kind="date", source="column")
    drawn = made.plan(
        made.task("一。", "办公室", deadline=relative),
        made.task("二。", "绿化养护科", UnitDraft("各科室", "assist", group=True)),
        made.task("三。", "办公室", deadline=undated),
        title=None,
        issued_on=None,
        findings=(Finding(Severity.QUESTION, "unheard_of", "还有一件事要问。"),),
    )
    asked = [(q.kind, q.label) for q in review_of(made.batch(bureau, drawn)).questions]
    assert asked == [
        ("fact", "标题"),
        ("fact", "印发日期"),
        ("unit", "单位"),
        ("group", "哪些单位"),
        ("task", "时限"),
        ("accept", "请看"),
    ]


def test_answers_settle_questions_and_can_be_taken_back(bureau: Unit) -> None:
    drawn = made.plan(made.task("二。", "绿化养护科", UnitDraft("各科室", "assist", group=True)))
    batch = made.batch(bureau, drawn)
    green = Unit.objects.get(name="绿化科")
    answers = {
        "绿化养护科": {"as": "unit", "to": f"unit:{green.pk}"},
        "各科室": {"as": "group", "members": "all"},
    }
    batch = services.answer_units(batch=batch, by=SYSTEM, answers=answers)
    assert review_of(batch).questions == []
    batch = services.answer_units(batch=batch, by=SYSTEM, answers={"各科室": None})
    assert [question.subject for question in review_of(batch).questions] == ["各科室"]


def test_the_same_name_in_other_brackets_is_asked_once(bureau: Unit) -> None:
    names = ("各科（室）", "各科(室)")
    drawn = made.plan(*(made.task(f"{n}。", UnitDraft(n, "assist", group=True)) for n in names))
    (question,) = review_of(made.batch(bureau, drawn)).questions
    assert [item.number for item in question.items] == [1, 2]


def test_an_answer_whose_unit_is_gone_is_asked_again(bureau: Unit) -> None:
    batch = made.batch(bureau, made.plan(made.task("二。", "绿化养护科")))
    answers = {"绿化养护科": {"as": "unit", "to": "unit:999999"}}
    batch = services.answer_units(batch=batch, by=SYSTEM, answers=answers)
    assert [question.subject for question in review_of(batch).questions] == ["绿化养护科"]
