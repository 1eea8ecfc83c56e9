"""List filters as query parameters, so that a filtered list is a link."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import django_filters
from django.db.models import Case, Exists, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from tasks.deadlines import DeadlineKind
from tasks.finding import task_condition
from tasks.lights import COLOUR_LABELS, Colour
from tasks.models import Assignment, Obligation, Plan, Task
from tasks.status import Board
from tasks.workflow import OPEN_STATES, State

PROGRESS = [("done", "已完成"), ("doing", "推进中"), ("soon", "临期、退回或本期未报"), ("overdue", "逾期")]
RUNNING = (Plan.State.ISSUED, Plan.State.ARCHIVED)
SETTLED = (State.SUBMITTED, State.ACCEPTED)


def light_condition(colour: Colour, board: Board) -> Q:
    """The condition on obligations of issued plans that says the same as :meth:`Board.light`, in SQL.

    Working days are turned into dates first; tests hold both sides equal.
    """
    red_until = board.today - dt.timedelta(days=board.thresholds.red_days)
    amber_until = _last_day_within(board, board.thresholds.amber_workdays)
    blue_until = _last_day_within(board, board.thresholds.blue_workdays)
    waived = Q(state=State.WAIVED)
    settled = Q(state__in=SETTLED)
    returned = Q(state=State.RETURNED)
    long_term = Q(task__deadline_kind=DeadlineKind.LONG_TERM)
    told = long_term & Q(reported_on__isnull=False) & ~returned
    red = ~settled & ~waived & ~long_term & Q(due_on__lte=red_until)
    amber = ~settled & ~waived & ~red & (returned | (Q(due_on__lte=amber_until) & ~told))
    blue = ~settled & ~waived & ~red & ~amber & Q(due_on__lte=blue_until) & ~told
    return {
        Colour.RED: red,
        Colour.AMBER: amber,
        Colour.BLUE: blue,
        Colour.GREEN: ~waived & ~red & ~amber & ~blue,
        Colour.GREY: waived,
    }[colour]


def _last_day_within(board: Board, workdays: int) -> dt.date:
    """The last day at most so many working days away: the day before the next working day after them."""
    beyond = board.calendar.add_workdays(board.today, workdays + 1)
    return beyond - dt.timedelta(days=1)


def weighed(tasks: QuerySet[Task], board: Board) -> QuerySet[Task]:
    """Tasks with ``weight``, the place in :class:`Colour` of their own light, and ``stage``: 0 while a
    deciding unit has something open, 1 when all are done, 2 where nothing is owed.

    Scalar subqueries, one row a task each: EXISTS the database may join in an order that takes minutes.
    """
    lit = [When(light_condition(colour, board), then=place) for place, colour in enumerate(Colour)]
    grey, owing_nothing = len(Colour) - 1, 2
    stage = [When(state__in=OPEN_STATES, then=0), When(state=State.ACCEPTED, then=1)]
    return tasks.annotate(
        weight=Coalesce(_least(Case(*lit, default=grey)), grey),
        stage=Coalesce(_least(Case(*stage, default=owing_nothing)), owing_nothing),
    )


def _least(number: Case) -> Subquery:
    """The least of a number over the deciding obligations of the task outside."""
    deciding = Obligation.objects.filter(task=OuterRef("pk"), decides=True, plan__state__in=RUNNING)
    return Subquery(deciding.order_by().values("task").annotate(least=Min(number)).values("least"))


_LIGHTER = Q(weight__gt=list(Colour).index(Colour.AMBER))
# Conditions on weighed tasks that part the directive ones: each stands in exactly one.
PROGRESS_CONDITIONS = {
    "overdue": Q(is_directive=True, weight=list(Colour).index(Colour.RED)),
    "soon": Q(is_directive=True, weight=list(Colour).index(Colour.AMBER)),
    "done": Q(is_directive=True, stage=1) & _LIGHTER,
    "doing": Q(is_directive=True) & _LIGHTER & ~Q(stage=1),
}


@dataclass(frozen=True, slots=True)
class Select:
    """A list to choose from above a list of tasks: (value, word, whether it is chosen)."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]


class TaskFilter(django_filters.FilterSet):
    """``plan, chapter, unit, light, state, kind, q, due_from, due_to`` over visible tasks."""

    q = django_filters.CharFilter(method="search", label="搜索")
    chapter = django_filters.NumberFilter(method="in_chapter", label="章节")
    unit = django_filters.NumberFilter(method="of_unit", label="责任单位")
    light = django_filters.ChoiceFilter(
        method="with_light", label="状态", choices=[(str(c), label) for c, label in COLOUR_LABELS.items()]
    )
    state = django_filters.ChoiceFilter(
        method="with_state", label="办理", choices=Obligation._meta.get_field("state").choices
    )
    kind = django_filters.ChoiceFilter(
        field_name="deadline_kind", label="时限", choices=Task._meta.get_field("deadline_kind").choices
    )
    progress = django_filters.ChoiceFilter(method="with_progress", label="进度", choices=PROGRESS)
    due_from = django_filters.DateFilter(method="due_after", label="期限自")
    due_to = django_filters.DateFilter(method="due_before", label="期限至")
    plan = django_filters.ModelChoiceFilter(queryset=Plan.objects.none(), label="计划")

    class Meta:
        model = Task
        fields: tuple[str, ...] = ()

    def __init__(self, *args: object, board: Board, plans: QuerySet[Plan], **kwargs: object) -> None:
        self.board = board
        super().__init__(*args, **kwargs)
        self.filters["plan"].queryset = plans
        # A field is built for what is asked, not for what could be.
        for name in [name for name in self.base_filters if not self.data.get(name)]:
            del self.filters[name]

    @property
    def selects(self) -> list[Select]:
        """Those with a fixed set of answers, in the order of the page."""
        found = []
        for name in ("light", "state", "progress", "kind"):
            asked, ending = self.asked[name], "灯" if name == "light" else ""
            given = self.base_filters[name]
            options = [(v, f"{word}{ending}", v == asked) for v, word in given.extra["choices"]]
            found.append(Select(name, given.label, options))
        return found

    @cached_property
    def asked(self) -> dict[str, str]:
        """Every parameter as it stands in the address, empty where it does not: what the form shows again."""
        return {name: self.data.get(name, "") for name in self.base_filters}

    @property
    def narrows(self) -> bool:
        """Whether anything but the plan is asked for."""
        return any(value for name, value in self.asked.items() if name != "plan")

    def search(self, tasks: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        named = Assignment.objects.filter(task=OuterRef("pk")).filter(
            Q(unit__name__icontains=value) | Q(group__name__icontains=value)
        )
        return tasks.filter(task_condition(value) | Exists(named))

    def in_chapter(self, tasks: QuerySet[Task], name: str, value: int) -> QuerySet[Task]:
        """The heading itself and up to two levels below it."""
        below = Q(requirement=value) | Q(requirement__parent=value)
        return tasks.filter(below | Q(requirement__parent__parent=value))

    def of_unit(self, tasks: QuerySet[Task], name: str, value: int) -> QuerySet[Task]:
        named = Assignment.objects.filter(unit=int(value)).values("task")
        through = Assignment.objects.filter(group__memberships__unit=int(value)).values("task")
        return tasks.filter(Q(pk__in=named) | Q(pk__in=through))

    def with_light(self, tasks: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        """Tasks whose own light, the weightiest of their deciding obligations, has this colour."""
        return weighed(tasks, self.board).filter(Q(weight=list(Colour).index(Colour(value))))

    def with_progress(self, tasks: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return weighed(tasks, self.board).filter(PROGRESS_CONDITIONS[value])

    def with_state(self, tasks: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return tasks.filter(Exists(Obligation.objects.filter(task=OuterRef("pk"), state=value)))

    def due_after(self, tasks: QuerySet[Task], name: str, value: dt.date) -> QuerySet[Task]:
        return tasks.filter(Exists(Obligation.objects.filter(task=OuterRef("pk"), due_on__gte=value)))

    def due_before(self, tasks: QuerySet[Task], name: str, value: dt.date) -> QuerySet[Task]:
        return tasks.filter(Exists(Obligation.objects.filter(task=OuterRef("pk"), due_on__lte=value)))
