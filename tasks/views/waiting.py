"""待审核: what units have handed in, to be accepted one by one or many at once."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.decisions import Allowed, Denied, require
from common.http import back, say
from common.pagination import paginate
from tasks.models import Extension, Obligation, Plan, ProgressReport
from tasks.services.deciding import Outcome, accept_many
from tasks.status import Board
from tasks.views.offers import DECISIONS
from tasks.workflow import State
from units.models import User
from units.permissions import scope_of
from units.requests import signed_in

MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """POST ``chosen`` = “id:version”, any number: accepts each that still stands as the page showed it."""
    user = signed_in(request)
    require(Allowed() if scope_of(user).is_office else Denied("只有公开办人员可以审核。"))
    outcomes: list[Outcome] = []
    if request.method == "POST":
        chosen = _chosen(user, request.POST.getlist("chosen")[:MOST])
        outcomes = accept_many(chosen=chosen, actor=user, now=timezone.now())
        accepted = sum(not each.refusal for each in outcomes)
        if accepted or not outcomes:
            say(request, f"审核通过 {accepted} 项。" if outcomes else "没有勾选要审核的事项。")
        if accepted == len(outcomes):
            return back(request, "waiting")
    board = Board.now()
    page = paginate(request, _submitted(user))
    context = {
        "page": page,
        "rows": [(each, board.light(each)) for each in page.object_list],
        "asked": _asked(user),
        "refused": [each for each in outcomes if each.refusal],
        "decisions": DECISIONS,
    }
    return render(request, "tasks/waiting.html", context, status=409 if outcomes else 200)


def _chosen(user: User, pairs: list[str]) -> list[tuple[Obligation, int | None]]:
    versions = {}
    for pair in pairs:
        pk, _, version = pair.partition(":")
        if pk.isdecimal():
            versions[int(pk)] = int(version) if version.isdecimal() else None
    found = Obligation.objects.visible_to(user).filter(pk__in=versions).with_everything()
    return [(each, versions[each.pk]) for each in found]


def _submitted(user: User) -> QuerySet[Obligation]:
    reports = ProgressReport.objects.select_related("author").prefetch_related("evidence")
    return (
        Obligation.objects.filter(
            plan__organisation__in=scope_of(user).offices,
            plan__state=Plan.State.ISSUED,
            state=State.SUBMITTED,
        )
        .with_everything()
        .prefetch_related(Prefetch("reports", reports.order_by("-created_at", "-pk")))
        .order_by("submitted_on", "due_on", "pk")
    )


def _asked(user: User) -> QuerySet[Extension]:
    """Requests for a later day that wait for an answer, the nearest day first."""
    return (
        Extension.objects.filter(
            state=Extension.State.ASKED,
            obligation__plan__organisation__in=scope_of(user).offices,
            obligation__plan__state=Plan.State.ISSUED,
        )
        .select_related("asked_by", "obligation__task", "obligation__unit", "obligation__period")
        .order_by("due_on", "pk")[:MOST]
    )
