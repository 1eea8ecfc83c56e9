"""The audit log is only ever added to, and what is done to it past the product shows."""

from __future__ import annotations

import datetime as dt
import logging
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from common.decisions import Refusal
from tests.factories import UserFactory
from tests.threads import at_once
from units import accounts, chain, guards
from units.audit import record
from units.jobs import check_audit, seal_audit
from units.models import AuditEvent, AuditSeal, User

OLD = dt.timedelta(days=200)


@pytest.fixture
def log(db: None) -> list[AuditEvent]:
    person = UserFactory()
    rows = [
        record(
            act="登录", actor=person, address="10.1.2.3", subject=f"第{n}条", detail={"数": n, "b": [1, "二"]}
        )
        for n in range(5)
    ]
    chain.seal_all()
    return rows


@pytest.fixture
def open_log(log: list[AuditEvent]) -> list[AuditEvent]:
    """The log as somebody finds it who may change the database itself."""
    _drop_guards()
    return log


def _drop_guards() -> None:
    on = {"sqlite": "", "postgresql": " ON {}"}[connection.vendor]
    with connection.cursor() as cursor:
        for table in (guards.LOG, guards.SEALS):
            for name in (f"{table}_no_update", f"{table}_no_delete", f"{table}_kept"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on.format(table)}")


def test_the_chain_holds(log):
    verdict = chain.verify()
    assert (verdict.rows, verdict.broken) == (5, "")
    assert verdict.head.startswith("5:")


@pytest.mark.parametrize(("model", "change"), [(AuditEvent, {"subject": ""}), (AuditSeal, {"digest": ""})])
def test_the_database_refuses_change_and_removal(log, model, change):
    for attack in (lambda: model.objects.update(**change), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attack()


def test_a_person_in_the_log_is_not_deleted(log):
    with pytest.raises(DatabaseError):
        log[0].actor.delete()


@pytest.mark.parametrize(
    "change",
    [
        {"act": "退出"},
        {"actor_name": "别人"},
        {"address": "10.1.2.4"},
        {"subject": ""},
        {"detail": {}},
        {"succeeded": False},
        {"at": timezone.now()},
        {"actor": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_row_is_found(open_log, change):
    AuditEvent.objects.filter(pk=open_log[2].pk).update(**change)
    assert chain.verify().broken == f"第 3 条：记录 {open_log[2].pk} 与封签不符"


def test_a_removed_row_is_found(open_log):
    AuditEvent.objects.filter(pk=open_log[1].pk).delete()
    assert chain.verify().broken == f"第 2 条：记录 {open_log[1].pk} 已被删除"


def test_a_row_removed_with_its_seal_is_found(open_log):
    AuditEvent.objects.filter(pk=open_log[1].pk).delete()
    AuditSeal.objects.filter(event=open_log[1].pk).delete()
    assert chain.verify().broken == "第 2 条：封签缺失"


def test_a_chain_forged_from_a_row_on_is_found_by_a_head_noted_before(open_log):
    seen = chain.verify().head
    AuditEvent.objects.filter(pk=open_log[4].pk).update(subject="另一条")
    AuditSeal.objects.filter(event=open_log[4].pk).delete()
    chain.seal_all()
    assert chain.verify().broken == ""
    assert "不在链上" in chain.verify(seen).broken


def test_the_command(open_log):
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "审计记录完整，共 5 条" in out.getvalue()
    head = out.getvalue().split()[-1]
    record(act="退出", actor=None)
    call_command("verify_audit", "--seen", head, stdout=out)
    AuditEvent.objects.filter(pk=open_log[0].pk).update(succeeded=False)
    with pytest.raises(CommandError, match="第 1 条"):
        call_command("verify_audit")


def test_the_night_notes_what_it_found(open_log, caplog):
    with caplog.at_level(logging.INFO, logger="units.jobs"):
        check_audit()
    assert "audit chain holds: 5 rows, head 5:" in caplog.text
    AuditEvent.objects.filter(pk=open_log[0].pk).update(subject="")
    check_audit()
    assert [row.succeeded for row in AuditEvent.objects.filter(act="核对审计")] == [False, True]


def test_what_a_killed_process_left_is_sealed_by_the_schedule(log):
    record(act="退出", actor=None)
    assert seal_audit() == 1
    assert seal_audit() == 0


def test_nothing_younger_than_180_days_is_removed(log, settings):
    settings.AUDIT_DAYS = 1
    AuditEvent.objects.bulk_create([AuditEvent(act="登录", at=timezone.now() - dt.timedelta(days=2))])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(act="登录", actor=None).delete()


def _old_rows(number: int) -> None:
    """Rows of long ago, at the head of a chain of their own."""
    at = timezone.now() - OLD
    AuditEvent.objects.bulk_create([AuditEvent(act="登录", at=at) for _ in range(number)])
    chain.seal_all()


def test_a_purge_leaves_a_chain_that_holds(db, settings):
    _old_rows(3)
    record(act="退出", actor=None)
    chain.seal_all()
    assert chain.purge(now=timezone.now()) == 0
    settings.AUDIT_DAYS = 180
    assert chain.purge(now=timezone.now()) == 3
    chain.seal_all()
    verdict = chain.verify()
    assert (verdict.rows, verdict.broken) == (2, "")
    assert verdict.head.startswith("5:")
    assert list(AuditEvent.objects.values_list("act", flat=True)) == ["清理审计", "退出"]
    assert chain.purge(now=timezone.now()) == 0


def test_a_broken_chain_is_not_purged(db, settings):
    _old_rows(3)
    record(act="退出", actor=None)
    chain.seal_all()
    settings.AUDIT_DAYS = 180
    _drop_guards()
    AuditEvent.objects.filter(act="退出").update(subject="改过")
    with pytest.raises(Refusal, match="没有清理"):
        chain.purge(now=timezone.now())
    assert AuditEvent.objects.filter(act="登录").count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_rows_of_many_at_once_make_one_chain():
    """On SQLite one writer waits for the other; the lock of PostgreSQL is ours."""
    assert [each.act for each in at_once(8, lambda: record(act="登录", actor=None))] == ["登录"] * 8
    chain.seal_all()
    verdict = chain.verify()
    assert (verdict.rows, verdict.broken) == (8, "")


@pytest.mark.django_db(transaction=True)
def test_where_the_log_cannot_be_written_the_act_fails(monkeypatch):

    def broken(**_: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr("units.audit.record", broken)
    with pytest.raises(DatabaseError):
        accounts.add_person(username="linmu", name="林木")
    assert not AuditEvent.objects.exists()

    assert not User.objects.filter(username="linmu").exists()
