"""Reporting and the acts on one obligation.  Works as pages, and as fragments where htmx asks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.decisions import Refusal, require
from common.http import back, say
from tasks import permissions
from tasks.forms import ReportForm
from tasks.models import Obligation
from tasks.services import progress
from tasks.status import Board
from tasks.workflow import NEEDS_REASON, Act
from units.models import User
from units.requests import signed_in


def _obligation(user: User, pk: int) -> Obligation:
    return get_object_or_404(Obligation.objects.visible_to(user).with_everything(), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The three fields; the button “标记完成，提交审核” saves and submits in one go."""
    user = signed_in(request)
    obligation = _obligation(user, pk)
    require(permissions.may(user, Act.REPORT, obligation))
    form = ReportForm(request.POST or None, initial=_draft(obligation))
    if request.method == "POST" and form.is_valid():
        refusal = _save(user, obligation, form, submit="submit" in request.POST)
        if refusal is None:
            return _done(request, obligation)
        form.add_error(None, refusal)
    context = {
        "obligation": obligation,
        "light": Board.now().light(obligation),
        "form": form,
        "may_submit": permissions.may(user, Act.SUBMIT, obligation),
        "last": obligation.reports.prefetch_related("evidence").first(),
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    template = "tasks/_report_form.html" if request.htmx else "tasks/report.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if form.errors else 200)


def _draft(obligation: Obligation) -> dict[str, str]:
    """What the unit said last in this period: a report is taken up where it was left."""
    last = obligation.reports.prefetch_related("evidence").first()
    if last is None:
        return {}
    lines = [
        "　".join(filter(None, [e.url, f"《{e.title}》" if e.title else "", str(e.published_on or "")]))
        for e in last.evidence.all()
    ]
    return {
        "progress": last.progress,
        "completion": last.completion,
        "problems": last.problems,
        "evidence": "\n".join(lines),
    }


def _save(user: User, obligation: Obligation, form: ReportForm, *, submit: bool) -> str | None:
    """Save, and submit where asked; a refused submission keeps the report and says why."""
    now = timezone.now()
    values = form.cleaned_data
    try:
        progress.report(
            obligation=obligation,
            actor=user,
            now=now,
            progress=values["progress"],
            completion=values["completion"],
            problems=values["problems"],
            evidence=values["evidence"],
        )
        if submit:
            progress.submit(obligation=obligation, actor=user, now=now)
    except Refusal as refusal:
        return refusal.reason
    return None


def _done(request: HttpRequest, obligation: Obligation) -> HttpResponse:
    submitted = "submit" in request.POST
    say(request, "已提交，等待公开办审核。" if submitted else "进展已保存。")
    target = back(request, "task-detail", obligation.task_id)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": target["Location"]})
    return target


ACTS = {
    Act.SUBMIT: (progress.submit, "已提交，等待公开办审核。"),
    Act.ACCEPT: (progress.accept, "审核通过。"),
    Act.RETURN: (progress.return_, "已退回，对方会立即看到原因。"),
    Act.WITHDRAW: (progress.withdraw, "已撤回。"),
    Act.WAIVE: (progress.waive, "已设为不适用。"),
    Act.REOPEN: (progress.reopen, "已重新打开，原有填报和佐证保留。"),
}


@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    user = signed_in(request)
    obligation = _obligation(user, pk)
    if act not in ACTS:
        raise Http404
    service, sentence = ACTS[Act(act)]
    reason = {"reason": request.POST.get("reason", "")} if Act(act) in NEEDS_REASON else {}
    service(obligation=obligation, actor=user, now=timezone.now(), **reason)  # type: ignore[operator]
    say(request, sentence)
    target = back(request, "task-detail", obligation.task_id)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": target["Location"] or reverse("home")})
    return target
