"""催办: once in 24 hours, at once, by those who may."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from common.decisions import Forbidden, Refusal
from reminders import delivery
from reminders.models import Reminder
from reminders.services.asking import remind_by_hand
from tasks.models import Obligation
from tasks.roles import Role
from tasks.services.plans import NewAssignment
from tests.factories import UnitFactory, organisation, person
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import DUE, Bureau, moment
from units import accounts
from units.models import AuditEvent, Membership, User

DAY = dt.date(2027, 1, 5)


def ask(bureau: Bureau, actor: User | None = None, clock: str = "10:00", day: dt.date = DAY) -> list[User]:
    return remind_by_hand(obligation=bureau.item, actor=actor or bureau.clerk, now=moment(day, clock))


def test_head_and_handler_hear_it_at_once(bureau: Bureau) -> None:
    assert ask(bureau) == [bureau.head, bureau.handler]
    delivery.deliver(now=moment(DAY, "10:01"))
    assert sorted(each.to[0] for each in mail.outbox) == [bureau.handler.email, bureau.head.email]
    assert mail.outbox[0].subject == "【公开台账】催办：公布年度绿化养护情况"
    assert f"{bureau.clerk}请您尽快办理" in mail.outbox[0].body


def test_at_night_only_the_notice_is_there(bureau: Bureau) -> None:
    ask(bureau, clock="21:00")
    delivery.deliver(now=moment(DAY, "21:01"))
    assert mail.outbox == []
    assert Reminder.objects.notices_of(bureau.head, moment(DAY, "21:01")).count() == 1
    delivery.deliver(now=moment(DAY + dt.timedelta(1), "08:30"))
    assert len(mail.outbox) == 2


def test_it_comes_beside_the_morning_digest(bureau: Bureau) -> None:
    day = dt.date(2027, 1, 20)
    bureau.run(day)
    ask(bureau, day=day)
    assert bureau.run(day, "10:01") == ["handler", "head"]


def test_again_only_after_a_day(bureau: Bureau) -> None:
    ask(bureau)
    with pytest.raises(Refusal, match=r"24小时内已催办过，01-06 10:00 后可再次催办"):
        ask(bureau, clock="18:00")
    assert ask(bureau, day=DAY + dt.timedelta(1), clock="10:01")


def test_what_waits_for_the_office_is_not_asked_for(bureau: Bureau) -> None:
    Obligation.objects.update(state="submitted", submitted_on=DAY)
    with pytest.raises(Forbidden, match="待审核"):
        ask(bureau)


def test_a_unit_without_people_cannot_be_asked(bureau: Bureau) -> None:
    Membership.objects.filter(unit=bureau.section).delete()
    with pytest.raises(Refusal, match="还没有登记"):
        ask(bureau)


@pytest.mark.parametrize("who", ["head", "handler", "leader"])
def test_others_may_not(bureau: Bureau, who: str) -> None:
    with pytest.raises(Forbidden, match="公开办人员"):
        ask(bureau, getattr(bureau, who))
    assert not Reminder.objects.exists()


def test_the_head_of_the_lead_unit_asks_those_that_assist(bureau: Bureau) -> None:
    helper = UnitFactory(parent=bureau.unit, name="宣传科")
    person("handler", helper)
    assignments = (NewAssignment(Role.LEAD, bureau.section), NewAssignment(Role.ASSIST, helper))
    plan = issued_plan(bureau.unit, [new_task("公布古树名录", deadline=due(DUE), assignments=assignments)])
    lead, assist = plan.obligations.get(unit=bureau.section), plan.obligations.get(unit=helper)
    assert remind_by_hand(obligation=assist, actor=bureau.head, now=moment(DAY))
    with pytest.raises(Forbidden):
        remind_by_hand(obligation=lead, actor=person("head", helper), now=moment(DAY))


def test_it_is_in_the_audit_log(bureau: Bureau) -> None:
    ask(bureau)
    event = AuditEvent.objects.get(act="催办")
    assert (event.actor, event.succeeded) == (bureau.clerk, True)


def test_the_audit_log_says_for_whom_a_deputy_asked(bureau: Bureau) -> None:
    deputy = person("handler", UnitFactory(parent=bureau.unit, name="值班室"))
    post = bureau.clerk.memberships.get()
    accounts.name_deputy(of=post, user=deputy, starts_on=None, ends_on=DAY)
    ask(bureau, User.objects.get(pk=deputy.pk))
    assert AuditEvent.objects.get(act="催办").detail["acting"] == [f"代{bureau.clerk}"]


def post(client: Client, user: User, bureau: Bureau, **data: str) -> tuple[int, str]:
    client.force_login(user)
    answer = client.post(reverse("reminder-by-hand", args=[bureau.item.pk]), data)
    return answer.status_code, answer.headers.get("Location", answer.content.decode())


def test_the_page_goes_back_to_where_the_form_was(bureau: Bureau, client: Client) -> None:
    target = f"/tasks/{bureau.item.task_id}/"
    assert post(client, bureau.clerk, bureau, next=target) == (302, target)
    assert f"已催办 {bureau.head}、{bureau.handler}" in client.get("/reminders/").content.decode()
    assert post(client, bureau.clerk, bureau, next=target) == (302, target)
    shown = client.get("/reminders/").content.decode()
    assert "24小时内已催办过" in shown
    assert "note warning" in shown


def test_in_place_the_sentence_comes_where_the_button_was(bureau: Bureau, client: Client) -> None:
    client.force_login(bureau.clerk)
    answers = [
        client.post(reverse("reminder-by-hand", args=[bureau.item.pk]), headers={"HX-Request": "true"})
        for _ in range(2)
    ]
    words = [each.content.decode().strip() for each in answers]
    assert {each.status_code for each in answers} == {200}
    assert words[0] == (
        f'<span class="quiet small" role="status">已催办 {bureau.head}、{bureau.handler}</span>'
    )
    assert words[1].startswith('<span class="quiet small" role="status">')
    assert "24小时内已催办过" in words[1]


def test_in_place_a_unit_without_people_is_said(bureau: Bureau, client: Client) -> None:
    Membership.objects.filter(unit=bureau.section).delete()
    client.force_login(bureau.clerk)
    answer = client.post(reverse("reminder-by-hand", args=[bureau.item.pk]), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "还没有登记负责人或经办人" in answer.content.decode()


def test_the_page_follows_no_address_outside(bureau: Bureau, client: Client) -> None:
    assert post(client, bureau.clerk, bureau, next="//example.org/") == (302, "/reminders/")


def test_the_page_for_those_who_may_not(bureau: Bureau, client: Client) -> None:
    assert post(client, bureau.handler, bureau)[0] == 403
    assert post(client, person("office", organisation("云溪市体育局")), bureau)[0] == 404
