"""The page of the administrator: what would go out, and letting it go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.decisions import require
from common.http import say
from common.pagination import paginate
from reminders import holding as held
from reminders import pushing
from reminders.clock import database_now
from reminders.permissions import may_keep_outlets
from reminders.services import holding
from units.audit import by
from units.requests import signed_in


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest) -> HttpResponse:
    """``act``: hold (with ``reason``), all or new."""
    user = signed_in(request)
    require(may_keep_outlets(user))
    now = database_now()
    if request.method == "POST":
        if request.POST.get("act") == "hold":
            holding.hold(reason=request.POST.get("reason", ""), by=by(request), now=now)
            say(request, "外发已暂停，站内提醒照常。")
        else:
            only_new = request.POST.get("act") != "all"
            kept = holding.release(by=by(request), now=now, only_new=only_new)
            rest = f"此前到点的 {kept} 条只留站内。" if only_new else "此前到点的将在一分钟内开始发出。"
            say(request, f"外发已恢复，{rest}")
        return redirect("sending-hold")
    waiting = held.waiting(now)
    context = {
        "hold": held.standing(),
        "page": paginate(request, waiting),
        "pushes": pushing.waiting(),
        "number": sum(each.number for each in waiting),
    }
    return render(request, "reminders/hold.html", context)
