"""A block from Excel or WPS: what it would change, before it does."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.decisions import Refusal, require
from common.http import say
from tasks import permissions
from tasks.block import COLUMNS, cells
from tasks.merging import FIELD_LABELS
from tasks.models import Plan
from tasks.services import pasting
from units.models import User
from units.requests import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def plan_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """``block`` goes onto the rows from ``start`` downwards (``rows``: as the table showed them), from
    ``column`` to the right; with ``seen``, the values of the preview, it is done."""
    user = signed_in(request)
    plan = get_object_or_404(Plan.objects.visible_to(user).select_related("organisation"), pk=pk)
    require(permissions.may_edit_plan(user, plan))
    asked = request.POST
    proposal, refusal = None, ""
    try:
        if asked.get("block"):
            proposal = _proposal(plan, asked)
        if proposal is not None and "seen" in asked:
            return _paste(request, plan, user, proposal)
    except Refusal as refused:
        refusal = refused.reason
    context = {
        "plan": plan,
        "proposal": proposal,
        "seen": json.dumps(proposal.seen, ensure_ascii=False) if proposal else "",
        "refusal": refusal,
        "asked": {name: asked.get(name, "") for name in ("block", "start", "column", "rows")},
        "columns": [(name, FIELD_LABELS[name]) for name in COLUMNS],
        "tasks": plan.tasks.in_force().only("pk", "number", "text").order_by("position", "pk"),
    }
    return render(request, "tasks/plan_paste.html", context, status=409 if refusal else 200)


def _proposal(plan: Plan, asked: Mapping[str, str]) -> pasting.Proposal:
    column = asked.get("column", "")
    return pasting.propose(
        plan=plan,
        rows=_rows(plan, asked),
        column=column if column in COLUMNS else "text",
        grid=cells(asked["block"]),
    )


def _rows(plan: Plan, asked: Mapping[str, str]) -> list[int]:
    """From the row that was chosen downwards: as the table showed them, else in printed order."""
    shown = [int(each) for each in asked.get("rows", "").split(",") if each.isdecimal()]
    ids = shown or list(plan.tasks.in_force().order_by("position", "pk").values_list("pk", flat=True))
    start = asked.get("start", "")
    return ids[ids.index(int(start)) :] if start.isdecimal() and int(start) in ids else ids


def _paste(request: HttpRequest, plan: Plan, user: User, proposal: pasting.Proposal) -> HttpResponse:
    count, _ = pasting.paste(
        plan=plan, actor=user, now=timezone.now(), proposal=proposal, seen=_seen(request)
    )
    left = f"；{proposal.problems} 格没有采用" if proposal.problems else ""
    say(request, f"已修改 {count} 格{left}。如有不妥，点“撤销上一步”整体改回。")
    return redirect("plan-detail", plan.pk)


def _seen(request: HttpRequest) -> dict[str, str]:
    try:
        found = json.loads(request.POST["seen"])
    except ValueError:
        raise Refusal("预览已经失效，请重新粘贴。") from None
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}
