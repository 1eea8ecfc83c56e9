"""Pages by key: rows that come or go meanwhile neither repeat nor hide others; the last is as quick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

LARGEST, USUAL = 200, 50


def page_of(
    rows: QuerySet[Any], after: int, limit: int, shape: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """{"items", "next"}; ``rows`` are ordered by id."""
    found = list(rows.filter(pk__gt=after)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return {"items": [shape(row) for row in found], "next": found[-1].pk if more else None}
