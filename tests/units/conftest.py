"""Two bureaus under one city: what one of them may, the other may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from tests.factories import UnitFactory, organisation, person
from units.models import Unit, User


@dataclass
class City:
    city: Unit
    bureau: Unit
    green: Unit
    roads: Unit
    other: Unit
    admin: User
    auditor: User
    office: User
    head: User
    handler: User
    leader: User
    other_office: User
    city_office: User
    nobody: User


@pytest.fixture
def city(db: None) -> City:
    top = organisation("云溪市人民政府")
    bureau, other = organisation("云溪市园林局", top), organisation("云溪市体育局", top)
    green, roads = UnitFactory(parent=bureau, name="绿化科"), UnitFactory(parent=bureau, name="养护科")
    nobody = person("handler", other, username="nobody")
    nobody.memberships.all().delete()
    return City(
        city=top,
        bureau=bureau,
        green=green,
        roads=roads,
        other=other,
        admin=person("admin", bureau, username="admin"),
        auditor=person("auditor", bureau, username="auditor"),
        office=person("office", bureau, username="office"),
        head=person("head", green, username="head"),
        handler=person("handler", green, username="handler"),
        leader=person("leader", bureau, username="leader"),
        other_office=person("office", other, username="other_office"),
        city_office=person("office", top, username="city_office"),
        nobody=nobody,
    )


@pytest.fixture
def as_() -> Callable[[User], Client]:
    """A browser in which this person is logged in."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter
