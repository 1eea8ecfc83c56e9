"""Two bureaus of one city with everything in them, and a word in every text that tells whose it is.

``Bureau.mark`` stands in all texts of a bureau (names, clauses, reports, files, reasons); ``Bureau.login``
begins its accounts.  Whoever belongs to the one must never be shown the word of the other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from api.services import create_token
from common.dates import SHANGHAI
from compare.models import Comparison
from importer.models import ImportBatch
from reminders import planner
from reminders.models import CalendarFeed, ChannelChoice, Delivery, Outlet, Reminder
from reminders.release import release
from reminders.services.asking import remind_by_hand
from reports.exports.docx_file import write_docx
from reports.models import Export, PaperTemplate
from reports.papers.example import example
from tasks.deadlines import Deadline
from tasks.models import Evidence, Obligation, Plan, StandingItem, Task
from tasks.presets import yearly
from tasks.roles import Role
from tasks.services import extensions, filing, plans, progress, standing
from tasks.services.keeping import save_view
from tasks.services.plans import NewAssignment, NewTask
from tasks.workflow import Completion, State
from tests.factories import UnitFactory, organisation, person
from tests.factories_tasks import LONG_TERM, at, due, issued_plan, make_plan
from tests.importer import made
from units import services
from units.audit import By
from units.models import Unit, UnitGroup, User

TODAY = dt.date(2026, 10, 20)
NOW = dt.datetime.combine(TODAY, dt.time(10), tzinfo=SHANGHAI)
ISSUED = dt.date(2026, 9, 1)

# Whose answers the table of addresses tells, in its order.  Of the first bureau: its office, head and handler
# of the section that carries the plan, the head of a section that has no part in it, the leader.
ROLES = (
    "admin", "auditor", "office", "head", "handler", "aside", "leader", "city", "mayor", "nobody",
)  # fmt: skip
# The same people of the second bureau, on what belongs to the first.
STRANGERS = ("office", "head", "leader")


@dataclass
class Bureau:
    mark: str
    login: str
    unit: Unit
    first: Unit
    second: Unit
    aside: Unit
    group: UnitGroup
    people: dict[str, User]
    issued: Plan
    draft: Plan
    archived: Plan
    batch: ImportBatch
    item: StandingItem
    asked: Obligation | None = None
    # One obligation of the first section in each state, by state.
    obligations: dict[str, Obligation] = field(default_factory=dict)


@dataclass
class World:
    city: Unit
    ours: Bureau
    theirs: Bureau
    people: dict[str, User]


@dataclass(frozen=True)
class Subject:
    """What stands in an address, and what a form sends to it."""

    arguments: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


def build() -> World:
    """Call it with the clock at ``NOW``."""
    city = organisation("云溪市人民政府")
    ours, theirs = _bureau(city, "朱雀印记", "zhuque"), _bureau(city, "玄武印记", "xuanwu")
    _keep_views(ours, theirs)
    _remind(ours, theirs)
    nobody = person("handler", ours.first, username="zhuque-nobody", name="朱雀印记路人")
    nobody.memberships.all().delete()
    people = {
        **ours.people,
        "admin": person("admin", city, username="admin"),
        "auditor": person("auditor", city, username="auditor"),
        "city": person("office", city, username="city", name="市府办"),
        "mayor": person("leader", city, username="mayor", name="市领导"),
        "nobody": nobody,
    }
    return World(city, ours, theirs, people)


def _bureau(city: Unit, mark: str, login: str) -> Bureau:
    unit = organisation(f"{mark}局", city)
    first, second, aside = (UnitFactory(parent=unit, name=f"{mark}{n}科") for n in "一二三")
    people = {
        name: person(
            role, place, username=f"{login}-{name}", name=f"{mark}{name}", email=f"{login}@{name}.cn"
        )
        for name, role, place in (
            ("office", "office", unit),
            ("head", "head", first),
            ("handler", "handler", first),
            ("aside", "head", aside),
            ("helper", "head", second),
            ("leader", "leader", unit),
        )
    }
    services.add_alias(unit=first, name=f"{mark}别名科")
    group = services.name_group(organisation=unit, name=f"{mark}各科室", members=[first, second])
    bureau = Bureau(
        mark=mark,
        login=login,
        unit=unit,
        first=first,
        second=second,
        aside=aside,
        group=group,
        people=people,
        issued=_plan(unit, mark, first, second, people["office"]),
        draft=make_plan(unit, [_clause(mark, "草案", first, second)], actor=people["office"], day=ISSUED),
        archived=issued_plan(unit, [_clause(mark, "旧案", first, second)], day=dt.date(2026, 1, 5)),
        batch=_batch(unit, mark, people["office"]),
        item=_standing(unit, mark, first, people["office"]),
    )
    plans.archive(plan=bureau.archived, actor=people["office"], now=at(dt.date(2026, 8, 3)))
    for plan, word in ((bureau.issued, "要点"), (bureau.draft, "草案"), (bureau.archived, "旧案")):
        Plan.objects.filter(pk=plan.pk).update(title=f"{mark}局2026年{word}", issuer=f"{mark}局")
    _act(bureau)
    return bureau


def _clause(mark: str, word: str, first: Unit, second: Unit, deadline: Deadline = LONG_TERM) -> NewTask:
    return NewTask(
        text=f"{mark}{word}：公布办理情况",
        number=word,
        path=(f"一、{mark}基础", f"（一）{mark}目录"),
        assignments=(NewAssignment(Role.LEAD, first), NewAssignment(Role.ASSIST, second)),
        deadline=deadline,
        remark=f"{mark}备注",
        cells=(f"{mark}原文",),
    )


def _plan(unit: Unit, mark: str, first: Unit, second: Unit, clerk: User) -> Plan:
    """One clause for each state; the first is late, the rest fall due soon."""
    tasks = [
        _clause(mark, str(state), first, second, due(TODAY + dt.timedelta(days=3 * n - 5)))
        for n, state in enumerate(State)
    ]
    everyone = NewTask(
        text=f"{mark}各科室报送进展",
        number="各",
        assignments=(NewAssignment(Role.RESPONSIBLE, group=UnitGroup.objects.get(organisation=unit)),),
        deadline=LONG_TERM,
    )
    return issued_plan(unit, [*tasks, everyone], actor=clerk, day=ISSUED)


def _standing(unit: Unit, mark: str, first: Unit, clerk: User) -> StandingItem:
    task = NewTask(
        text=f"{mark}常设年度报告",
        assignments=(NewAssignment(Role.RESPONSIBLE, first),),
        deadline=yearly(1, 31, ISSUED),
        remark=f"{mark}依据",
    )
    (item,) = standing.switch_on(
        organisation=unit, actor=clerk, now=at(ISSUED), items=[standing.NewItem(task)]
    )
    return item


def _act(bureau: Bureau) -> None:
    """Bring the first section's obligations into their states, as their people would."""
    head, office, now = bureau.people["head"], bureau.people["office"], NOW - dt.timedelta(hours=2)
    found = bureau.issued.obligations.filter(unit=bureau.first, group=None).select_related("task")
    owed = {obligation.task.number: obligation for obligation in found}
    reason = f"{bureau.mark}原因"
    for state in (State.SUBMITTED, State.RETURNED, State.ACCEPTED):
        helping = Obligation.objects.get(task=owed[state].task, unit=bureau.second)
        _report(bureau, helping, bureau.people["helper"], now)
        _report(bureau, owed[state], head, now)
        progress.submit(obligation=owed[state], actor=head, now=now)
    progress.return_(obligation=owed[State.RETURNED], actor=office, now=now, reason=reason)
    progress.accept(obligation=owed[State.ACCEPTED], actor=office, now=now)
    progress.waive(obligation=owed[State.WAIVED], actor=office, now=now, reason=reason)
    _ask(bureau, owed[State.WAIVED].task, reason)
    bureau.obligations = {state: Obligation.objects.get(pk=owed[state].pk) for state in State}


def _ask(bureau: Bureau, task: Task, reason: str) -> None:
    """The second section asks for a later day."""
    bureau.asked = bureau.issued.obligations.get(unit=bureau.second, task=task)
    helper, day = bureau.people["helper"], dt.date(2027, 1, 29)
    extensions.ask(obligation=bureau.asked, actor=helper, now=NOW, reason=reason, wanted_on=day)


def _report(bureau: Bureau, obligation: Obligation, author: User, now: dt.datetime) -> None:
    page = progress.NewEvidence(f"https://example.cn/{bureau.login}", f"{bureau.mark}佐证", TODAY)
    upload = SimpleUploadedFile(f"{bureau.mark}附件.txt", f"{bureau.mark}附件内容".encode())
    file, name = filing.keep(upload=upload, now=now)
    progress.report(
        obligation=obligation,
        actor=author,
        now=now,
        progress=f"{bureau.mark}进展",
        problems=f"{bureau.mark}问题",
        completion=Completion.DONE,
        evidence=[page, progress.NewEvidence(file=file, name=name)],
    )


def _batch(unit: Unit, mark: str, clerk: User) -> ImportBatch:
    drawn = made.plan(
        made.task(f"{mark}编制计划。", f"{mark}未知科"),
        made.task(f"{mark}公开标准。", f"{mark}一科", row=3, number="2"),
        title=f"{mark}局导入方案",
        issuer=f"{mark}局",
    )
    batch = made.batch(unit, drawn, data=mark.encode())
    ImportBatch.objects.filter(pk=batch.pk).update(filename=f"{mark}.docx", uploaded_by=clerk)
    return ImportBatch.objects.get(pk=batch.pk)


def _keep_views(*bureaus: Bureau) -> None:
    for bureau in bureaus:
        office = bureau.people["office"]
        save_view(
            plan=bureau.issued, owner=office, name=f"{bureau.mark}逾期", query="light=red", shared=False
        )


def _remind(*bureaus: Bureau) -> None:
    planner.plan(today=TODAY, now=NOW)
    release(now=NOW)
    for bureau in bureaus:
        waiting = bureau.obligations[State.PENDING]
        remind_by_hand(obligation=waiting, actor=bureau.people["office"], now=timezone.now())
        head = bureau.people["head"]
        Delivery.objects.filter(recipient=head).update(state="failed", last_error=f"{bureau.mark}拒收")
        CalendarFeed.objects.create(user=head)
        robot = Outlet(organisation=bureau.unit, kind="wecom", name=f"{bureau.mark}群")
        robot.url = "http://127.0.0.1:9/"  # not listed: nothing is dialled
        robot.save()
        ChannelChoice.objects.create(user=head, channel="wecom", outlet=robot)


def _papers(bureau: Bureau) -> dict[str, Any]:
    """A file that the office has ordered and got, its Word template, its token."""
    clerk = bureau.people["office"]
    ready = {"state": Export.State.READY, "path": f"exports/{bureau.login}"}
    template = PaperTemplate.objects.create(
        organisation=bureau.unit,
        kind="report",
        name=f"{bureau.mark}.docx",
        content=write_docx(example()),
        uploaded_by=clerk,
    )
    export = Export.objects.create(plan=bureau.issued, requested_by=clerk, kind="report.docx", **ready)
    by = By(clerk)
    token, _ = create_token(organisation=bureau.unit, name=f"{bureau.mark}大屏", by=by, now=NOW)
    comparison = Comparison.objects.create(
        kind="year", plan=bureau.issued, other=bureau.archived, created_by=clerk
    )
    return {"template": template, "export": export, "token": token, "comparison": comparison}


def subjects(bureau: Bureau) -> dict[str, Subject]:
    """What the words in the third column of the table stand for."""

    def pk(row: Any) -> Subject:
        return Subject({"pk": row.pk})

    papers = _papers(bureau)
    batch, handler = bureau.batch.pk, bureau.people["handler"]
    notice = Reminder.objects.filter(recipient=bureau.people["head"]).order_by("pk").first()
    assert notice is not None
    assert bureau.asked is not None
    proofs = Evidence.objects.filter(report__obligation=bureau.obligations[State.RETURNED])
    appointment = {"user": bureau.people["helper"].pk, "unit": bureau.first.pk, "role": "handler"}
    helping = bureau.issued.obligations.get(unit=bureau.second, task=bureau.obligations[State.PENDING].task)
    return {
        "-": Subject(),
        "chapter": Subject({"slug": "start"}),
        **{state: pk(obligation) for state, obligation in bureau.obligations.items()},
        "helping": pk(helping),
        "issued": pk(bureau.issued),
        "plan-id": Subject({"plan_id": bureau.issued.pk}),
        "draft": pk(bureau.draft),
        "archived": pk(bureau.archived),
        "view": pk(bureau.issued.views.get()),
        "task": pk(bureau.obligations[State.PENDING].task),
        "draft-task": pk(bureau.draft.tasks.get()),
        "standing": pk(bureau.item),
        "match": Subject(
            {"pk": bureau.issued.pk},
            {
                "task": bureau.obligations[State.PENDING].task_id,
                "standing": bureau.item.task_id,
                "answer": "other",
            },
        ),
        "archived-task": pk(bureau.archived.tasks.get()),
        "bureau": pk(bureau.unit),
        "section": pk(bureau.first),
        "moved-section": Subject({"pk": bureau.first.pk}, {"parent": bureau.unit.pk}),
        "alias": Subject({"pk": bureau.first.pk, "alias_pk": bureau.first.aliases.get().pk}),
        "group": pk(bureau.group),
        "new-group": Subject({"organisation_pk": bureau.unit.pk}),
        "person": pk(handler),
        "chief": pk(bureau.people["head"]),
        "role": pk(handler.memberships.get()),
        "chief-role": pk(bureau.people["head"].memberships.get()),
        "appointment": Subject(data=appointment),
        "chief-appointment": Subject(data={**appointment, "role": "head"}),
        "batch": Subject({"pk": batch}),
        "batch-item": Subject({"pk": batch, "index": 0}),
        "batch-answer": Subject({"pk": batch}, {"name": f"{bureau.mark}未知科"}),
        "batch-plan": Subject({"plan": bureau.issued.pk}),
        "notice": pk(notice),
        **{word: pk(row) for word, row in papers.items()},
        "paper": Subject({"pk": bureau.issued.pk}, {"kind": "report.docx"}),
        "feed": pk(CalendarFeed.objects.get(user=bureau.people["head"])),
        "forged-token": Subject({"token": "0" * 32 + ".x"}),
        "delivery": pk(Delivery.objects.filter(recipient=bureau.people["head"], state="failed").first()),
        "outlet": pk(Outlet.objects.get(organisation=bureau.unit)),
        "channel": Subject({"channel": "pigeon"}),
        "day": Subject({"day": "2026-12-25"}),
        "late": Subject({"plan": bureau.issued.pk, "day": TODAY.isoformat()}),
        "proof": pk(proofs.filter(file=None).get()),
        "proof-file": pk(proofs.filter(url="").get()),
        "grant-asked": Subject({"pk": bureau.asked.pk, "act": "grant"}, {"day": "2027-01-29"}),
        "deny-asked": Subject({"pk": bureau.asked.pk, "act": "deny"}, {"reason": "请核对"}),
        "ask-asked": Subject(
            {"pk": bureau.asked.pk, "act": "ask"}, {"reason": "请核对", "day": "2027-01-29"}
        ),
        **{
            f"{act}-{state}": Subject({"pk": bureau.obligations[state].pk, "act": act}, {"reason": "请核对"})
            for act, state in (
                ("submit", State.RETURNED),
                ("accept", State.SUBMITTED),
                ("return", State.SUBMITTED),
                ("withdraw", State.SUBMITTED),
                ("waive", State.PENDING),
                ("reopen", State.ACCEPTED),
            )
        },
    }
