"""Every address × method × role × state answers as tests/house/access_table.py says: 0 differences."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.house.access import AccessCase, bare_refusals
from tests.house.access_table import lines
from tests.house.test_urls import ADDRESSES
from tests.house.two_bureaus import ROLES

LINES = lines()
NAMES = {name for name, _, _ in ADDRESSES}
NOWHERE = 10**9
HELP = (
    "Add a line a method to tests/house/access_table.py (its head explains the letters; check each against "
    "the table of permissions) and, for a new kind of row, a subject to tests/house/two_bureaus.py: "
)


@pytest.mark.sqlite  # no answer here hangs on the database: once is enough for its minute
class AccessTest(AccessCase):
    def test_every_address_has_its_lines(self) -> None:
        listed = {line.name for line in LINES}
        assert NAMES - listed == set(), HELP + "、".join(sorted(NAMES - listed))
        assert listed - NAMES == set(), "these addresses are no more: take their lines out"

    def test_every_role_gets_what_the_table_says(self) -> None:
        differences = []
        with bare_refusals():
            for line in LINES:
                subject = self.ours[line.subject]
                found = [self.answers.letter(self.world.people[role], line, subject) for role in ROLES]
                if tuple(found) != line.answers:
                    differences.append(f"{line.name} {line.method} {line.subject}  {' '.join(found)}")
        head = "answered otherwise than the table says, in the order " + " ".join(ROLES)
        assert not differences, "\n".join([head, *differences])

    def test_the_technical_site_is_for_technicians(self) -> None:
        for role in ROLES:
            client = Client()
            client.force_login(self.world.people[role])
            assert client.get("/admin/").status_code == 302
