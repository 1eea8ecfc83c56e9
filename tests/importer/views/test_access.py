"""Who may open the import's pages, and what others are told."""

from __future__ import annotations

import pytest
from django.test import Client

from importer.models import ImportBatch
from tests.factories import organisation, person
from tests.importer import made
from tests.importer.views.pages import text, url
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["head", "handler", "leader", "admin", "auditor"])
@pytest.mark.parametrize("name", ["list", "detail", "progress", "facts", "answer", "commit", "discard"])
def test_others_are_told_why_not(
    client: Client, bureau: Unit, batch: ImportBatch, role: str, name: str
) -> None:
    client.force_login(person(role, bureau))
    address = url(name) if name == "list" else url(name, batch.pk)
    answer = client.post(address) if name in ("commit", "discard") else client.get(address)
    assert answer.status_code == 403
    assert "公开办人员" in text(answer)


@pytest.mark.parametrize("name", ["detail", "progress", "facts", "answer", "commit", "discard", "retry"])
def test_another_organisations_batch_does_not_exist(client: Client, batch: ImportBatch, name: str) -> None:
    client.force_login(person("office", organisation("临江市园林局")))
    answer = (
        client.post(url(name, batch.pk))
        if name in ("commit", "discard", "retry")
        else client.get(url(name, batch.pk))
    )
    assert answer.status_code == 404
    batch.refresh_from_db()
    assert batch.is_draft


def test_the_list_holds_own_batches_only(office: Client, batch: ImportBatch) -> None:
    other = made.batch(organisation("临江市园林局"), made.plan(made.task("一。")), data=b"other")
    ImportBatch.objects.filter(pk=other.pk).update(filename="别家的.docx")
    page = text(office.get(url("list")))
    assert "方案.docx" in page
    assert "别家的" not in page
