"""load_scale: rows that the services could have written, in an empty database only."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.management.commands import load_scale
from tasks.models import Obligation, Period, Task
from tasks.services.periods import open_periods
from units.models import Unit, User

pytestmark = pytest.mark.django_db


def load(**changes: object) -> None:
    call_command("load_scale", **{"tasks": 240, "units": 25, "users": 40, "password": "walk-2026"} | changes)


def test_as_much_as_was_asked_for() -> None:
    load()
    assert Task.objects.count() == 240
    assert Unit.objects.filter(kind=Unit.Kind.SECTION).count() == 25
    assert User.objects.count() == 40
    # Nothing that the services would still have opened.
    before = Period.objects.count(), Obligation.objects.count()
    open_periods(today=timezone.localdate(), now=timezone.now())
    assert (Period.objects.count(), Obligation.objects.count()) == before


def test_many_tasks_are_laid_over_by_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_scale, "MADE_ONE_BY_ONE", 20)
    load(tasks=60)
    assert Task.objects.count() == 60
    assert Task.objects.values("plan").distinct().count() == 3
    assert not Obligation.objects.exclude(task__plan=F("plan")).exclude(period__task=F("task")).exists()
    connection.check_constraints()
    # The next row that somebody makes gets a number of its own.
    Task.objects.create(plan=Task.objects.latest("pk").plan, position=0, text="再加一项。")


def test_the_pages_show_it(client: Client) -> None:
    load()
    client.force_login(User.objects.get(username="office1"))
    for name in ("home", "task-list", "plan-list", "dashboard"):
        assert client.get(reverse(name)).status_code == 200


def test_the_same_seed_makes_the_same_data() -> None:
    drawn = []
    for _ in range(2):
        with transaction.atomic():
            load(tasks=30)
            drawn.append(list(Task.objects.values_list("text", "due_on").order_by("pk")))
            transaction.set_rollback(True)
    assert drawn[0] == drawn[1]


def test_real_plans_are_safe() -> None:
    load(tasks=1, units=1, users=1)
    with pytest.raises(CommandError, match="空数据库"):
        load()
