"""Sending: one digest a person and day, in working hours, and only what still stands."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from reminders import delivery, planner
from reminders.channels.base import Answer, Result
from reminders.channels.email import EmailChannel
from reminders.delivery import claim
from reminders.models import Delivery, DeliveryAttempt, DeliveryItem, Reminder
from reminders.outcome import settle
from reminders.release import release
from tasks.models import Obligation
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import DUE, Bureau, moment
from units.models import User

D = dt.date
T7 = D(2027, 1, 20)
State = Delivery.State


def states() -> list[str]:
    return sorted(Delivery.objects.values_list("state", flat=True))


def plan(day: dt.date) -> None:
    planner.plan(today=day, now=moment(day))


def test_many_items_are_one_digest_a_person(bureau: Bureau) -> None:
    tasks = [new_task(f"公布第{n}批养护名录", bureau.section, deadline=due(DUE)) for n in range(9)]
    issued_plan(bureau.unit, tasks)
    assert bureau.run(T7) == ["handler", "head"]
    assert {subject for *_, subject in bureau.mails} == {"【公开台账】10 项工作待办"}
    assert mail.outbox[0].body.count("应于2027-01-31完成") == 10


def test_a_second_run_sends_nothing(bureau: Bureau) -> None:
    bureau.run(T7)
    assert bureau.run(T7, "09:01") == []
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "clock", "goes_out"),
    [
        (T7, "08:29", False),
        (T7, "08:30", True),
        (T7, "17:59", True),
        (T7, "18:00", False),
        (D(2027, 1, 23), "10:00", False),  # a Saturday
    ],
)
def test_nothing_goes_out_at_night_or_on_days_off(
    bureau: Bureau, day: dt.date, clock: str, goes_out: bool
) -> None:
    assert bool(bureau.run(day, clock)) is goes_out


def test_what_came_due_at_night_goes_out_in_the_morning(bureau: Bureau) -> None:
    plan(D(2027, 1, 19))
    release(now=moment(T7, "19:00"))
    assert states() == ["pending", "pending"]
    assert bureau.run(D(2027, 1, 21), "08:30") == ["handler", "head"]


def test_the_notice_needs_no_sender(bureau: Bureau) -> None:
    plan(D(2027, 1, 19))
    seen = Reminder.objects.notices_of(bureau.handler, moment(T7, "08:30"))
    assert "T-7" in set(seen.values_list("step", flat=True))
    earlier = Reminder.objects.notices_of(bureau.handler, moment(T7, "08:29"))
    assert "T-7" not in set(earlier.values_list("step", flat=True))


def test_three_days_of_stand_still_are_one_digest(bureau: Bureau) -> None:
    plan(D(2027, 1, 19))
    delivery.deliver(now=moment(D(2027, 1, 29)))  # T-7, T-3, T-1 and T-0 have come meanwhile
    assert len(mail.outbox) == 2
    assert "今天到期" not in mail.outbox[0].body
    assert "到期前已没有工作日" in mail.outbox[0].body
    mine = Reminder.objects.filter(recipient=bureau.handler).order_by("visible_from")
    assert list(mine.values_list("step", "state"))[:4] == [
        ("T-7", "superseded"),
        ("T-3", "superseded"),
        ("T-1", "superseded"),
        ("T-0", "sent"),
    ]


def test_digests_that_could_not_be_delivered_go_into_the_next(bureau: Bureau) -> None:
    plan(T7)
    release(now=moment(T7))
    plan(D(2027, 1, 26))
    delivery.deliver(now=moment(D(2027, 1, 26)))
    assert len(mail.outbox) == 2
    assert states() == ["sent", "sent", "superseded", "superseded"]
    assert set(DeliveryItem.objects.values_list("delivery__state", flat=True)) == {"sent"}


def test_what_was_submitted_since_is_not_sent(bureau: Bureau) -> None:
    plan(T7)
    release(now=moment(T7))
    Obligation.objects.update(state="submitted", submitted_on=T7)
    delivery.deliver(now=moment(T7))
    assert mail.outbox == []
    assert states() == ["cancelled", "cancelled"]


def test_a_person_who_left_since_gets_nothing(bureau: Bureau) -> None:
    plan(T7)
    release(now=moment(T7))
    User.objects.filter(pk=bureau.handler.pk).update(is_active=False)
    delivery.deliver(now=moment(T7))
    assert [each.to[0] for each in mail.outbox] == [bureau.head.email]


def test_released_rows_are_checked_too(bureau: Bureau) -> None:
    plan(T7)
    Obligation.objects.update(due_on=D(2027, 2, 28))
    assert release(now=moment(T7)) == 0
    assert set(Reminder.objects.filter(visible_from__lte=moment(T7)).values_list("state", "reason")) == {
        ("cancelled", "期限已调整")
    }


def test_a_person_without_address_still_has_the_notice(bureau: Bureau) -> None:
    User.objects.filter(pk=bureau.handler.pk).update(email="")
    assert bureau.run(T7) == ["head"]
    assert Reminder.objects.notices_of(bureau.handler, moment(T7)).filter(state="sent").exists()


def test_what_comes_after_the_morning_digest_waits_for_the_next(bureau: Bureau) -> None:
    bureau.run(T7)
    issued_plan(bureau.unit, [new_task("公布行道树名录", bureau.section, deadline=due(DUE))])
    assert bureau.run(T7, "14:00") == []
    assert bureau.run(D(2027, 1, 21)) == ["handler", "head"]
    assert "行道树" in bureau.mails[-1][2]


def test_a_lease_that_ended_is_taken_over_under_the_same_id(bureau: Bureau) -> None:
    plan(T7)
    now = moment(T7)
    release(now=now)
    lost = delivery.claim(now)
    assert lost
    delivery.deliver(now=now + dt.timedelta(minutes=1))
    assert len(mail.outbox) == 1  # the other person's
    delivery.deliver(now=now + dt.timedelta(minutes=3))
    delivery.deliver(now=now + dt.timedelta(minutes=5))
    assert states() == ["sent", "sent"]
    assert mail.outbox[1].extra_headers["Message-ID"].startswith(f"<{lost.message_id}@")
    lost.refresh_from_db()
    assert (lost.attempts, lost.unanswered) == (2, 1)
    tries = DeliveryAttempt.objects.filter(delivery=lost)
    assert list(tries.values_list("number", "outcome")) == [(1, "in_doubt"), (2, "accepted")]


def test_a_result_that_comes_after_the_lease_is_only_recorded(bureau: Bureau) -> None:
    plan(T7)
    now = moment(T7)
    release(now=now)
    slow = delivery.claim(now)
    assert slow
    delivery.deliver(now=now + dt.timedelta(minutes=3))
    delivery.deliver(now=now + dt.timedelta(minutes=6))
    settle(slow, Answer(Result.TEMPORARY, "451 late"), EmailChannel(), started=now, ended=now)
    slow.refresh_from_db()
    assert slow.state == State.SENT
    assert slow.tries.count() == 3


def test_the_database_holds_one_digest_a_day(bureau: Bureau) -> None:
    bureau.run(T7)
    there = Delivery.objects.first()
    assert there
    there.pk, there.message_id = None, "11111111-1111-4111-8111-111111111111"
    with pytest.raises(IntegrityError), transaction.atomic():
        there.save(force_insert=True)
    there.sequence = 1
    with pytest.raises(IntegrityError), transaction.atomic():
        there.save(force_insert=True)


def test_attempts_are_append_only(bureau: Bureau) -> None:
    bureau.run(T7)
    with pytest.raises(TypeError):
        DeliveryAttempt.objects.update(answer="other")
    with pytest.raises(TypeError):
        DeliveryAttempt.objects.all().delete()


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_a_digest_do_not_grow_with_its_items(bureau: Bureau, number: int) -> None:
    tasks = [new_task(f"公布第{n}批养护名录", bureau.section, deadline=due(DUE)) for n in range(number)]
    issued_plan(bureau.unit, tasks)
    plan(T7)
    release(now=moment(T7))
    with CaptureQueriesContext(connection) as queries:
        delivery.deliver(now=moment(T7))
    assert len(mail.outbox) == 2
    assert len(queries) <= 42


def test_a_digest_packed_in_the_night_waits_for_the_mornings_rows(bureau: Bureau) -> None:
    """After a stand-still what was due before is packed at seven, and the step of the day comes later."""
    issued_plan(bureau.unit, [new_task("公布名录", bureau.section, deadline=due(D(2027, 2, 2)))])
    plan(D(2027, 1, 18))
    release(now=moment(T7, "07:00"))
    night = Delivery.objects.filter(state="pending").count()
    assert night == 2
    # Another sender holds the lock of the release and has not come to this person yet.
    assert claim(moment(T7, "08:31")) is None
    release(now=moment(T7, "08:31"))
    taken = claim(moment(T7, "08:31"))
    assert taken
    assert sorted(taken.items.values_list("reminder__step", flat=True)) == ["FIRST", "FIRST", "T-7"]
    assert Delivery.objects.count() == night
