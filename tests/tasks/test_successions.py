"""Retiring and merging units: nothing open is lost, nothing closed changes its name."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from common.decisions import Refusal
from tasks.models import Obligation
from tasks.roles import Role
from tasks.services import plans, progress, successions
from tasks.services.plans import NewAssignment
from tests.factories import MembershipFactory, UnitFactory, person
from tests.factories_tasks import at, due, issued_plan, make_plan, new_task
from units import services
from units.audit import By
from units.directory import expand, names_of
from units.models import AuditEvent, Membership, Unit, User

DUE = dt.date(2026, 12, 1)
NOW = at(dt.date(2026, 8, 3))
TODAY = dt.date(2026, 8, 3)


@pytest.fixture
def merge(bureau):
    """Merges 养护科 into 绿化科, as the office does it."""

    def run(unit=None, successor=None, **more) -> successions.Succession:
        return successions.retire(
            unit=unit or bureau.roads,
            successor=successor or bureau.green,
            by=By(bureau.clerk),
            now=NOW,
            **more,
        )

    return run


def plan_of(bureau, *units, role=Role.RESPONSIBLE, make=issued_plan, text="公布养护标准"):
    carried = tuple(NewAssignment(role=role, unit=unit) for unit in units)
    return make(bureau.unit, [new_task(text, assignments=carried, deadline=due(DUE))], actor=bureau.clerk)


def test_open_work_moves_and_the_history_says_why(bureau, merge):
    plan = plan_of(bureau, bureau.roads)
    owed = plan.obligations.get()
    merge()
    owed.refresh_from_db()
    task = plan.tasks.get()
    assert owed.unit == bureau.green
    assert [(a.unit, a.phrase) for a in task.assignments.all()] == [(bureau.green, "养护科")]
    told = task.events.filter(act="edited", reason="养护科并入绿化科")
    assert {event.obligation for event in told} == {owed, None}
    assert told.first().actor == bureau.clerk


def test_closed_work_stays_under_the_old_name(bureau, merge):
    plan = plan_of(bureau, bureau.roads)
    owed, archived = plan.obligations.get(), plan_of(bureau, bureau.roads)
    for step in (
        lambda: progress.report(
            obligation=owed, actor=bureau.other_head, now=NOW, progress="已公布", completion="done"
        ),
        lambda: progress.submit(obligation=owed, actor=bureau.other_head, now=NOW),
        lambda: progress.accept(obligation=owed, actor=bureau.clerk, now=NOW),
    ):
        step()
    plans.archive(plan=archived, actor=bureau.clerk, now=NOW)
    assert merge().closed == 2
    assert Obligation.objects.get(pk=owed.pk).unit == bureau.roads
    assert archived.tasks.get().assignments.get().unit == bureau.roads


def test_where_the_successor_owes_already_one_duty_is_left(bureau, merge):
    plan = plan_of(bureau, bureau.green, bureau.roads)
    assert len(merge().joined) == 1
    assert [o.unit for o in plan.obligations.all()] == [bureau.green]
    assert [a.unit for a in plan.tasks.get().assignments.all()] == [bureau.green]


def test_what_the_old_unit_reported_beside_the_successor_is_kept(bureau, merge):
    plan = plan_of(bureau, bureau.green, bureau.roads)
    owed = plan.obligations.get(unit=bureau.roads)
    progress.report(obligation=owed, actor=bureau.other_head, now=NOW, progress="已着手")
    merge()
    owed.refresh_from_db()
    assert (owed.state, owed.reports.count()) == ("waived", 1)
    assert "由其一并办理" in owed.events.get(act="waive").reason


def test_the_stronger_role_is_the_successors(bureau, merge):
    lead = NewAssignment(role=Role.LEAD, unit=bureau.roads)
    helper = NewAssignment(role=Role.ASSIST, unit=bureau.green)
    plan = issued_plan(bureau.unit, [new_task("公布", assignments=(lead, helper), deadline=due(DUE))])
    merge()
    left = plan.obligations.get()
    assert (left.unit, left.role, left.decides) == (bureau.green, "lead", True)


def test_names_people_and_collectives_follow(bureau, merge):
    services.add_alias(unit=bureau.roads, name="道班")
    group = services.name_group(organisation=bureau.unit, name="各业务科室", members=[bureau.roads])
    MembershipFactory(user=bureau.other_head, unit=bureau.green, role="handler")
    merge()
    names = names_of(bureau.unit)
    assert names["养护科"] == names["道班"] == bureau.green
    assert [unit.name for unit in expand(group, TODAY)] == ["绿化科"]
    assert [unit.name for unit in expand(group, TODAY - dt.timedelta(days=1))] == ["养护科"]
    now = Membership.objects.current(TODAY).filter(user=bureau.other_head)
    assert {(each.unit, each.role) for each in now} == {(bureau.green, "head"), (bureau.green, "handler")}
    assert Unit.objects.get(pk=bureau.roads.pk).successor == bureau.green
    assert AuditEvent.objects.filter(act="维护单位", detail__successor="绿化科", actor=bureau.clerk).exists()


def test_without_a_successor_open_work_is_in_the_way(bureau):
    plan_of(bureau, bureau.roads)
    with pytest.raises(Refusal, match="请选择承接单位"):
        successions.retire(unit=bureau.roads, successor=None, by=By(bureau.clerk), now=NOW)
    assert Unit.objects.get(pk=bureau.roads.pk).retired_on is None


def test_a_draft_counts_as_open(bureau, merge):
    draft = plan_of(bureau, bureau.roads, make=make_plan)
    merge()
    assert draft.tasks.get().assignments.get().unit == bureau.green


def test_who_does_not_fit_is_refused_and_nothing_moves(bureau, merge):
    elsewhere = UnitFactory(name="远方科")
    plan = plan_of(bureau, bureau.roads)
    for unit, successor, reason in (
        (bureau.roads, bureau.roads, "不能并入自己"),
        (bureau.roads, elsewhere, "同一机关"),
        (bureau.unit, bureau.green, "同一机关"),
    ):
        with pytest.raises(Refusal, match=reason):
            merge(unit, successor)
    UnitFactory(parent=bureau.roads, name="一班")
    with pytest.raises(Refusal, match="下级单位"):
        merge()
    assert plan.obligations.get().unit == bureau.roads


def test_a_second_click_and_a_stale_preview_are_told(bureau, merge):
    seen = successions.succession_of(bureau.roads, bureau.green, TODAY).seen
    plan_of(bureau, bureau.roads)
    with pytest.raises(Refusal, match="最新的预览"):
        merge(seen=seen)
    merge()
    with pytest.raises(Refusal, match="已停用"):
        merge()


def test_the_page_previews_and_then_does(bureau, client):
    plan = plan_of(bureau, bureau.roads)
    client.force_login(User.objects.get(pk=bureau.clerk.pk))
    address = reverse("unit-retire", args=[bureau.roads.pk])
    page = client.get(address)
    assert "请选择承接单位" in page.content.decode()
    page = client.get(address, {"successor": bureau.green.pk})
    assert "转到绿化科" in page.content.decode()
    assert plan.obligations.get().unit == bureau.roads
    data = {"successor": bureau.green.pk, "seen": page.context["found"].seen}
    assert client.post(address, data).status_code == 302
    assert plan.obligations.get().unit == bureau.green
    assert "已并入绿化科" in client.get(reverse("unit-detail", args=[bureau.roads.pk])).content.decode()
    assert Unit.objects.get(pk=bureau.roads.pk).retired_on == timezone.localdate()


def test_a_foreign_successor_is_none_to_choose(bureau, client):
    client.force_login(person("office", bureau.unit))
    stranger = bureau.stranger.memberships.get().unit
    address = reverse("unit-retire", args=[bureau.roads.pk])
    assert client.post(address, {"successor": stranger.pk}).status_code == 422


def test_the_preview_takes_as_many_queries_for_many_rows(bureau, client, django_assert_max_num_queries):
    for number in range(12):
        plan_of(bureau, bureau.roads, text=f"公布第{number}项")
    client.force_login(User.objects.get(pk=bureau.clerk.pk))
    with django_assert_max_num_queries(16):
        client.get(reverse("unit-retire", args=[bureau.roads.pk]), {"successor": bureau.green.pk})
