"""The acts on one obligation: a POST does it, a GET is a page that asks for what the act needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.decisions import require
from common.http import back, say
from tasks import permissions
from tasks.models import Extension, Obligation
from tasks.report_forms import ActForm
from tasks.services import extensions, progress
from tasks.services.acting import Unsaid
from tasks.status import Board
from tasks.views.offers import label_of
from tasks.views.subject import obligation_for
from tasks.workflow import NEEDS_REASON, Act
from units.requests import signed_in

SENTENCES: dict[Act, str] = {
    Act.SUBMIT: "已提交，等待公开办审核。",
    Act.ACCEPT: "审核通过。",
    Act.RETURN: "已退回，对方会立即看到原因。",
    Act.WITHDRAW: "已撤回。",
    Act.WAIVE: "已设为不适用。",
    Act.REOPEN: "已要求重新办理，原有填报和佐证保留。",
    Act.ASK: "延期申请已提交，等待公开办答复。",
    Act.GRANT: "已同意延期，原定期限仍会显示。",
    Act.DENY: "已答复不同意延期，期限不变。",
}
SERVICES: dict[Act, Callable[..., Any]] = {
    Act.SUBMIT: progress.submit,
    Act.ACCEPT: progress.accept,
    Act.RETURN: progress.return_,
    Act.WITHDRAW: progress.withdraw,
    Act.WAIVE: progress.waive,
    Act.REOPEN: progress.reopen,
    Act.ASK: extensions.ask,
    Act.GRANT: extensions.grant,
    Act.DENY: extensions.deny,
}
# Acts that are about a day, with the service's word for it; and what else the page asks for.
DAYS = {Act.ASK: "wanted_on", Act.GRANT: "granted_on"}
DAY_LABELS = {Act.ASK: "申请延至", Act.GRANT: "同意延至"}
SEEING = frozenset({Act.ACCEPT, Act.RETURN})
MAY_SAY = NEEDS_REASON | {Act.SUBMIT, Act.GRANT}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    user = signed_in(request)
    if act not in SERVICES:
        raise Http404
    doing = Act(act)
    if request.method != "POST":
        obligation = obligation_for(user, pk)
        require(permissions.may(user, doing, obligation))
        return _page(request, obligation, doing, ActForm(initial=_initial(doing, obligation)))
    # The service reads the row again and locks it: here it is enough to know that there is one.
    obligation = get_object_or_404(Obligation.objects.visible_to(user).select_related("plan"), pk=pk)
    form = ActForm(request.POST)
    if not form.is_valid():
        return _page(request, obligation_for(user, pk), doing, form, status=422)
    try:
        SERVICES[doing](
            obligation=obligation, actor=user, now=timezone.now(), **_needs(doing, form.cleaned_data)
        )
    except Unsaid as unsaid:
        form.add_error(None, unsaid.reason)
        return _page(request, obligation_for(user, pk), doing, form, status=422)
    plain = doing is Act.SUBMIT and not obligation.plan.needs_acceptance
    say(request, "已标记完成。" if plain else SENTENCES[doing])
    target = back(request, "task-detail", obligation.task_id)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": target["Location"]})
    return target


def _needs(doing: Act, values: dict[str, Any]) -> dict[str, Any]:
    """The words of the form that the act's service takes."""
    needed: dict[str, Any] = {"reason": values["reason"]} if doing in MAY_SAY else {}
    if doing in SEEING:
        needed["seen"] = values["seen"]
    if doing in DAYS:
        needed[DAYS[doing]] = values["day"]
    return needed


def _initial(doing: Act, obligation: Obligation) -> dict[str, Any]:
    asked = obligation.extensions.filter(state=Extension.State.ASKED).first()
    day = asked.wanted_on if asked and doing is Act.GRANT else None
    return {"seen": obligation.version, "day": day}


def _page(
    request: HttpRequest, obligation: Obligation, doing: Act, form: ActForm, status: int = 200
) -> HttpResponse:
    form.fields["day"].label = DAY_LABELS.get(doing, "")
    if doing not in NEEDS_REASON:
        form.fields["reason"].label = "说明（可不填）"
    context = {
        "obligation": obligation,
        "form": form,
        "act": doing,
        "label": label_of(doing, obligation),
        "light": Board.now().light(obligation),
        "silent": progress.silent_units(obligation) if doing is Act.SUBMIT else [],
        "asked": obligation.extensions.select_related("asked_by").first() if doing in DAYS else None,
        "wants_reason": doing in MAY_SAY,
        "wants_day": doing in DAYS,
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    template = "tasks/_act_form.html" if request.htmx else "tasks/act.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=status)
