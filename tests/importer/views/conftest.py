"""A bureau, its office signed in, and a draft that asks two things."""

from __future__ import annotations

import pytest
from django.test import Client

from importer.draft import Finding, Severity, UnitDraft
from importer.models import ImportBatch
from tests.factories import UnitFactory, organisation, person
from tests.importer import made
from units.models import Unit


@pytest.fixture
def bureau() -> Unit:
    bureau = organisation("云溪市园林局")
    for name in ("办公室", "绿化科", "财务审计科"):
        UnitFactory(name=name, parent=bureau)
    return bureau


@pytest.fixture
def office(client: Client, bureau: Unit) -> Client:
    client.force_login(person("office", bureau))
    return client


@pytest.fixture
def batch(bureau: Unit) -> ImportBatch:
    """Two tasks; a unit and a collective are to be asked about, a year was guessed."""
    drawn = made.plan(
        made.task("编制计划。", "办公室", "财务科", deadline=made.GUESSED),
        made.task("公开标准。", "绿化科", UnitDraft("各科室", "assist", group=True), row=3, number="2"),
        findings=(
            Finding(Severity.WARNING, "year_assumed", made.GUESSED.reason, task=0),
            Finding(Severity.WARNING, "our_office", "文中写“我办”，请核对。", task=1),
            Finding(Severity.INFO, "cleaned_bookmark", "去掉了 3 处 Word 书签标记。"),
        ),
    )
    return made.batch(bureau, drawn)
