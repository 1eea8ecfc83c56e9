"""The year's curve: cumulative numbers by month, and the points of its drawing.  No database, no template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.dates import month_end

# The drawing's frame in SVG units.
WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 626, 14, 188

Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month of the curve: numbers due and done up to its end; ``done`` is None where it has not begun."""

    year: int
    month: int
    due: int
    done: int | None

    @property
    def label(self) -> str:
        return f"{self.month}月"


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line at height ``y`` with its number, or a month's word at ``x``."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """What the template draws: two polylines, the end of the solid one, grid, months; the same as a table."""

    lines: tuple[MonthLine, ...]
    due_points: str
    done_points: str
    end: tuple[float, float]
    grid: tuple[Tick, ...]
    months: tuple[Tick, ...]


def cumulate(due: dict[Month, int], done: dict[Month, int], today: dt.date) -> tuple[MonthLine, ...]:
    """Running sums from the first month to the last that holds anything."""
    now = (today.year, today.month)
    present = sorted({*due, *done})
    if not present:
        return ()
    found, due_sum, done_sum = [], 0, 0
    for month in _months(present[0], present[-1]):
        due_sum += due.get(month, 0)
        done_sum += done.get(month, 0)
        found.append(MonthLine(*month, due_sum, done_sum if month <= now else None))
    return tuple(found)


def _months(first: Month, last: Month) -> Iterable[Month]:
    month = first
    while month <= last:
        yield month
        month = (month[0] + month[1] // 12, month[1] % 12 + 1)


def draw(lines: Sequence[MonthLine], today: dt.date) -> Curve | None:
    """The drawing of the lines; None where there is nothing to draw."""
    if not lines:
        return None
    top = max(max(line.due, line.done or 0) for line in lines)
    step = _step(top)
    ceiling = step * -(-top // step)
    width = (RIGHT - LEFT) / len(lines)

    def x(month_index: float) -> float:
        return round(LEFT + width * month_index, 1)

    def y(count: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * count / ceiling, 1)

    due = [(x(0), y(0)), *((x(index), y(line.due)) for index, line in enumerate(lines, 1))]
    done = [(x(0), y(0))]
    for index, line in enumerate(lines):
        if line.done is not None:
            done.append((x(index + _part(line, today)), y(line.done)))
    return Curve(
        lines=tuple(lines),
        due_points=_points(due),
        done_points=_points(done),
        end=done[-1],
        grid=tuple(Tick(y(count), str(count)) for count in range(0, ceiling + 1, step)),
        months=tuple(
            Tick(x(index + 0.5), line.label)
            for index, line in enumerate(lines)
            if index % -(-len(lines) // 12) == 0
        ),
    )


def _part(line: MonthLine, today: dt.date) -> float:
    """How much of the month has gone by today, 1 for past ones."""
    if (line.year, line.month) != (today.year, today.month):
        return 1
    return today.day / month_end(today.year, today.month).day


def _step(top: int) -> int:
    """A round step (1, 2, 5, 10, 20, …) that gives at most five grid lines above zero."""
    step, factors = 1, (2, 2.5, 2)
    turn = 0
    while top > step * 5:
        step = int(step * factors[turn % 3])
        turn += 1
    return step


def _points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in pairs)
