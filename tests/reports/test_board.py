"""Every figure against a recount in Python, for every role; figures and their lists are the same rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest
import time_machine
from django.http import Http404, QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from reports import queries
from reports.board import overview
from reports.choice import Choice, read_choice
from reports.figures import Figure, Tally
from tasks.models import Obligation, Plan
from tasks.status import Board
from tests.reports import recount
from tests.reports.world import NOW, TODAY, World

READERS = [
    "city leader",
    "city office",
    "parks leader",
    "parks office",
    "parks head",
    "parks handler",
    "sports office",
]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def choose(world: World, name: str, query: str = "") -> tuple[Choice, Board]:
    board = Board.now()
    return read_choice(world.user(name), QueryDict(query), board.today), board


def numbers(tally: Tally) -> dict[str, int]:
    """LATE stands on a page of its own (test_details)."""
    return {str(figure): getattr(tally, figure) for figure in Figure if figure is not Figure.LATE}


def expected(counter: dict[str, int]) -> dict[str, int]:
    return {str(figure): counter.get(str(figure), 0) for figure in Figure if figure is not Figure.LATE}


def test_figures_are_what_a_recount_finds(drawn: World) -> None:
    for name, year in product(READERS, (2025, 2026)):
        choice, board = choose(drawn, name, f"year={year}")
        shown = overview(choice, board)
        raw = recount.rows(drawn.user(name), year)
        assert numbers(shown.total) == expected(recount.count(raw, TODAY))
        assert shown.tasks == len({each.task_id for each in raw})
        assert shown.total.total > 0


def test_a_list_has_as_many_rows_as_its_figure(drawn: World) -> None:
    for name in READERS:
        choice, board = choose(drawn, name)
        total = numbers(overview(choice, board).total)
        obligations = queries.counted(choice)
        listed = {name: queries.rows_of(Figure(name), obligations, board).count() for name in total}
        assert listed == total


def test_each_line_is_what_a_recount_finds(drawn: World) -> None:
    for name in READERS:
        choice, board = choose(drawn, name, "year=2026")
        raw = recount.rows(drawn.user(name), 2026)
        wide = choice.spans_organisations
        of_unit = {each: each.unit.organisation_id if wide else each.unit_id for each in raw}
        shown = {
            int(re.findall(r"(?:unit|organisation)=(\d+)", line.total_href)[-1]): line.tally
            for line in overview(choice, board, everything=True).units
        }
        assert set(shown) == set(of_unit.values())
        for pk, tally in shown.items():
            own = [each for each in raw if of_unit[each] == pk]
            # Lines are not counted by day.
            assert numbers(tally) | {"due": 0} == expected(recount.count(own, TODAY)) | {"due": 0}


@pytest.mark.parametrize("name", ["parks leader", "parks head", "sports office"])
def test_chapters_and_their_lists_are_what_a_recount_finds(drawn: World, name: str) -> None:
    choice, board = choose(drawn, name, "year=2026")
    raw = recount.rows(drawn.user(name), 2026)
    lines = [line for block in overview(choice, board).blocks for line in block.lines]
    assert sum(line.tally.total for line in lines) == len(recount.periods(raw))
    assert len(lines) >= 2
    for line in lines:
        query = line.total_href.partition("?")[2]
        narrower, _ = choose(drawn, name, query)
        listed = list(queries.rows_of(Figure.TOTAL, queries.counted(narrower), board))
        assert len(listed) == line.tally.total
        assert {row["period"] for row in listed} <= set(recount.periods(raw))


def test_every_link_lists_the_number_it_stands_on(drawn: World, client: Client) -> None:
    for name in READERS:
        client.force_login(drawn.user(name))
        html = client.get("/dashboard/?all=1").content.decode()
        links = re.findall(r'href="(/dashboard/list/\?[^"]+)"[^>]*>(?:<b[^>]*>)?\D{0,3}(\d+)', html)
        assert len(links) > 12
        for href, number in links:
            answer = client.get(href.replace("&amp;", "&"))
            assert answer.context["page"].paginator.count == int(number), href


def test_curve_ends_at_the_totals(drawn: World) -> None:
    for name in READERS:
        choice, board = choose(drawn, name, "year=2026")
        shown = overview(choice, board)
        assert shown.curve is not None
        assert shown.curve.lines[-1].due == shown.total.total
        assert [line.done for line in shown.curve.lines if line.done is not None][-1] == shown.total.done
        raw = recount.periods(recount.rows(drawn.user(name), 2026)).values()
        for line in shown.curve.lines:
            end = (line.year, line.month)
            due = [min(each.due_on for each in group) for group in raw]
            assert line.due == sum((day.year, day.month) <= end for day in due)


def test_urgent_periods_are_the_first_of_their_list(drawn: World) -> None:
    for name in READERS:
        choice, board = choose(drawn, name)
        obligations = queries.counted(choice)
        urgent = set(queries.most_urgent(obligations, board, 1000))
        assert urgent == {row["period"] for row in queries.rows_of(Figure.ATTENTION, obligations, board)}
        shown = overview(choice, board).items
        assert [item.due_on for item in shown] == sorted(item.due_on for item in shown)


def test_a_red_light_stands_on_overdue_periods_alone(drawn: World, client: Client) -> None:
    """The figure and the light tell the same story."""
    for name in READERS:
        client.force_login(drawn.user(name))
        for figure in Figure:
            items = client.get(f"/dashboard/list/?figure={figure}").context["items"]
            reds = {item.light.colour == "red" for item in items}
            if figure is Figure.OVERDUE:
                assert reds <= {True}
            elif figure in (Figure.DONE, Figure.SOON, Figure.MISSING, Figure.PROGRESS):
                assert reds <= {False}


def test_nothing_of_another_bureau(drawn: World, client: Client) -> None:
    client.force_login(drawn.user("sports office"))
    pages = ["/dashboard/", "/dashboard/?year=2025", "/reports/"]
    pages += [f"/dashboard/list/?figure={figure}" for figure in Figure]
    for page in pages:
        html = client.get(page).content.decode()
        assert "园林" not in html, page
        assert "绿化科" not in html, page
    for plan in Plan.objects.filter(organisation=drawn.parks):
        assert client.get(f"/dashboard/?plan={plan.pk}").status_code == 404
        assert client.get(f"/dashboard/?chapter={plan.requirements.first().pk}").status_code == 404
    for section in drawn.sections[drawn.parks]:
        assert client.get(f"/dashboard/list/?unit={section.pk}").status_code == 404
    assert client.get(f"/dashboard/?organisation={drawn.parks.pk}").status_code == 404


@pytest.mark.parametrize("name", ["admin", "auditor"])
@pytest.mark.parametrize("page", ["/dashboard/", "/dashboard/list/", "/reports/"])
def test_who_keeps_the_system_sees_no_plan(drawn: World, client: Client, name: str, page: str) -> None:
    client.force_login(drawn.user(name))
    answer = client.get(page)
    assert answer.status_code == 403
    assert "不查看计划内容" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    ["plan=999999", "unit=999999", "chapter=999999", "organisation=999999", "year=1999", "year=x", "unit=-1"],
)
def test_an_address_of_nothing_is_not_found(drawn: World, query: str) -> None:
    with pytest.raises(Http404):
        choose(drawn, "parks leader", query)


def test_unknown_figure_is_not_found(drawn: World, client: Client) -> None:
    client.force_login(drawn.user("parks leader"))
    assert client.get("/dashboard/list/?figure=points").status_code == 404


def test_what_earlier_years_left_open_is_said(drawn: World) -> None:
    choice, board = choose(drawn, "parks leader", "year=2026")
    raw = recount.rows(drawn.user("parks leader"), 2025)
    counted = recount.count(raw, TODAY)
    left = dict(overview(choice, board).left)
    assert left[2025].total == counted["open"] > 0
    assert left[2025].overdue == counted["overdue"]


def test_an_organisation_of_several_is_a_line_with_its_own_board(drawn: World) -> None:
    choice, board = choose(drawn, "city leader", "year=2026")
    line = next(each for each in overview(choice, board).units if each.name == "云溪市体育局")
    own, _ = choose(drawn, "city leader", line.href.partition("?")[2])
    assert not own.spans_organisations
    assert overview(own, board).total.parts == line.tally.parts
    names = {each.name for each in overview(own, board, everything=True).units}
    assert names <= {section.name for section in drawn.sections[drawn.sports]}


def test_an_empty_board_says_what_to_do(world: World, client: Client) -> None:
    client.force_login(world.user("parks office"))
    html = client.get("/dashboard/").content.decode()
    assert "还没有已下发的计划" in html
    assert "/plans/" in html


def test_a_draft_is_on_no_board(drawn: World) -> None:
    choice, board = choose(drawn, "parks office", "year=2026")
    before = overview(choice, board).total
    Plan.objects.filter(title="园林局第二个方案").update(state="draft")
    choice, board = choose(drawn, "parks office", "year=2026")
    assert overview(choice, board).total.total < before.total
    assert "园林局第二个方案" not in [plan.title for plan in choice.plans]


def test_board_asks_few_queries_whatever_the_ledger_holds(
    drawn: World, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert Obligation.objects.count() > 100
    for name in ("city leader", "parks leader", "parks head"):
        client.force_login(drawn.user(name))
        with django_assert_max_num_queries(14):
            client.get("/dashboard/")
        with django_assert_max_num_queries(11):
            client.get("/dashboard/list/?figure=open")
