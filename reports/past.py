"""The ledger as it stood at the end of a past day, told from the history; or the reason why it cannot be.

The state of an obligation is what its last act up to that day made of it, its day the one that stood before
any later extension.  Where the division of work, the deadlines or the tasks themselves have been changed
since, rows of that day are no longer there: then nothing is shown but the reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from common.dates import SHANGHAI, long_date
from common.decisions import Refusal
from tasks.models import Extension, Obligation, Plan, TaskEvent
from tasks.status import Board
from tasks.workflow import TRANSITIONS, Act, State

Did = TaskEvent.Act

# After these acts an obligation stands in a state whatever it stood in before.
_LEADS_TO: dict[str, State] = {
    str(act): new for (_, act), new in TRANSITIONS.items() if act is not Act.REPORT
}
# Acts that make or take away rows, and edits that move them.
_RESHAPING = (Did.REVISED, Did.ADDED, Did.RETIRED, Did.RESTORED, Did.ADJUSTED)
_RESHAPING_FIELDS = frozenset({"责任分工", "完成时限", "性质", "所属标题"})


@dataclass(frozen=True, slots=True)
class Names:
    """Where an obligation's state and days stand: in its columns, or in annotations of a past day."""

    state: str = "state"
    due_on: str = "due_on"
    reported_on: str = "reported_on"
    done_on: str = "done_on"


NOW = Names()
THEN = Names("past_state", "past_due_on", "past_reported_on", "past_done_on")


@dataclass(frozen=True)
class PastBoard(Board):
    """Lights and figures of a past day."""


def names_of(board: Board) -> Names:
    return THEN if isinstance(board, PastBoard) else NOW


def end_of(day: dt.date) -> dt.datetime:
    """The first moment after the day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=SHANGHAI)


def as_of(obligations: QuerySet[Obligation], day: dt.date) -> QuerySet[Obligation]:
    """Those that stood on the day, with what ``THEN`` names."""
    end = end_of(day)
    events = TaskEvent.objects.filter(obligation=OuterRef("pk"), at__lt=end).order_by("-at", "-pk")
    moving = events.filter(act__in=_LEADS_TO)
    became = [When(past_act=act, then=Value(str(state))) for act, state in _LEADS_TO.items()]
    handed_in = events.filter(act=Did.SUBMITTED).annotate(day=TruncDate("at", tzinfo=SHANGHAI))
    told = events.filter(act=Did.REPORTED).annotate(day=TruncDate("at", tzinfo=SHANGHAI))
    later = Extension.objects.filter(
        obligation=OuterRef("pk"), state=Extension.State.GRANTED, decided_at__gte=end
    )
    return (
        obligations.filter(plan__released_at__lt=end, period__starts_on__lte=day)
        .annotate(
            past_act=Subquery(moving.values("act")[:1]),
            past_state=Case(*became, default=Value(str(State.PENDING)), output_field=CharField()),
            past_due_on=Coalesce(Subquery(later.order_by("decided_at").values("due_on")[:1]), F("due_on")),
            past_reported_on=Subquery(told.values("day")[:1], output_field=DateField()),
            past_submitted_on=Subquery(handed_in.values("day")[:1], output_field=DateField()),
        )
        .annotate(
            past_done_on=Case(
                When(past_state=str(State.ACCEPTED), then=F("past_submitted_on")), output_field=DateField()
            ),
        )
    )


def restore(obligation: Obligation) -> Obligation:
    """Put an annotated obligation's past values where lights look for them; it must not be saved."""
    for name in ("state", "due_on", "reported_on", "submitted_on"):
        setattr(obligation, name, getattr(obligation, f"past_{name}"))
    accepted = obligation.state == State.ACCEPTED
    obligation.done_on = obligation.submitted_on if accepted else None
    return obligation


def require_history(plans: Iterable[Plan], obligations: QuerySet[Obligation], day: dt.date) -> None:
    """Raises Refusal where the day cannot be told rightly from what the history holds."""
    chosen = [plan.pk for plan in plans]
    end = end_of(day)
    later = TaskEvent.objects.filter(plan__in=chosen, at__gte=end)
    for act, changes, title in later.filter(act__in=(*_RESHAPING, Did.EDITED)).values_list(
        "act", "changes", "plan__title"
    ):
        if act != Did.EDITED or _RESHAPING_FIELDS & set(changes):
            raise Refusal(
                f"“{title}”在{long_date(day)}之后调整过任务、分工或时限，当日的数字已不能准确还原，"
                "因此不显示。可以看调整之后的日期，或只选其他计划。"
            )
    acts = TaskEvent.objects.filter(obligation=OuterRef("pk"), act__in=_LEADS_TO)
    unknown = obligations.exclude(state=State.PENDING).filter(~Exists(acts))
    if unknown.exists():
        raise Refusal(
            "有的承办事项没有完整的办理记录（例如从别处转入的数据），过去某日的数字不能准确还原，因此不显示。"
        )
