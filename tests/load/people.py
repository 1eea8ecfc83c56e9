"""Signed-in people of a database made by ``load_scale``, as one JSON object a line.

Run in the product's environment: ``python -m tests.load.people NUMBER``.  Sessions are written, not logged in
for: five hundred log-ins would measure the hasher, and meet the limits on logging in that are meant for them.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from typing import Any

OWED_EACH = 4
TOKEN = "load0123456789abcdefLOAD01234567"  # as long as a real one


@dataclass
class Person:
    """``owed``: obligations that nobody else of the run reports on; ``organisation``: where the person may
    hand in documents."""

    username: str
    cookie: str
    unit: int
    plan: int
    tasks: list[int] = field(default_factory=list)
    owed: list[int] = field(default_factory=list)
    organisation: int = 0


def people(number: int) -> list[Person]:
    from units.models import Membership

    chosen = Membership.objects.filter(role__in=["head", "handler", "office"]).select_related("user", "unit")
    offices = list(chosen.filter(role="office").order_by("pk")[: max(1, number // 20)])
    rest = list(chosen.exclude(role="office").order_by("role", "pk")[: number - len(offices)])
    shares: dict[int, int] = {}
    return [_person(membership, shares) for membership in (*offices, *rest)]


def _person(membership: Any, shares: dict[int, int]) -> Person:
    from tasks.models import Obligation

    unit = membership.unit
    mine = Obligation.objects.filter(unit=unit).order_by("pk")
    first = shares.get(unit.pk, 0)
    found = list(mine.values_list("task_id", "plan_id")[first : first + OWED_EACH])
    person = Person(membership.user.username, _cookie(membership.user), unit.pk, found[0][1] if found else 0)
    person.tasks = [task for task, _ in found]
    if membership.role == "office":
        person.organisation = unit.organisation_id
    else:
        open_ = mine.filter(state="pending").values_list("pk", flat=True)
        person.owed = list(open_[first : first + OWED_EACH])
        shares[unit.pk] = first + OWED_EACH
    return person


def _cookie(user: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"


if __name__ == "__main__":
    import django

    django.setup()
    for each in people(int(sys.argv[1])):
        sys.stdout.write(json.dumps(asdict(each)) + "\n")
