"""The bureau of the ledger's tests, with a person of its office signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.tasks.conftest import Bureau, bureau

__all__ = ["bureau"]


@pytest.fixture
def office(bureau: Bureau, client: Client) -> Client:
    client.force_login(bureau.clerk)
    return client
