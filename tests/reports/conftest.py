"""A city with two bureaus, people in every role, and drawn ledgers."""

from __future__ import annotations

import random

import pytest

from tasks.models import Plan, Task
from tests.factories import UnitFactory, organisation, person
from tests.reports.printed import printed_plan
from tests.reports.world import NOW, World, draw_plan


@pytest.fixture
def world(db: None) -> World:
    city = organisation("云溪市")
    parks, sports = organisation("云溪市园林局", city), organisation("云溪市体育局", city)
    sections = {
        parks: [
            UnitFactory(parent=parks, name=name) for name in ("园林办公室", "绿化科", "养护科", "苗木科")
        ],
        sports: [UnitFactory(parent=sports, name=name) for name in ("体育办公室", "场馆科", "训练科")],
    }
    made = World(city, parks, sports, sections)
    made.people = {
        "city leader": person("leader", city),
        "city office": person("office", city),
        "parks leader": person("leader", parks),
        "parks office": person("office", parks),
        "parks head": person("head", sections[parks][1]),
        "parks handler": person("handler", sections[parks][2]),
        "sports office": person("office", sports),
        "admin": person("admin", city),
        "auditor": person("auditor", city),
    }
    return made


@pytest.fixture
def drawn(world: World) -> World:
    """Plans of this year and of last in both bureaus, the city's own standing plan, and a draft."""
    rng = random.Random(20261020)
    for bureau, sections in world.sections.items():
        for year in (2025, 2026):
            draw_plan(rng, bureau, sections, year=year)
    draw_plan(rng, world.parks, world.sections[world.parks], title="园林局第二个方案", size=8)
    standing = draw_plan(rng, world.parks, world.sections[world.parks], title="园林局常设事项", size=6)
    standing.kind = Plan.Kind.STANDING
    standing.save()
    gone = rng.choice(list(Task.objects.filter(obligations__state="accepted").order_by("pk")))
    Task.objects.filter(pk=gone.pk).update(withdrawn_at=NOW)
    return world


@pytest.fixture
def plan(world: World) -> Plan:
    return printed_plan(world)
