"""Answers to questions, and the commit that waits for them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.decisions import Refusal
from common.http import say
from importer import commit, services
from importer.forms.answer import AnswerForm, preselected
from importer.holders import NEW
from importer.models import ImportBatch
from importer.preview import Preview
from importer.review import Review, review_of
from importer.views.access import batch_of
from importer.views.pages import changed, context_of, is_fragment
from units.audit import by


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What a printed name (``name``) means: the form with all ways to say it, or the answer."""
    batch = batch_of(request, pk)
    review = review_of(batch)
    if request.method != "POST":
        return _ask(request, batch, review, request.GET.get("name", ""))
    form = AnswerForm(review, request.POST)
    if not form.is_valid():
        return _ask(request, batch, review, request.POST.get("name", ""), form)
    return _keep(request, batch, {form.holder.name: form.value()}, form.holder.items)


def _ask(
    request: HttpRequest, batch: ImportBatch, review: Review, name: str, form: AnswerForm | None = None
) -> HttpResponse:
    holder = review.holder_of(name)
    if holder is None:
        raise Refusal("草案里已经没有这个名称，请刷新。")
    chosen = preselected(review, holder)
    near = f"unit:{holder.match.nearest.pk}" if holder.match.nearest else ""
    to = holder.tokens[0] if len(holder.tokens) == 1 else near
    first = {"name": name, "to": to, "members": chosen, "kind": str(holder.kind)}
    shown = form or AnswerForm(review, initial=first)
    context = {**context_of(Preview(batch, review)), "form": shown, "holder": holder}
    template = "importer/_answer_form.html" if is_fragment(request) else "importer/answer.html"
    return render(request, template, context, status=422 if form else 200)


def _keep(
    request: HttpRequest, batch: ImportBatch, answers: dict[str, Any], items: tuple[int, ...]
) -> HttpResponse:
    services.answer_units(batch=batch, by=by(request), answers=answers)
    return changed(request, batch_of(request, batch.pk), items)


@require_POST
def create_all(request: HttpRequest, pk: int) -> HttpResponse:
    """All unknown units are new ones: the first import of an organisation without a directory."""
    batch = batch_of(request, pk)
    unknown = Preview(batch, review_of(batch)).unknown
    answers = {
        holder.name: {"as": "unit", "to": f"{NEW}{holder.name}", "kind": str(holder.kind)}
        for holder in unknown
    }
    items = tuple(sorted({index for holder in unknown for index in holder.items}))
    return _keep(request, batch, answers, items)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """What questions or hints (each a ``key``) point out is as it should be."""
    batch = batch_of(request, pk)
    keys = request.POST.getlist("key")
    services.accept(batch=batch, by=by(request), keys=keys)
    return changed(request, batch_of(request, pk), _items_of(batch, keys))


@require_POST
def move_year(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates of a question (``key``) are meant for the plan's year."""
    batch = batch_of(request, pk)
    key = request.POST.get("key", "")
    items = _items_of(batch, [key])
    services.move_year(batch=batch, by=by(request), key=key)
    return changed(request, batch_of(request, pk), items)


def _items_of(batch: ImportBatch, keys: list[str]) -> list[int]:
    """The tasks that questions and hints of these keys are about."""
    preview = Preview(batch, review_of(batch))
    told = [(each.key, each.items) for each in preview.review.questions]
    told += [(guess.key, guess.items) for guess in preview.assumed]
    return sorted({item.index for key, items in told if key in keys for item in items})


@require_POST
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the ledger; of a revision ``seen`` is the mark of the diff, ``yes`` the tasks it may overwrite."""
    given = request.POST
    batch = commit.commit(
        batch=batch_of(request, pk),
        by=by(request),
        now=timezone.now(),
        seen=given.get("seen", ""),
        yes=frozenset(given.getlist("yes")),
    )
    assert batch.plan is not None
    if batch.reference:
        say(request, f"已存为上级文件：条款 {batch.outcome['tasks']} 条。它只作对照，不下发、不提醒。")
        return redirect(f"{reverse('compare-list')}?other={batch.plan.pk}")
    say(request, _told(batch.outcome))
    return redirect("plan-detail", batch.plan.pk)


WHAT_WAS_MADE = (
    ("units", "新建单位 {} 个"),
    ("groups", "记住 {} 个说法各指哪些单位"),
    ("aliases", "记住 {} 个单位的另一种叫法"),
)


def _told(outcome: dict[str, Any]) -> str:
    """What was made, in a sentence."""
    if done := outcome.get("revision"):
        return (
            f"已按修订稿更新：新增 {done['added']} 项，改动 {done['changed']} 项，撤出 {done['gone']} 项，"
            f"未变 {done['same']} 项，保留原样 {done['kept']} 项。"
        )
    made = [f"任务 {outcome['tasks']} 项"]
    for key, word in WHAT_WAS_MADE:
        if outcome[key]:
            made.append(word.format(len(outcome[key])))
    return f"已入库：{'，'.join(made)}。计划还是草稿，核对后点“下发”才开始提醒。"
