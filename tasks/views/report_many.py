"""填报本单位全部: one form with a row for each obligation that is owed; what is wrong is said in its row."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.decisions import Refusal
from common.http import say
from common.pagination import paginate
from tasks import permissions, reporting
from tasks.models import Obligation
from tasks.report_forms import ReportForm
from tasks.reporting import Sent
from tasks.sheets import Sheet, sheets_of
from tasks.status import Board
from tasks.workflow import Act, State
from units.models import User
from units.requests import signed_in

ROWS_A_PAGE = 20
# What the browser sends with every row whether it was touched or not; files are looked at by themselves.
_UNSAID = {"token", "seen", "uploads"}


@require_http_methods(["GET", "HEAD", "POST"])
def report_many(request: HttpRequest) -> HttpResponse:
    """Rows that were not touched are left alone; ``chosen`` are handed in as well where the person may."""
    user = signed_in(request)
    page = _owed(request, user)
    sheets = sheets_of(user, list(page.object_list))
    if request.method != "POST":
        copy = request.GET.get("from") == "last"
        forms = [_blank(sheet, copy=copy) for sheet in sheets]
        return _page(request, page, list(zip(sheets, forms, strict=True)), [])
    outcomes = _receive_all(request, user, _sent_sheets(user, sheets, request))
    done = [each for each in outcomes if each.is_done]
    wrong = {each.sheet.obligation.pk: each for each in outcomes if not each.is_done}
    if done:
        handed_in = sum(each.submitted for each in done)
        say(request, f"已保存 {len(done)} 项" + (f"，其中提交 {handed_in} 项。" if handed_in else "。"))
    if not wrong:
        if not done:
            say(request, "没有改动，无须保存。")
        return redirect(request.get_full_path())
    return _page(request, page, _shown(user, page, wrong), list(wrong.values()))


def _owed(request: HttpRequest, user: User) -> Page[Obligation]:
    owed = Obligation.objects.owed_by(user).filter(state__in=(State.PENDING, State.RETURNED))
    rows = owed.with_everything().select_related("plan__organisation").order_by("due_on", "plan", "pk")
    return paginate(request, rows, ROWS_A_PAGE)


def _sent_sheets(user: User, sheets: list[Sheet], request: HttpRequest) -> list[Sheet]:
    """Rows of the form that are no longer on this page (handed in meanwhile, moved to the next) too."""
    here = {sheet.obligation.pk for sheet in sheets}
    sent = {int(pk) for pk in request.POST.getlist("row")[:ROWS_A_PAGE] if pk.isdecimal()} - here
    others = Obligation.objects.owed_by(user).filter(pk__in=sent).with_everything()
    return [*sheets, *sheets_of(user, list(others))]


def _receive_all(request: HttpRequest, user: User, sheets: list[Sheet]) -> list[Sent]:
    chosen = set(request.POST.getlist("chosen")) if "submit" in request.POST else set()
    now = timezone.now()
    found = [_receive(request, user, sheet, chosen, now) for sheet in sheets]
    return [each for each in found if each is not None]


def _receive(
    request: HttpRequest, user: User, sheet: Sheet, chosen: set[str], now: dt.datetime
) -> Sent | None:
    """None for a row that says nothing new."""
    uploads = request.FILES.getlist(f"{sheet.prefix}-uploads")
    submit = str(sheet.obligation.pk) in chosen
    form = sheet.form(request.POST, prefix=sheet.prefix)
    sent = f"{sheet.prefix}-token" in request.POST
    # A draft that the page has restored looks unchanged and is not saved yet.
    said = submit or uploads or sheet.is_restored or set(form.changed_data) - _UNSAID
    if not (sent and said):
        return None
    try:
        return reporting.receive(
            user=user,
            sheet=sheet,
            data=request.POST,
            uploads=uploads,
            now=now,
            submit=submit,
            prefix=sheet.prefix,
        )
    except Refusal as refusal:  # one row that may not be reported on spoils none of the others
        form.add_error(None, refusal.reason)
        return Sent(sheet, form)


def _shown(user: User, page: Page[Obligation], wrong: dict[int, Sent]) -> list[tuple[Sheet, ReportForm]]:
    """The page again: what was wrong as it was typed, the others as they stand now."""
    rows = list(Obligation.objects.filter(pk__in=[o.pk for o in page.object_list]).with_everything())
    standing = {sheet.obligation.pk: sheet for sheet in sheets_of(user, rows)}
    pks = list(dict.fromkeys([o.pk for o in page.object_list] + list(wrong)))
    found = []
    for pk in pks:
        if pk in wrong:
            found.append((wrong[pk].sheet, wrong[pk].form))
        elif standing[pk].obligation.state in {State.PENDING, State.RETURNED}:
            found.append((standing[pk], _blank(standing[pk])))
    return found


def _blank(sheet: Sheet, *, copy: bool = False) -> ReportForm:
    """Words of the period before are offered only where nothing has been said yet."""
    return sheet.form(prefix=sheet.prefix, copy=copy and sheet.last is None and sheet.draft is None)


def _page(
    request: HttpRequest,
    page: Page[Obligation],
    rows: list[tuple[Sheet, ReportForm]],
    wrong: list[Sent],
) -> HttpResponse:
    user, board = signed_in(request), Board.now()
    context = {
        "page": page,
        "rows": [
            (sheet, form, board.light(sheet.obligation), permissions.may(user, Act.SUBMIT, sheet.obligation))
            for sheet, form in rows
        ],
        "wrong": wrong,
        "chosen": request.POST.getlist("chosen"),
        "may_copy": any(sheet.before and not sheet.last for sheet, _ in rows),
        "alone": False,
        "next": "",
    }
    return render(request, "tasks/report_many.html", context, status=422 if wrong else 200)
