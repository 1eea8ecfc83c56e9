"""The city and bureaus of the reports, with a few small plans."""

from __future__ import annotations

import random

import pytest

from tests.reports.conftest import world
from tests.reports.world import World, draw_plan

__all__ = ["drawn", "world"]


@pytest.fixture
def drawn(world: World) -> World:
    rng = random.Random(7)
    for bureau, sections in world.sections.items():
        for year in (2025, 2026):
            draw_plan(rng, bureau, sections, year=year, size=4)
    return world
