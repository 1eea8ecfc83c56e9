"""Against a real mail server on the loopback: taken, put off, refused, cut off, gone."""

from __future__ import annotations

import datetime as dt
import socket

from pytest_django import Settings

from reminders import delivery, planner
from reminders.backoff import MOST_TRIES
from reminders.models import Delivery, DeliveryAttempt
from tests.reminders.conftest import Bureau, moment
from tests.reminders.smtp_sink import ACCEPT, DROP, LATER, NEVER, NO_SUCH, Sink
from units.models import User

T7 = dt.date(2027, 1, 20)


def send(minutes: float = 0) -> None:
    """The schedule so many minutes after nine."""
    now = moment(T7) + dt.timedelta(minutes=minutes)
    planner.plan(today=T7, now=now)
    delivery.deliver(now=now)


def only(bureau: Bureau, person: User) -> None:
    User.objects.exclude(pk=person.pk).update(email="")


def row() -> Delivery:
    return Delivery.objects.get()


def answers() -> list[tuple[str, str]]:
    return list(DeliveryAttempt.objects.values_list("outcome", "answer"))


def test_a_mail_arrives_whole(bureau: Bureau, sink: Sink) -> None:
    only(bureau, bureau.handler)
    send()
    (message,) = sink.accepted
    assert message["Subject"].strip() == "【公开台账】近期：公布年度绿化养护情况"
    assert message["To"] == bureau.handler.email
    assert message["Message-ID"] == f"<{row().message_id}@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = (part.get_content() for part in message.iter_parts())  # type: ignore[attr-defined]
    assert "应于2027-01-31完成，还有7个工作日" in text
    assert f"/tasks/{bureau.item.task_id}/" in html
    assert row().state == "sent"


def test_put_off_is_tried_again_under_the_same_id(bureau: Bureau, sink: Sink) -> None:
    only(bureau, bureau.handler)
    sink.script = [LATER, LATER, ACCEPT]
    send()
    assert (row().state, row().last_error) == ("pending", "451 4.3.0 try again later")
    assert dt.timedelta(seconds=24) <= row().next_try_at - moment(T7) <= dt.timedelta(seconds=36)
    send(0.1)
    assert len(sink.received) == 1
    send(1)
    send(3)
    assert [outcome for outcome, _ in answers()] == ["temporary", "temporary", "accepted"]
    assert len({message["Message-ID"] for message in sink.received}) == 1
    assert (row().state, row().attempts, row().unanswered, row().last_error) == ("sent", 3, 0, "")


def test_refused_is_shown_and_not_tried_again(bureau: Bureau, sink: Sink) -> None:
    only(bureau, bureau.handler)
    sink.script = [NO_SUCH]
    send()
    send(60)
    assert (row().state, row().last_error) == ("failed", "550 5.1.1 no such mailbox")
    assert answers() == [("permanent", "550 5.1.1 no such mailbox")]
    assert sink.received == []


def test_one_refusal_stops_nobody_else(bureau: Bureau, sink: Sink) -> None:
    sink.script = [NEVER]
    send()
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["failed", "sent"]


def test_a_lost_answer_is_counted_and_repeated_under_the_same_id(bureau: Bureau, sink: Sink) -> None:
    only(bureau, bureau.handler)
    sink.script = [DROP]
    send()
    assert (row().state, row().unanswered) == ("pending", 1)
    send(1)
    assert (row().state, row().unanswered, row().attempts) == ("sent", 1, 2)
    assert [outcome for outcome, _ in answers()] == ["in_doubt", "accepted"]
    assert len(sink.accepted) == 2
    assert len({message["Message-ID"] for message in sink.accepted}) == 1


def test_a_mail_that_may_have_arrived_takes_nothing_new(bureau: Bureau, sink: Sink) -> None:
    only(bureau, bureau.handler)
    sink.script = [DROP]
    send()
    later = moment(dt.date(2027, 1, 26))
    planner.plan(today=later.date(), now=later)
    delivery.deliver(now=later)
    assert len({message["Message-ID"] for message in sink.accepted}) == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_while_the_server_is_away_one_try_a_minute_is_made(bureau: Bureau, sink: Sink) -> None:
    sink.stop()
    send()
    assert DeliveryAttempt.objects.count() == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"pending"}
    assert all(
        "邮件服务器连接不上" in error for error in Delivery.objects.values_list("last_error", flat=True)
    )
    assert min(Delivery.objects.values_list("next_try_at", flat=True)) > moment(T7)


def test_after_an_outage_everything_goes_out(bureau: Bureau, settings: Settings, sink: Sink) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port, settings.EMAIL_PORT = settings.EMAIL_PORT, closed.getsockname()[1]
        for minutes in (0, 1, 2, 3):
            send(minutes)
    settings.EMAIL_PORT = port
    for minutes in (8, 9):
        send(minutes)
    assert sorted(message["To"] for message in sink.accepted) == [bureau.handler.email, bureau.head.email]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_server_that_never_takes_it_is_given_up_after_a_day_of_tries(bureau: Bureau, sink: Sink) -> None:
    only(bureau, bureau.handler)
    sink.script = [LATER] * 100
    now = moment(T7)
    planner.plan(today=T7, now=now)
    while not Delivery.objects.filter(state="failed").exists():
        delivery.deliver(now=now)
        now = max(now, row().next_try_at) + dt.timedelta(seconds=1)
    assert row().attempts == MOST_TRIES == len(sink.received)
    assert row().last_error.startswith("451")


def test_an_address_cannot_smuggle_headers(bureau: Bureau, sink: Sink) -> None:
    only(bureau, bureau.handler)
    User.objects.filter(pk=bureau.handler.pk).update(email="a@example.org\nBcc: all@example.org")
    send()
    assert (row().state, sink.received) == ("failed", [])
    assert row().last_error.startswith("邮箱地址无法使用")


def test_a_task_cannot_smuggle_headers(bureau: Bureau, sink: Sink) -> None:
    only(bureau, bureau.handler)
    task = bureau.item.task
    task.text = "公布名录\r\nBcc: all@example.org"
    task.save()
    send()
    (message,) = sink.accepted
    assert message["Bcc"] is None
    assert message["Subject"].endswith("公布名录 Bcc: all@example.org")
