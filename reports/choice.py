"""Which part of the ledger a board shows: the query parameters, checked against what the person may see."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.http import Http404, QueryDict

from reports.past import end_of
from tasks.models import Obligation, Plan, Requirement
from units.models import Unit, User

# The rhythm of a task that does not come again.
ONCE = "once"
_KIND = re.compile(r"[a-z_]{1,20}")
_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")
_ROUND = re.compile(r"[0-9A-Za-z-]{1,20}")


@dataclass(frozen=True)
class Choice:
    """A year or one plan, narrowed to a unit (or an organisation's units) and a chapter.

    ``plans``: visible plans, drafts left out, that the year or the plan parameter leaves; ``years``: all that
    could be chosen, newest first.
    """

    user: User
    today: dt.date
    years: tuple[int, ...]
    year: int
    plans: tuple[Plan, ...]
    all_plans: tuple[Plan, ...]
    plan: Plan | None = None
    unit: Unit | None = None
    organisation: Unit | None = None
    chapter: Requirement | None = None
    # Tasks that stand under no heading (chapter=0).
    headless: bool = False
    # A day before today whose figures are wanted.
    on: dt.date | None = None
    # Of lists: the kind of deadline, its rhythm, the month of the day, the round of a long-term task.
    kind: str = ""
    rhythm: str = ""
    month: str = ""
    round: str = ""

    @cached_property
    def annual(self) -> list[int]:
        return [plan.pk for plan in self.plans if plan.kind != Plan.Kind.STANDING]

    @cached_property
    def standing(self) -> list[int]:
        return [plan.pk for plan in self.plans if plan.kind == Plan.Kind.STANDING]

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, 12, 31)

    @cached_property
    def plans_of_year(self) -> list[Plan]:
        """What the plan parameter can choose from."""
        return [plan for plan in self.all_plans if in_year(plan, self.year)]

    @cached_property
    def other_plans(self) -> list[Plan]:
        return [plan for plan in self.plans_of_year if plan != self.plan]

    @cached_property
    def several_organisations(self) -> bool:
        return len({plan.organisation_id for plan in self.plans_of_year}) > 1

    @property
    def narrowed(self) -> bool:
        """Whether only a part of the year or the plan is shown."""
        return bool(self.unit or self.organisation or self.chapter or self.headless)

    @property
    def year_before(self) -> dt.date | None:
        """The same day a year before, where there were plans then; headings are each plan's own."""
        day = self.on or self.today
        if day.year != self.year or self.plan or self.chapter or self.headless:
            return None
        then = day.replace(year=day.year - 1, day=min(day.day, 28 if day.month == 2 else 31))
        stood = (in_year(each, then.year) and in_force_by(each, then) for each in self.all_plans)
        return then if any(stood) else None

    @property
    def spans_organisations(self) -> bool:
        """Whether plans of several organisations are shown at once: then a line is an organisation."""
        several = len({plan.organisation_id for plan in self.plans}) > 1
        return several and self.organisation is None and self.unit is None

    @cached_property
    def chapter_ids(self) -> list[int]:
        """The chosen heading and everything below it."""
        return _below(self.chapter) if self.chapter else []


def in_year(plan: Plan, year: int) -> bool:
    """An annual plan belongs to its year, a standing one to every year from its first on."""
    return plan.year == year or (plan.kind == Plan.Kind.STANDING and plan.year <= year)


def in_force_by(plan: Plan, day: dt.date) -> bool:
    return plan.released_at is not None and plan.released_at < end_of(day)


def read_choice(user: User, params: QueryDict, today: dt.date) -> Choice:
    """The choice that an address asks for; 404 for anything that is not there for this person."""
    plans = tuple(
        Plan.objects.visible_to(user)
        .exclude(state=Plan.State.DRAFT)
        .select_related("organisation")
        .only("title", "year", "kind", "state", "released_at", "organisation__name")
    )
    on = _day(params, today)
    if on:
        plans = tuple(plan for plan in plans if in_force_by(plan, on))
    years = _years(plans, today)
    plan = _one_of(plans, params, "plan")
    year = _year(params, years, plan, today)
    if plan is not None and not in_year(plan, year):
        raise Http404("这个计划不在所选年度。")
    chosen = (plan,) if plan else tuple(each for each in plans if in_year(each, year))
    return Choice(
        user=user,
        today=today,
        years=years,
        year=year,
        plans=chosen,
        all_plans=plans,
        plan=plan,
        unit=_unit(user, params, "unit", "unit"),
        organisation=_unit(user, params, "organisation", "unit__organisation"),
        chapter=_chapter(params, chosen),
        headless=_number(params, "chapter") == 0,
        on=on,
        kind=_word(params, "kind", _KIND),
        rhythm=_word(params, "rhythm", _KIND),
        month=_word(params, "month", _MONTH),
        round=_word(params, "round", _ROUND),
    )


def _word(params: QueryDict, name: str, shape: re.Pattern[str]) -> str:
    word = params.get(name, "")
    if word and not shape.fullmatch(word):
        raise Http404("地址里的条件无法识别。")
    return word


def _day(params: QueryDict, today: dt.date) -> dt.date | None:
    """The asked day; nothing for today and for days to come."""
    text = params.get("on", "")
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404("日期无法识别。") from error
    return day if day < today else None


def _years(plans: tuple[Plan, ...], today: dt.date) -> tuple[int, ...]:
    found = {plan.year for plan in plans if plan.kind != Plan.Kind.STANDING}
    for plan in plans:
        if plan.kind == Plan.Kind.STANDING:
            found.update(range(plan.year, max(today.year, plan.year) + 1))
    return tuple(sorted(found, reverse=True))


def _year(params: QueryDict, years: tuple[int, ...], plan: Plan | None, today: dt.date) -> int:
    """The asked year; else the plan's own; else this year where it has plans, else the newest before."""
    asked = _number(params, "year")
    if asked is not None:
        if asked not in years:
            raise Http404("这个年度没有可看的计划。")
        return asked
    if plan is not None and plan.kind != Plan.Kind.STANDING:
        return plan.year
    past = [year for year in years if year <= today.year]
    return max(past, default=min(years, default=today.year))


def _number(params: QueryDict, name: str) -> int | None:
    text = params.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Http404("地址里的条件无法识别。")
    return int(text)


def _one_of(plans: tuple[Plan, ...], params: QueryDict, name: str) -> Plan | None:
    number = _number(params, name)
    if number is None:
        return None
    for plan in plans:
        if plan.pk == number:
            return plan
    raise Http404("没有这个计划。")


def _unit(user: User, params: QueryDict, name: str, path: str) -> Unit | None:
    """A unit that owes something the person may see: the name of any other is not given away."""
    number = _number(params, name)
    if number is None:
        return None
    owes = Obligation.objects.visible_to(user).filter(**{path: OuterRef("pk")})
    unit = Unit.objects.filter(Exists(owes), pk=number).first()
    if unit is None:
        raise Http404("没有这个单位。")
    return unit


def _chapter(params: QueryDict, plans: tuple[Plan, ...]) -> Requirement | None:
    number = _number(params, "chapter")
    if not number:
        return None
    chapter = Requirement.objects.filter(pk=number, plan__in=[plan.pk for plan in plans]).first()
    if chapter is None:
        raise Http404("没有这个章节。")
    return chapter


def _below(chapter: Requirement) -> list[int]:
    children: dict[int | None, list[int]] = {}
    for pk, parent in Requirement.objects.filter(plan=chapter.plan_id).values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found, waiting = [], [chapter.pk]
    while waiting:
        pk = waiting.pop()
        found.append(pk)
        waiting.extend(children.get(pk, ()))
    return found
