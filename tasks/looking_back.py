"""A plan's history and its table of a past day, from the rows that every act has written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q, QuerySet

from common.dates import SHANGHAI
from tasks.merging import FIELD_LABELS
from tasks.models import Obligation, Plan, TaskEvent
from tasks.past import PastChange, PastRow, as_of
from tasks.planviews import chapters, under
from tasks.services.editing import words_of
from units.models import User

_ENTERED: Mapping[str, bool] = {
    TaskEvent.Act.ADDED: True,
    TaskEvent.Act.RESTORED: True,
    TaskEvent.Act.RETIRED: False,
}


def table_on(plan: Plan, day: dt.date) -> list[PastRow]:
    """The rows as they stood at the end of a day, fields by their codes; two queries and their prefetches."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=SHANGHAI)
    later = plan.events.filter(task__isnull=False, at__gte=end).order_by("-at", "-pk")
    loaded = plan.tasks.prefetch_related("assignments__unit", "assignments__group")
    rows = [
        PastRow(task.pk, _by_label(words_of(task)), task.withdrawn_at is None)
        for task in under(loaded.order_by("position", "pk"), plan, chapters(plan))
    ]
    codes = {label: code for code, label in FIELD_LABELS.items()}
    stood = as_of(rows, (_change(event) for event in later))
    return [PastRow(row.id, {codes[label]: word for label, word in row.words.items()}) for row in stood]


def _by_label(words: Mapping[str, str]) -> dict[str, str]:
    return {FIELD_LABELS[code]: word for code, word in words.items()}


def _change(event: TaskEvent) -> PastChange:
    moved = event.act == TaskEvent.Act.MOVED
    assert event.task_id is not None
    return PastChange(
        task=event.task_id,
        changes=event.changes,
        entered=_ENTERED.get(event.act),
        moved=moved,
        behind=event.values["after"][0] if moved else None,
    )


def readable_events(plan: Plan, user: User) -> QuerySet[TaskEvent]:
    """What a person may read of the plan's history: of units' work only what they see of it elsewhere."""
    theirs = Obligation.objects.visible_to(user).filter(plan=plan).values("pk")
    return plan.events.filter(Q(obligation__isnull=True) | Q(obligation__in=theirs))
