"""Counts the rows of a grouped query by further keys: what the ORM's ``aggregate()`` does, with GROUP BY.

A board needs numbers of periods, and a period is itself a group of obligations.  The ORM groups no groups, so
its SQL becomes a common table expression; only names of its own columns are put into the outer text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Grouping:
    """Annotations of the inner query to group by; ``distinct`` counts an annotation's values, not rows."""

    keys: tuple[str, ...]
    distinct: str | None

    def __init__(self, *keys: str, distinct: str | None = None) -> None:
        object.__setattr__(self, "keys", keys)
        object.__setattr__(self, "distinct", distinct)

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.keys, self.distinct) if self.distinct else self.keys


Counted = list[tuple[tuple[Any, ...], int]]


def regroup(rows: QuerySet[Any, dict[str, Any]], *groupings: Grouping) -> tuple[Counted, ...]:
    """For each grouping ``[(values of its keys, number), …]``; one query for all of them.

    The inner query is run once: a table expression that is used more than once is kept by PostgreSQL (12 on)
    and SQLite (3.35 on).
    """
    known = {*rows.query.values_select, *rows.query.annotations}
    if unknown := {name for each in groupings for name in each.names} - known:
        raise ValueError(f"not a column of the query: {sorted(unknown)}")
    try:
        inner, params = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return tuple([] for _ in groupings)
    connection = connections[rows.db]
    sql = _wrapped(inner, groupings, connection.ops.quote_name)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    return _sorted_out(found, groupings)


def _wrapped(inner: str, groupings: tuple[Grouping, ...], quote: Callable[[str], str]) -> str:
    """``WITH … SELECT 0, keys…, NULL…, COUNT(*) … UNION ALL SELECT 1, …``; keys are told apart by place."""
    before, branches = 0, []
    width = sum(len(each.keys) for each in groupings)
    for number, each in enumerate(groupings):
        names = [quote(key) for key in each.keys]
        columns = ["NULL"] * before + names + ["NULL"] * (width - before - len(names))
        what = f"DISTINCT {quote(each.distinct)}" if each.distinct else "*"
        # All names are the query's own columns, checked above and quoted.
        branch = f"SELECT {number}, {', '.join(columns)}, COUNT({what}) FROM counted_rows"  # nosec
        branches.append(f"{branch} GROUP BY {', '.join(names)}" if names else branch)
        before += len(names)
    return f"WITH counted_rows AS ({inner}) " + " UNION ALL ".join(branches)


def _sorted_out(found: list[Any], groupings: tuple[Grouping, ...]) -> tuple[Counted, ...]:
    starts = [1 + sum(len(each.keys) for each in groupings[:number]) for number in range(len(groupings))]
    sorted_out: tuple[Counted, ...] = tuple([] for _ in groupings)
    for row in found:
        start = starts[row[0]]
        values = tuple(row[start : start + len(groupings[row[0]].keys)])
        sorted_out[row[0]].append((values, row[-1]))
    return sorted_out
