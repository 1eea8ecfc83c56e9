"""The page of one task, laid out: periods with their units, reports and acts; history by kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from common.decisions import Decision
from tasks import permissions
from tasks.lights import Light
from tasks.models import Extension, Obligation, ProgressReport, TaskEvent
from tasks.services.progress import LEADING
from tasks.silence import Chase
from tasks.status import PeriodStatus, TaskStatus
from tasks.telling import sentence
from tasks.views.offers import Offer, offer
from tasks.workflow import Act, State
from units.models import User
from units.permissions import scope_of

EVENTS_SHOWN = 12
MOST_EVENTS = 200
KIND_LABELS = {"reports": "填报", "decisions": "审核", "changes": "修改"}
_ACTS = TaskEvent.Act
KINDS = {
    "reports": {_ACTS.REPORTED, _ACTS.SUBMITTED, _ACTS.WITHDRAWN, _ACTS.ASKED, _ACTS.DISCARDED},
    "decisions": {
        _ACTS.ACCEPTED,
        _ACTS.RETURNED,
        _ACTS.WAIVED,
        _ACTS.REOPENED,
        _ACTS.GRANTED,
        _ACTS.DENIED,
    },
}


@dataclass(frozen=True, slots=True)
class Item:
    """One unit in one period, with this person's acts: the possible ones, the others with the reason."""

    obligation: Obligation
    light: Light
    possible: list[Offer]
    denied: list[Offer]
    may_report: Decision
    may_chase: bool
    # Whether it is laid open: own ones, and what waits for this person.
    is_open: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A period with those of its units that the person may see."""

    status: PeriodStatus
    items: list[Item]
    is_current: bool

    @property
    def told(self) -> int:
        return sum(1 for o in self.status.obligations if o.reported_on or o.state == State.ACCEPTED)


def sheets(user: User, status: TaskStatus, visible: set[int]) -> list[Sheet]:
    """The periods, latest first; the one that matters now is the one laid open."""
    shown = [o for each in status.periods for o in each.obligations if o.pk in visible]
    _load(shown)
    chase = Chase.of(user, [each.period.pk for each in status.periods])
    return [
        Sheet(
            status=each,
            items=_items(user, [o for o in each.obligations if o.pk in visible], each, chase),
            is_current=each is status.current,
        )
        for each in reversed(status.periods)
    ]


def _load(obligations: list[Obligation]) -> None:
    """Reports with evidence and requests for a later day, in a fixed number of queries."""
    reports = ProgressReport.objects.select_related("author").prefetch_related("evidence")
    requests = Extension.objects.select_related("asked_by", "decided_by")
    prefetch_related_objects(
        obligations, Prefetch("reports", reports), Prefetch("extensions", requests), "group"
    )


def _items(user: User, obligations: list[Obligation], each: PeriodStatus, chase: Chase) -> list[Item]:
    """Own units first, then what waits for a decision, then the others as they stand."""
    made = [_item(user, o, each, chase, is_alone=len(obligations) == 1) for o in obligations]
    return sorted(made, key=lambda item: not item.is_open)


def _item(user: User, obligation: Obligation, each: PeriodStatus, chase: Chase, *, is_alone: bool) -> Item:
    must_say_why = obligation.role in LEADING and any(o.pk != obligation.pk for o in each.silent)
    offered = [
        replace(shown, asks_more=True) if act is Act.SUBMIT and must_say_why else shown
        for act in Act
        if act is not Act.REPORT and _is_theirs(user, obligation, act)
        for shown in [offer(user, act, obligation)]
    ]
    scope = scope_of(user)
    decides = obligation.plan.organisation_id in scope.offices
    return Item(
        obligation=obligation,
        light=each.lights[obligation.pk],
        possible=[shown for shown in offered if shown.decision],
        denied=[shown for shown in offered if not shown.decision],
        may_report=permissions.may(user, Act.REPORT, obligation),
        may_chase=chase.may(obligation),
        is_open=is_alone
        or obligation.unit_id in scope.units
        or (decides and (obligation.state == State.SUBMITTED or _is_asking(obligation))),
    )


def _is_asking(obligation: Obligation) -> bool:
    return any(each.state == Extension.State.ASKED for each in obligation.extensions.all())


def _is_theirs(user: User, obligation: Obligation, act: Act) -> bool:
    """Whether the act belongs to this person's work at all; others' acts are not even shown disabled."""
    scope = scope_of(user)
    if act in permissions.OFFICE_ACTS:
        return obligation.plan.organisation_id in scope.offices
    return obligation.unit_id in scope.units


@dataclass(frozen=True, slots=True)
class History:
    """The task's history as sentences; ``kinds``: (code, word, number) of those that occur."""

    told: list[tuple[TaskEvent, str]]
    total: int
    kinds: list[tuple[str, str, int]]
    asked: str
    is_whole: bool

    @property
    def people(self) -> list[User]:
        """Who acted in what is shown, in the order of the rows."""
        return list(dict.fromkeys(event.actor for event, _ in self.told if event.actor))


def history(events: QuerySet[TaskEvent], asked: str, *, whole: bool) -> History:
    """Of one task's ``events``.  ``asked``: a kind of KINDS or “changes”, else all; the latest few unless the
    whole is wanted."""
    rows = list(events.select_related("actor", "obligation__unit", "obligation__period")[:MOST_EVENTS])
    counted = [(code, word, sum(_kind(e) == code for e in rows)) for code, word in KIND_LABELS.items()]
    if asked in KIND_LABELS:
        rows = [event for event in rows if _kind(event) == asked]
    shown = rows if whole else rows[:EVENTS_SHOWN]
    return History(
        told=[(event, sentence(event)) for event in shown],
        total=len(rows),
        kinds=[each for each in counted if each[2]],
        asked=asked if asked in KIND_LABELS else "",
        is_whole=len(shown) == len(rows),
    )


def _kind(event: TaskEvent) -> str:
    act = _ACTS(event.act)
    return next((kind for kind, acts in KINDS.items() if act in acts), "changes")
