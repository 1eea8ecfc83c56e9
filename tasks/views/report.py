"""The form of a report: for one obligation, as page or fragment, and its draft."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.decisions import Decision, require
from common.http import back, say
from tasks import keeping, permissions, reporting
from tasks.desk import is_ready
from tasks.models import Evidence, Obligation
from tasks.report_forms import ReportForm
from tasks.services import drafts
from tasks.services.evidence import may_discard
from tasks.sheets import Sheet, sheet_of
from tasks.status import Board
from tasks.views.offers import label_of
from tasks.views.subject import obligation_for
from tasks.workflow import Act
from units.models import User
from units.requests import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The three fields; the second button saves and hands in in one go.  ``?from=last`` starts with the words
    of the period before."""
    user = signed_in(request)
    obligation = obligation_for(user, pk)
    if request.method == "POST":
        # Not the state: a second click on what was handed in gets the first one's answer.
        require(permissions.may_ever(user, Act.REPORT, obligation))
        sent = reporting.receive(
            user=user,
            sheet=sheet_of(user, obligation),
            data=request.POST,
            uploads=request.FILES.getlist("uploads"),
            now=timezone.now(),
            submit="submit" in request.POST,
        )
        if sent.is_done:
            return _done(request, obligation)
        return _page(request, sent.sheet, sent.form, status=422)
    require(permissions.may(user, Act.REPORT, obligation))
    keeping.restore(request, obligation)
    sheet = sheet_of(user, obligation)
    return _page(request, sheet, sheet.form(copy=request.GET.get("from") == "last"))


def _page(request: HttpRequest, sheet: Sheet, form: ReportForm, status: int = 200) -> HttpResponse:
    user, obligation = signed_in(request), sheet.obligation
    context = {
        "obligation": obligation,
        "sheet": sheet,
        "light": Board.now().light(obligation),
        "form": form,
        "may_submit": permissions.may(user, Act.SUBMIT, obligation),
        "on_behalf": permissions.is_on_behalf(user, obligation),
        "alone": True,
        "given": _given(user, sheet),
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    template = "tasks/_report_form.html" if request.htmx else "tasks/report.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


def _given(user: User, sheet: Sheet) -> list[tuple[Evidence, Decision]]:
    """Evidence of the last report, each with whether this person may take it back."""
    proofs = sheet.last.evidence.all() if sheet.last else ()
    return [(each, may_discard(user, each, sheet.obligation)) for each in proofs]


def _done(request: HttpRequest, obligation: Obligation) -> HttpResponse:
    waits = obligation.plan.needs_acceptance
    submitted = "已提交，等待公开办审核。" if waits else "已标记完成。"
    say(request, submitted if "submit" in request.POST else _saved(obligation))
    target = back(request, "task-detail", obligation.task_id)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": target["Location"]})
    return target


def _saved(obligation: Obligation) -> str:
    """Who reports work as done may take it for handed in; the sentence says what is still to do."""
    obligation.refresh_from_db(fields=["reported_on", "completion"])
    if not is_ready(obligation):
        return "进展已保存。"
    return f"进展已保存，还没有{label_of(Act.SUBMIT, obligation)}。"


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed, sent by itself while one types (``auto``) or by a button, or forget it."""
    user = signed_in(request)
    obligation = obligation_for(user, pk)
    require(permissions.may_ever(user, Act.REPORT, obligation))
    now = timezone.now()
    if "discard" in request.POST:
        drafts.discard(obligation=obligation, actor=user)
    else:
        # The page with many forms names the one that was typed in.
        values = reporting.typed(request.POST, request.GET.get("prefix"))
        drafts.keep(obligation=obligation, actor=user, now=now, values=values)
    if "auto" in request.GET:
        return render(request, "tasks/_draft_kept.html", {"at": now})
    if request.htmx:  # type: ignore[attr-defined]
        sheet = sheet_of(user, obligation)
        return _page(request, sheet, sheet.form())
    say(request, "已放弃未保存的内容。" if "discard" in request.POST else "已暂存，只有您自己看得到。")
    return redirect("obligation-report", pk)
