"""The lines of the board: a name, a bar, numbers that are links; by unit and by chapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.addresses import Addresses
from reports.census import Key, Part
from reports.choice import Choice
from reports.figures import Figure, Tally
from tasks.models import Plan, Requirement


@dataclass(frozen=True, slots=True)
class Line:
    """``href`` leads to the line's own board where it has one; the others to the lists of its numbers."""

    name: str
    tally: Tally
    done_href: str
    total_href: str
    watch_href: str
    overdue_href: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a plan's title; no title where one plan is shown."""

    title: str
    lines: Sequence[Line]


def _line(name: str, tally: Tally, to: Addresses, href: str = "", **narrower: int) -> Line:
    return Line(
        name=name,
        tally=tally,
        done_href=to.list(Figure.DONE, **narrower),
        total_href=to.list(Figure.TOTAL, **narrower),
        watch_href=to.list(Figure.WATCH, **narrower),
        overdue_href=to.list(Figure.OVERDUE, **narrower),
        href=href,
    )


def _ranked(tallies: Mapping[Key, Tally], limit: int | None) -> list[tuple[Key, Tally]]:
    """Those with most left to do first."""
    return sorted(tallies.items(), key=lambda item: (-item[1].open, -item[1].overdue, item[0][1]))[:limit]


def unit_lines(choice: Choice, to: Addresses, tallies: Mapping[Key, Tally], limit: int | None) -> list[Line]:
    """Units; organisations, where several show, lead to their own board."""
    ranked = _ranked(tallies, limit)
    if choice.spans_organisations:
        return [
            _line(name, tally, to, to.board(organisation=pk), organisation=pk) for (pk, name), tally in ranked
        ]
    return [_line(name, tally, to, unit=pk) for (pk, name), tally in ranked]


def plan_lines(choice: Choice, to: Addresses, parts: Mapping[Part, Tally], limit: int | None) -> list[Block]:
    """One line a plan, leading to the plan's own board."""
    tallies = _by_plan(parts)
    counted = {(plan.pk, plan.title): tallies[plan.pk] for plan in choice.plans if plan.pk in tallies}
    return [
        Block(
            "",
            [
                _line(name, tally, to, to.board(plan=pk), plan=pk)
                for (pk, name), tally in _ranked(counted, limit)
            ],
        )
    ]


def _by_plan(parts: Mapping[Part, Tally]) -> dict[int, Tally]:
    tallies: dict[int, Tally] = {}
    for (plan, _), tally in parts.items():
        tallies[plan] = tallies.get(plan, Tally()) + tally
    return tallies


def chapter_blocks(choice: Choice, to: Addresses, parts: Mapping[Part, Tally]) -> list[Block]:
    """A block a plan, its outermost headings in printed order; one query for their titles."""
    plans = [plan for plan in choice.plans if any(plan.pk == part[0] for part in parts)]
    titles, roots = _headings(parts)
    blocks = []
    for plan in plans:
        tallies = _by_root(plan, parts, roots)
        lines = [
            _line(title, tallies[pk], to, plan=plan.pk, chapter=pk) for pk, title in titles if pk in tallies
        ]
        if None in tallies:
            name = "无标题" if lines else plan.title
            lines.append(_line(name, tallies[None], to, plan=plan.pk, chapter=0))
        has_own_title = len(plans) > 1 and lines[0].name != plan.title
        blocks.append(Block(plan.title if has_own_title else "", lines))
    return blocks


def _headings(parts: Mapping[Part, Tally]) -> tuple[list[tuple[int, str]], dict[int, int]]:
    """(id and title of the outermost headings in printed order, each counted heading's outermost one).

    A heading that still stands below another makes a second query; documents rarely go so deep.
    """
    counted = {heading for _, heading in parts if heading is not None}
    found = Requirement.objects.order_by("plan", "position").values_list("pk", "parent", "title")
    headings = list(found.filter(pk__in=counted))
    if any(parent for _, parent, _ in headings):
        headings = list(found.filter(plan__in={plan for plan, _ in parts}))
    parents = {pk: parent for pk, parent, _ in headings}
    roots = {}
    for pk in counted:
        root = pk
        while (parent := parents[root]) is not None:
            root = parent
        roots[pk] = root
    return [(pk, title) for pk, parent, title in headings if parent is None], roots


def _by_root(plan: Plan, parts: Mapping[Part, Tally], roots: Mapping[int, int]) -> dict[int | None, Tally]:
    tallies: dict[int | None, Tally] = {}
    for (of_plan, heading), tally in parts.items():
        if of_plan == plan.pk:
            root = roots[heading] if heading is not None else None
            tallies[root] = tallies.get(root, Tally()) + tally
    return tallies
