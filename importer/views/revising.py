"""A document as the revision of a plan: choosing the plan, the diff, and the way back from a commit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.decisions import Refusal
from common.http import say
from importer import services
from importer import undo as undoing
from importer.diff import Kind
from importer.lineage import NOTHING
from importer.models import ImportBatch
from importer.preview import Preview
from importer.review import review_of
from importer.revision import revision_of
from importer.views.access import batch_of, importing_person
from importer.views.pages import context_of
from units.audit import by

SHOWN = {
    Kind.CONFLICT: ("冲突", "red", "修订稿改了，这里也有人改过。不勾选，保留这里的改法。"),
    Kind.CHANGED: ("有改动", "amber", "已有填报的，勾选后才会改。"),
    Kind.NEW: ("新增", "green", "补入计划；计划已下发的，随即开启期次。"),
    Kind.GONE: ("原有而本稿没有", "grey", "撤出计划；已有填报的，勾选后才会撤出，填报保留可查。"),
    Kind.SAME: ("未变", "blue", ""),
}


@require_POST
def import_revises(request: HttpRequest, pk: int) -> HttpResponse:
    """Which plan (``plan``: its id, 0 for none) the document revises."""
    batch = batch_of(request, pk)
    given = request.POST.get("plan", "")
    plan = int(given) if given.isdecimal() else NOTHING
    services.choose_plan(batch=batch, by=by(request), plan=plan)
    return redirect("import-detail" if plan == NOTHING else "import-revision", pk)


@require_safe
def import_revision(request: HttpRequest, pk: int) -> HttpResponse:
    """The diff, with a box for every change that needs a yes."""
    batch = batch_of(request, pk)
    if not batch.is_draft:
        return redirect("import-detail", pk)
    review = review_of(batch)
    if review.lineage.chosen is None:
        return redirect(f"{reverse('import-detail', args=[pk])}#lineage")
    revision = revision_of(batch, review, review.lineage.chosen)
    context = {
        **context_of(Preview(batch, review)),
        "revision": revision,
        "groups": [(*SHOWN[kind], str(kind), revision.of_kind(kind)) for kind in SHOWN],
        "apart": len(batch.answers.get("apart", ())),
    }
    return render(request, "importer/revision.html", context)


@require_POST
def import_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Two tasks are not the same (``pair``: “old:new”); without a pair all are matched again."""
    old, _, new = request.POST.get("pair", "").partition(":")
    services.set_apart(batch=batch_of(request, pk), by=by(request), old=old, new=new)
    return redirect("import-revision", pk)


@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch = undoing.undo(batch=batch_of(request, pk), by=by(request), now=timezone.now())
    say(request, f"已撤销“{batch.name}”的导入，《{batch.outcome['undone']}》已恢复到导入之前。")
    return redirect("import-detail", pk)


@require_safe
def import_of_plan(request: HttpRequest, plan: int) -> HttpResponse:
    """The newest import that the plan came from or was revised by."""
    visible = ImportBatch.objects.visible_to(importing_person(request)).light()
    found = visible.filter(plan=plan).order_by("-committed_at").first()
    if found is None:
        raise Refusal("这份计划不是在这里导入的，没有可以撤销的导入。")
    return redirect("import-detail", found.pk)
