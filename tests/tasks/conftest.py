"""One bureau: its office, two sections with head and handler, a leader; and a stranger from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.factories import UnitFactory, organisation, person
from units.models import Unit, User


@dataclass
class Bureau:
    unit: Unit
    green: Unit
    roads: Unit
    clerk: User
    head: User
    handler: User
    other_head: User
    leader: User
    stranger: User


@pytest.fixture
def bureau(db: None) -> Bureau:
    unit = organisation("云溪市园林局")
    green, roads = UnitFactory(parent=unit, name="绿化科"), UnitFactory(parent=unit, name="养护科")
    elsewhere = organisation("云溪市体育局")
    return Bureau(
        unit=unit,
        green=green,
        roads=roads,
        clerk=person("office", unit),
        head=person("head", green),
        handler=person("handler", green),
        other_head=person("head", roads),
        leader=person("leader", unit),
        stranger=person("office", elsewhere),
    )
