"""A person stands in for another: from a day until a day, and every act says so."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from common.decisions import Refusal
from tasks.services import progress
from tasks.telling import sentence
from tests.factories import MembershipFactory, person
from tests.factories_tasks import at, due, issued_plan, new_task, obligation_of
from units import accounts
from units.audit import By
from units.models import AuditEvent, Membership, User
from units.permissions import may_name_deputy, scope_of

TODAY = timezone.localdate()
WEEK = dt.timedelta(days=7)


def fresh(user: User) -> User:
    """As at the next request: a scope is kept on the object for one."""
    return User.objects.get(pk=user.pk)


def deputy_of(city, role="head", **days):
    post = getattr(city, role).memberships.get()
    days = {"starts_on": None, "ends_on": TODAY + WEEK, **days}
    return accounts.name_deputy(of=post, user=city.handler, **days)


def test_the_deputy_has_the_role_between_the_days(city):
    deputy = deputy_of(city, starts_on=TODAY)
    assert str(deputy) == f"绿化科 部门负责人（代{city.head}）"
    reach = {
        day: scope_of(fresh(city.handler), TODAY + dt.timedelta(days=day)).heads for day in (-1, 0, 7, 8)
    }
    assert reach == {-1: frozenset(), 0: {city.green.pk}, 7: {city.green.pk}, 8: frozenset()}


def test_the_holder_keeps_the_role(city):
    deputy_of(city)
    assert scope_of(fresh(city.head)).heads == {city.green.pk}


def test_acts_of_the_deputy_say_for_whom(city):
    deputy_of(city)
    plan = issued_plan(city.bureau, [new_task("公布养护标准", city.green, deadline=due(dt.date(2026, 9, 1)))])
    owed, now = obligation_of(plan, city.green), at(dt.date(2026, 8, 1))
    acting = fresh(city.handler)
    progress.report(obligation=owed, actor=acting, now=now, progress="已公布", completion="done")
    progress.submit(obligation=owed, actor=acting, now=now)
    told = {event.act: sentence(event) for event in plan.events.filter(actor=acting)}
    # To report is a handler's own right, to submit is the head's.
    assert told["report"].startswith(f"{acting} 填报")
    assert told["submit"].startswith(f"{acting}（代{city.head}） 标记完成")


def test_acts_of_an_acting_office_say_so(city):
    helper = person("handler", city.roads)
    accounts.name_deputy(of=city.office.memberships.get(), user=helper, starts_on=None, ends_on=TODAY + WEEK)
    plan = issued_plan(city.bureau, [new_task("公布", city.green)], actor=fresh(helper))
    assert set(plan.events.filter(actor=helper).values_list("acting_for", flat=True)) == {str(city.office)}


def test_the_audit_log_says_so(city):
    deputy_of(city)
    accounts.change_person(user=city.leader, name="甲", email="", phone="", by=By(fresh(city.handler)))
    assert AuditEvent.objects.first().detail["acting"] == [f"代{city.head}"]


def test_who_holds_the_role_needs_no_deputy(city):
    MembershipFactory(user=city.handler, unit=city.green, role="head")
    with pytest.raises(Refusal, match="不需要代理"):
        deputy_of(city)


def test_an_end_before_the_start_is_refused(city):
    with pytest.raises(Refusal, match="不能早于"):
        deputy_of(city, starts_on=TODAY + WEEK, ends_on=TODAY)


@pytest.mark.parametrize(
    ("by", "of", "allowed"),
    [
        ("admin", "office", True),
        ("head", "head", True),
        ("head", "handler", True),
        ("head", "leader", False),
        ("handler", "handler", False),
        ("office", "handler", False),
        ("leader", "leader", False),
    ],
)
def test_who_names_a_deputy(city, by, of, allowed):
    assert bool(may_name_deputy(getattr(city, by), getattr(city, of).memberships.get())) is allowed


def test_a_deputy_names_no_deputy(city):
    deputy = deputy_of(city)
    assert not may_name_deputy(fresh(city.handler), deputy)
    assert not may_name_deputy(city.admin, deputy)


def test_nobody_keeps_both_the_system_and_its_log(city):
    with pytest.raises(Refusal, match="同一人"):
        accounts.give_role(user=city.admin, unit=city.bureau, role="auditor")
    accounts.end_role(membership=city.admin.memberships.get(), on=TODAY)
    assert accounts.give_role(user=city.admin, unit=city.bureau, role="auditor").pk


def test_a_head_on_leave_names_a_colleague_of_the_own_section(city, as_):
    client, post = as_(city.head), city.head.memberships.get()
    page = client.get(reverse("role-deputy", args=[post.pk]))
    assert {each.pk for each in page.context["form"].fields["user"].queryset} == {city.handler.pk}
    refused = client.post(reverse("role-deputy", args=[post.pk]), {"user": city.handler.pk})
    assert refused.status_code == 422
    data = {"user": city.handler.pk, "ends_on": TODAY + WEEK}
    assert client.post(reverse("role-deputy", args=[post.pk]), data).status_code == 302
    assert Membership.objects.get(acting_for=city.head).user == city.handler
    assert "正在代理我的人" in client.get(reverse("account")).content.decode()


def test_the_days_of_a_role_are_changed(city, as_):
    post = city.handler.memberships.get()
    data = {"starts_on": TODAY, "ends_on": TODAY + WEEK}
    client = as_(city.head)
    assert client.post(reverse("role-span", args=[post.pk]), data).status_code == 302
    post.refresh_from_db()
    assert (post.starts_on, post.ends_on) == (TODAY, TODAY + WEEK)
    assert AuditEvent.objects.first().detail["act"] == "改任期"
    wrong = {"starts_on": TODAY, "ends_on": TODAY - WEEK}
    assert client.post(reverse("role-span", args=[post.pk]), wrong).status_code == 422
