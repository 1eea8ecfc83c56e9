"""Counts the rows of a query by several sets of keys at once, and groups of groups: the ORM cannot.

A board needs numbers of periods, a period is a group of obligations, and the same scan has to serve units and
months too.  The query becomes a common table expression; only names of its own columns enter the outer text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

Quote = Callable[[str], str]
# [(values of the keys as text or None, number of rows), …]
Counted = list[tuple[tuple[Any, ...], int]]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Count by ``keys``.  With ``per``, rows that agree in those columns are first folded into one."""

    keys: tuple[str, ...]
    per: tuple[str, ...] = ()


def regroup(
    rows: QuerySet[Any, Any], measures: Mapping[str, str], *groupings: Grouping
) -> tuple[Counted, ...]:
    """For each grouping its numbers; one query for all of them.

    ``measures``: column → MIN or MAX, how a fold takes it.  The query is run once: a table expression that is
    used more than once is kept by PostgreSQL (12 on) and SQLite (3.35 on).
    """
    known = {*rows.query.values_select, *rows.query.annotations}
    asked = {*measures, *(name for each in groupings for name in (*each.keys, *each.per))}
    if asked - known or set(measures.values()) - {"MIN", "MAX"}:
        raise ValueError(f"not columns of the query, or not measures: {sorted(asked - known)} {measures}")
    try:
        inner, params = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return tuple([] for _ in groupings)
    connection = connections[rows.db]
    sql = _sql(inner, measures, groupings, connection.ops.quote_name)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    return _sorted_out(found, groupings)


def _sql(inner: str, measures: Mapping[str, str], groupings: tuple[Grouping, ...], quote: Quote) -> str:
    """``WITH each_row AS (…), folded_0 AS (…) SELECT 0, keys…, NULL…, COUNT(*) … UNION ALL SELECT 1, …``."""
    folds = list(dict.fromkeys(each.per for each in groupings if each.per))
    tables = [f"each_row AS ({inner})"]
    tables += [f"folded_{n} AS ({_fold(per, measures, quote)})" for n, per in enumerate(folds)]
    before, branches = 0, []
    width = sum(len(each.keys) for each in groupings)
    for number, each in enumerate(groupings):
        names = ", ".join(map(quote, each.keys))
        # Branches of a UNION agree in their types, keys do not: each comes as text in a column of its own.
        texts = [f"CAST({quote(key)} AS text)" for key in each.keys]
        columns = ["NULL"] * before + texts + ["NULL"] * (width - before - len(texts))
        table = f"folded_{folds.index(each.per)}" if each.per else "each_row"
        branches.append(f"SELECT {number}, {', '.join(columns)}, COUNT(*) FROM {table} GROUP BY {names}")  # nosec
        before += len(each.keys)
    return f"WITH {', '.join(tables)} {' UNION ALL '.join(branches)}"


def _fold(per: tuple[str, ...], measures: Mapping[str, str], quote: Quote) -> str:
    names = ", ".join(map(quote, per))
    taken = ", ".join(f"{how}({quote(name)}) AS {quote(name)}" for name, how in measures.items())
    return f"SELECT {names}, {taken} FROM each_row GROUP BY {names}"  # nosec


def _sorted_out(found: list[Any], groupings: tuple[Grouping, ...]) -> tuple[Counted, ...]:
    starts = [1 + sum(len(each.keys) for each in groupings[:number]) for number in range(len(groupings))]
    sorted_out: tuple[Counted, ...] = tuple([] for _ in groupings)
    for row in found:
        start = starts[row[0]]
        values = tuple(row[start : start + len(groupings[row[0]].keys)])
        sorted_out[row[0]].append((values, row[-1]))
    return sorted_out
