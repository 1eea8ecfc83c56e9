"""The demo: every state and every light, one history that agrees with itself, log-ins that lead somewhere."""

from __future__ import annotations

from collections import Counter
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client, TestCase
from django.utils import timezone

from gongkai.demo import content, logins
from gongkai.navigation import navigation
from reminders.models import Delivery, Reminder
from tasks.lights import Colour
from tasks.models import Evidence, Obligation, Plan, ProgressReport, TaskEvent
from tasks.status import Board, statuses
from tasks.workflow import State
from units.models import Membership, Unit, User

BUREAU, OTHER = (raw["name"] for raw in content.read("bureaus")["bureau"])


# On one worker: loading takes seconds.
@pytest.mark.xdist_group("demo")
class DemoTest(TestCase):
    """The demo is loaded once for all of these."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.output = StringIO()
        call_command("load_demo", stdout=cls.output)

    def plans(self, name: str = BUREAU) -> dict[tuple[str, str], Plan]:
        return {(plan.kind, plan.state): plan for plan in Plan.objects.filter(organisation__name=name)}

    @property
    def in_force(self) -> Plan:
        return self.plans()["annual", "issued"]

    def test_the_bureau_is_as_large_as_promised(self) -> None:
        bureau = Unit.objects.get(name=BUREAU)
        assert Unit.objects.sections_of(bureau).count() == 13  # with itself
        assert 18 <= User.objects.count() <= 25
        assert set(Membership.objects.values_list("role", flat=True)) == set(Membership.Role.values)
        assert set(self.plans()) == {
            ("annual", "archived"), ("annual", "issued"), ("annual", "draft"), ("standing", "issued"),
            ("reference", "draft"),
        }  # fmt: skip
        assert sum(plan.tasks.count() for plan in self.plans().values()) >= 60

    def test_the_plan_in_force_shows_every_state(self) -> None:
        states = Counter(self.in_force.obligations.values_list("state", flat=True))
        assert set(states) == {str(state) for state in State}

    def test_the_plan_in_force_shows_every_light(self) -> None:
        board = Board.now()
        found = Obligation.objects.filter(plan=self.in_force).select_related("period", "task", "plan")
        lights = {(light.colour, light.word) for light in map(board.light, found)}
        assert {colour for colour, _ in lights} == set(Colour)
        assert {
            "逾期",
            "临期",
            "已退回",
            "近期",
            "按期",
            "已填报",
            "待审核",
            "已完成",
            "逾期完成",
            "不适用",
        } <= {word for _, word in lights}

    def test_its_tasks_show_every_light(self) -> None:
        rows = statuses(self.in_force.tasks.select_related("plan"), Board.now())
        assert {status.light.colour for _, status in rows} == set(Colour)

    def test_the_draft_opens_nothing(self) -> None:
        assert not self.plans()["annual", "draft"].obligations.exists()

    def test_last_year_is_mostly_done(self) -> None:
        states = Counter(self.plans()["annual", "archived"].obligations.values_list("state", flat=True))
        assert states["accepted"] > 0.8 * states.total()
        assert states["pending"] > 0

    def test_the_history_agrees_with_what_stands(self) -> None:
        assert not TaskEvent.objects.filter(at__gt=timezone.now()).exists()
        acts = Counter(TaskEvent.objects.order_by().values_list("act", flat=True))
        assert acts["report"] == ProgressReport.objects.count()
        assert acts["edited"] == 3
        assert acts["withdraw"] > 0
        for obligation in Obligation.objects.exclude(state="pending").prefetch_related("events"):
            # The state is what the last act that moves it leads to.
            last = next(event.act for event in obligation.events.all() if event.act != "report")
            assert {"submit": "submitted", "accept": "accepted", "return": "returned", "waive": "waived"}[
                last
            ] == obligation.state

    def test_a_postponed_deadline_keeps_its_first_day(self) -> None:
        moved = [
            o for o in self.in_force.obligations.select_related("period") if o.due_on != o.period.first_due_on
        ]
        assert moved

    def test_reports_are_told_by_units_and_for_units(self) -> None:
        assert ProgressReport.objects.filter(on_behalf=True).exists()
        assert ProgressReport.objects.filter(on_behalf=False).count() > 100
        assert not Evidence.objects.exclude(url__startswith="https://www.example.gov.cn/").exists()

    def test_reminders_stay_inside(self) -> None:
        assert {"sent", "pending"} <= set(Reminder.objects.order_by().values_list("state", flat=True))
        assert not Delivery.objects.exists()
        assert mail.outbox == []
        assert not User.objects.exclude(email="").exists()

    def test_the_neighbour_sees_its_own(self) -> None:
        neighbour, city = (User.objects.get(username=name) for name in ("edu", "city"))
        assert {plan.organisation.name for plan in Plan.objects.visible_to(neighbour)} == {OTHER}
        assert {plan.organisation.name for plan in Plan.objects.visible_to(city)} == {BUREAU, OTHER}

    def test_everybody_arrives_somewhere(self) -> None:
        for user in User.objects.all():
            client = Client()
            assert client.login(username=user.username, password="Demo-1234"), user
            assert client.get("/", follow=True).status_code == 200, user

    def test_every_entry_of_the_bar_opens(self) -> None:
        for account, _, password in logins.logins():
            client = Client()
            client.login(username=account, password=password)
            request = client.get("/", follow=True).wsgi_request
            for item in navigation(request)["nav"].items:
                assert client.get(item.href, follow=True).status_code == 200, (account, item.href)

    def test_the_log_ins_are_printed(self) -> None:
        again = StringIO()
        call_command("load_demo", "--show-logins", stdout=again)
        assert self.output.getvalue().endswith(again.getvalue())
        for account, _, password in logins.logins():
            assert account in again.getvalue()
            assert password in again.getvalue()
        assert logins.WARNING in again.getvalue()

    def test_a_second_call_refuses(self) -> None:
        with pytest.raises(CommandError, match="已有计划"):
            call_command("load_demo")

    def test_a_second_call_if_empty_does_nothing(self) -> None:
        before = (User.objects.count(), Plan.objects.count(), TaskEvent.objects.count())
        output = StringIO()
        call_command("load_demo", "--if-empty", stdout=output)
        assert (User.objects.count(), Plan.objects.count(), TaskEvent.objects.count()) == before
        assert output.getvalue() == ""


@pytest.mark.django_db
def test_real_people_keep_the_demo_out() -> None:
    """An organisation that has been set up and has no plan yet is not a place for the demo."""
    call_command(
        "setup_organisation", "某市某局", admin=["guanli", "甲"], office=["gongkai", "乙"], stdout=StringIO()
    )
    call_command("load_demo", "--if-empty", stdout=StringIO())
    assert User.objects.count() == 2
    output = StringIO()
    call_command("load_demo", "--show-logins", stdout=output)
    assert output.getvalue() == ""
