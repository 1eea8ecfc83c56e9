"""The part of the ledger and the day that an address asks for."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest
from django.utils import timezone

from reports import queries
from reports.choice import Choice, read_choice
from reports.past import PastBoard, require_history
from reports.views.people import reader
from tasks.status import Board


def chosen(request: HttpRequest) -> tuple[Choice, Board]:
    """(choice, board of its day); a past day that cannot be told rightly is refused with the reason."""
    user, now = reader(request), Board.now()
    choice = read_choice(user, request.GET, timezone.localdate())
    if choice.on is None:
        return choice, now
    everything = replace(choice, on=None)
    require_history(choice.plans, queries.counted(everything), choice.on)
    return choice, PastBoard(choice.on, now.calendar, now.thresholds)
