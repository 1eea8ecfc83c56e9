"""Acts of the history for other systems: all, once, signed, to nobody else; docs/webhooks.md is true."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from reminders import delivery, pushing
from reminders.models import Delivery, DeliveryAttempt, Outlet, Push
from reminders.pushing import GROUPS
from reminders.services import holding, outlets
from tasks.models import TaskEvent
from tasks.services import attention, progress
from tests.conftest import ROOT
from tests.factories import UnitFactory, organisation, person
from tests.factories_tasks import due, issued_plan, make_plan, new_task
from tests.reminders.conftest import DUE, Bureau, moment
from tests.reminders.receiver import Receiver, saying
from units.audit import SYSTEM, By
from units.models import AuditEvent, User

DAY = dt.date(2027, 1, 20)
SECRET = "签名密钥"


@pytest.fixture
def there(settings: Settings) -> Iterator[Receiver]:
    with Receiver(saying("")) as receiver:
        settings.CHANNEL_HOSTS = [receiver.host]
        yield receiver


@pytest.fixture
def hook(bureau: Bureau, there: Receiver) -> Outlet:
    row = Outlet(organisation=bureau.unit, kind="events", name="市政务服务平台", acts=list(GROUPS))
    row.url, row.secret = there.url, SECRET
    row.pushes_from = row.read_until = moment(DAY, "08:00")
    row.save()
    return row


def report(bureau: Bureau, clock: str = "09:00", day: dt.date = DAY) -> None:
    progress.report(
        obligation=bureau.item, actor=bureau.handler, now=moment(day, clock), progress=f"已公布（{clock}）"
    )


def bodies(receiver: Receiver) -> list[dict[str, object]]:
    return [json.loads(raw) for *_, raw in receiver.asked]


def test_an_act_is_pushed_once_and_signed_as_the_document_says(
    bureau: Bureau, hook: Outlet, there: Receiver
) -> None:
    report(bureau)
    with time_machine.travel(moment(DAY, "09:01"), tick=True):
        delivery.deliver(now=moment(DAY, "09:01"))
        delivery.deliver(now=moment(DAY, "09:02"))
        ((_, headers, raw),) = there.asked
        assert is_genuine(SECRET, headers, raw)
        assert not is_genuine("another", headers, raw)
        assert not is_genuine(SECRET, headers, raw + b" ")
    with time_machine.travel(moment(DAY, "10:01")):
        assert not is_genuine(SECRET, headers, raw)
    event = TaskEvent.objects.get(act="report")
    body = json.loads(raw)
    assert (headers["X-Gongkai-Id"], headers["X-Gongkai-Act"]) == (str(event.pk), "report")
    assert body["id"] == event.pk
    assert (body["act"], body["at"], body["actor"]) == ("report", "2027-01-20T01:00:00Z", str(bureau.handler))
    assert body["obligation"]["state"] == "pending"
    assert DeliveryAttempt.objects.get().outcome == "accepted"


def test_a_hold_keeps_pushes_too(bureau: Bureau, hook: Outlet, there: Receiver) -> None:
    """What was done meanwhile goes with all the rest, or never."""
    holding.hold(reason="恢复演练", by=SYSTEM, now=moment(DAY, "08:30"))
    report(bureau)
    delivery.deliver(now=moment(DAY, "09:01"))
    assert (there.asked, pushing.waiting()) == ([], 1)
    holding.release(by=SYSTEM, now=moment(DAY, "09:02"), only_new=True)
    report(bureau, "09:03")
    delivery.deliver(now=moment(DAY, "09:04"))
    assert [body["at"] for body in bodies(there)] == ["2027-01-20T01:03:00Z"]


def is_genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """The document's own example."""
    (code,) = re.findall(r"```python\n(.*?)```", document(), re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    return names["is_genuine"](secret, headers, body)  # type: ignore[operator]


def document() -> str:
    return (ROOT / "docs" / "webhooks.md").read_text("utf-8")


def test_the_documents_body_has_the_fields_of_a_real_one(bureau: Bureau, hook: Outlet) -> None:
    report(bureau)
    pushing.gather(moment(DAY, "09:01"))
    (example,) = re.findall(r"```json\n(.*?)```", document(), re.DOTALL)
    shown, real = json.loads(example), Push.objects.get().payload
    assert set(shown) == set(real)
    for name in ("organisation", "plan", "task", "obligation"):
        assert set(shown[name]) == set(real[name])


def test_the_document_names_every_act_that_is_pushed() -> None:
    named = set(re.findall(r"`(\w+)`", document()))
    assert {str(act) for _, acts in GROUPS.values() for act in acts} <= named


def test_no_answer_is_tried_again_with_the_same_words(bureau: Bureau, hook: Outlet, there: Receiver) -> None:
    there.answer = saying('{"message": "维护中"}', status=503)
    report(bureau)
    delivery.deliver(now=moment(DAY, "09:01"))
    (row,) = Delivery.objects.all()
    assert (row.state, row.last_error) == ("pending", "503 维护中")
    bureau.plan.title = "改名的计划"
    bureau.plan.save()
    there.answer = saying("")
    delivery.deliver(now=moment(DAY, "09:10"))
    first, second = there.asked
    assert first[2] == second[2]
    assert first[1]["X-Gongkai-Id"] == second[1]["X-Gongkai-Id"]
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sent", 2)


def test_what_was_done_during_a_stand_still_comes_afterwards(
    bureau: Bureau, hook: Outlet, there: Receiver
) -> None:
    for hours, day in enumerate([DAY, DAY + dt.timedelta(1), DAY + dt.timedelta(4)]):
        report(bureau, f"1{hours}:00", day)
    delivery.deliver(now=moment(DAY + dt.timedelta(5)))
    assert [body["act"] for body in bodies(there)] == ["report"] * 3


def test_a_row_that_a_long_transaction_shows_late_is_not_missed(bureau: Bureau, hook: Outlet) -> None:
    report(bureau, "09:40")
    assert pushing.gather(moment(DAY, "09:41")) == 1
    report(bureau, "09:00")
    assert pushing.gather(moment(DAY, "09:42")) == 1
    report(bureau, "08:20")
    assert pushing.gather(moment(DAY, "09:43")) == 0  # older than an hour before
    assert pushing.gather(moment(DAY, "09:44"), pushing.NIGHTLY) == 1


def test_only_what_was_asked_for_of_the_own_plans_in_force(bureau: Bureau, hook: Outlet) -> None:
    other = organisation("云溪市体育局")
    section = UnitFactory(parent=other)
    coach = person("handler", section)
    theirs = issued_plan(other, [new_task("公布场馆开放时间", section, deadline=due(DUE))])
    progress.report(obligation=theirs.obligations.get(), actor=coach, now=moment(DAY), progress="已公布")
    make_plan(bureau.unit, [new_task("草稿里的任务", bureau.section, deadline=due(DUE))])
    hook.acts = ["plans", "decisions"]
    hook.save()
    report(bureau)
    assert pushing.gather(moment(DAY, "09:01")) == 0
    hook.acts = list(GROUPS)
    hook.save()
    assert pushing.gather(moment(DAY, "09:02")) == 1


def test_remarks_of_leaders_stay_in_the_house(bureau: Bureau, hook: Outlet) -> None:
    assert not {"remark", "discard"} & {str(act) for _, acts in GROUPS.values() for act in acts}
    attention.remark(task=bureau.item.task, actor=bureau.leader, text="抓紧", now=moment(DAY))
    assert pushing.gather(moment(DAY, "09:01")) == 0


def test_nothing_of_the_time_when_it_was_off(bureau: Bureau, hook: Outlet, admin: User) -> None:
    def switch(on: bool, clock: str) -> None:
        outlets.change_outlet(
            actor=admin, outlet=hook, name=hook.name, url="", secret="", is_on=on, acts=["reports"],
            now=moment(DAY, clock), by=By(admin, None),
        )  # fmt: skip

    switch(False, "08:30")
    report(bureau)
    assert pushing.gather(moment(DAY, "09:01")) == 0
    switch(True, "09:30")
    report(bureau, "09:45")
    assert pushing.gather(moment(DAY, "09:50")) == 1


def test_a_dead_gateway_holds_up_no_mail(bureau: Bureau, hook: Outlet, settings: Settings) -> None:
    with Receiver(saying("")) as gone:
        settings.CHANNEL_HOSTS = [gone.host]
        hook.url = gone.url
        hook.save()
    for n in range(3):
        report(bureau, f"08:1{n}")
    assert bureau.run(DAY) == ["handler", "head"]
    pushes = Delivery.objects.filter(kind="event")
    assert sorted(pushes.values_list("attempts", flat=True)) == [0, 0, 1]  # one try, the others rest
    assert set(pushes.values_list("state", flat=True)) == {"pending"}


@pytest.fixture
def admin(bureau: Bureau) -> User:
    return person("admin", bureau.unit, username="technician")


def test_the_administrator_subscribes_tests_and_sends_again(
    bureau: Bureau, admin: User, there: Receiver, client: Client
) -> None:
    address = f"{reverse('outlet-add')}?kind=events"
    fields = {"organisation": bureau.unit.pk, "name": "平台", "url": there.url, "secret": SECRET}
    with time_machine.travel(moment(DAY, "08:00")):
        client.force_login(admin)
        assert client.post(address, fields).status_code == 422  # no group chosen
        assert client.post(address, {**fields, "acts": ["reports"]}).status_code == 302
        hook = Outlet.objects.get()
        client.post(reverse("outlet-test", args=[hook.pk]))
        assert bodies(there) == [{"version": 1, "id": 0, "act": "ping", "label": "测试"}]
        there.answer = saying('{"message": "不认识"}', status=400)
        report(bureau)
        delivery.deliver(now=moment(DAY, "09:01"))
        page = client.get(reverse("outlet-edit", args=[hook.pk])).content.decode()
        assert "400 不认识" in page
        assert "公布年度绿化养护情况" not in page  # who keeps channels reads no plans
        there.answer = saying("")
        client.post(reverse("outlet-resend", args=[hook.pk]))
    Delivery.objects.update(next_try_at=moment(DAY, "09:05"))
    delivery.deliver(now=moment(DAY, "09:06"))
    assert there.asked[-1][2] == there.asked[-2][2]
    assert Delivery.objects.get().state == "sent"
    assert AuditEvent.objects.filter(act="维护渠道").count() == 3


def test_the_office_reads_what_was_sent(bureau: Bureau, hook: Outlet, client: Client) -> None:
    report(bureau)
    delivery.deliver(now=moment(DAY, "09:01"))
    client.force_login(bureau.clerk)
    assert "市政务服务平台" in client.get(f"{reverse('reminder-list')}?view=log").content.decode()
    row = Delivery.objects.get()
    shown = client.get(reverse("delivery-detail", args=[row.pk])).content.decode()
    assert "公布年度绿化养护情况" in shown
    client.force_login(person("office", organisation("云溪市体育局")))
    assert client.get(reverse("delivery-detail", args=[row.pk])).status_code == 404


def test_removed_its_log_stays(bureau: Bureau, hook: Outlet, admin: User, client: Client) -> None:
    report(bureau)
    delivery.deliver(now=moment(DAY, "09:01"))
    report(bureau, "09:02")
    pushing.gather(moment(DAY, "09:03"))
    client.force_login(admin)
    client.post(reverse("outlet-remove", args=[hook.pk]))
    delivery.deliver(now=moment(DAY, "09:04"))
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["failed", "sent"]


@pytest.mark.parametrize("number", [1, 40])
def test_queries_do_not_grow_with_the_acts(
    bureau: Bureau, hook: Outlet, number: int, django_assert_num_queries: object
) -> None:
    for n in range(number):
        report(bureau, f"08:{n:02}")
    with django_assert_num_queries(8):  # type: ignore[operator]
        assert pushing.gather(moment(DAY, "09:01")) == number
