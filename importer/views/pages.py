"""The preview as a page, and its parts as answers to small changes: one set of templates for both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from common.decisions import Allowed, Decision, Denied
from common.pagination import paginate
from importer.corrections import ITEMS_A_PAGE, Draft, Item, laid_over
from importer.holders import choices
from importer.models import ImportBatch
from importer.preview import Preview
from importer.review import review_of
from importer.source import part_of

Json = dict[str, Any]


def draft_page(request: HttpRequest, preview: Preview) -> HttpResponse:
    """The whole preview; long plans come in pages, each with the rows of the source that belong to it."""
    items = preview.review.draft.items
    page = paginate(request, items, ITEMS_A_PAGE)
    context = {
        **context_of(preview),
        "page": page,
        "rows": preview.rows(list(page.object_list)),
        "source": _source(preview.batch, items, page.start_index() - 1, page.end_index()),
    }
    return render(request, "importer/draft.html", context)


def _source(batch: ImportBatch, items: Sequence[Item], start: int, end: int) -> list[Json]:
    """The rows behind the items from ``start`` to ``end``; the first and last page get the rest."""
    first, before = (_place(items[start]), _place(items[start - 1])) if start > 0 else (None, None)
    last = _place(items[end - 1]) if end < len(items) else None
    return part_of(batch.source or {}, first, last, before)


def _place(item: Item) -> Json:
    return item.task.place.as_json()


def context_of(preview: Preview) -> Json:
    """What every part of the preview needs."""
    return {
        "batch": preview.batch,
        "preview": preview,
        "draft": preview.review.draft,
        "plan": preview.review.draft.plan,
        "questions": preview.review.questions,
        "may_commit": may_commit(preview),
        "names": unit_names(preview),
    }


def may_commit(preview: Preview) -> Decision:
    """For the button: a draft with open questions stays a draft."""
    count = len(preview.review.questions)
    return Denied(f"还有 {count} 个问题没有确认。") if count else Allowed()


def unit_names(preview: Preview) -> list[str]:
    """Names to choose from when a task's units are written: those known, then those printed."""
    known = choices(preview.review.directory, preview.review.holders.values()).values()
    groups = (group.name for group in preview.review.directory.groups.values())
    printed = (holder.name for holder in preview.review.holders.values())
    return list(dict.fromkeys([*known, *groups, *printed]))


def is_fragment(request: HttpRequest) -> bool:
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx)


def changed(
    request: HttpRequest, batch: ImportBatch, indices: Iterable[int], own: int | None = None
) -> HttpResponse:
    """After a change: the parts that it touched, or the page again where scripts are off.

    ``indices``: tasks to show anew, ``own`` the one whose form was sent.
    """
    if not is_fragment(request):
        return redirect(address_of(batch, own))
    preview = Preview(batch, review_of(batch))
    draft = preview.review.draft
    context = {
        **context_of(preview),
        "own": next(iter(preview.rows([draft.at(own)])), None) if own is not None else None,
        "others": preview.rows([item for item in _on_page(request, draft, indices) if item.index != own]),
    }
    return render(request, "importer/_changed.html", context)


def _on_page(request: HttpRequest, draft: Draft, indices: Iterable[int]) -> list[Item]:
    """The tasks that the page in the browser shows: a unit of ten thousand tasks changes them all."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    query = parse_qs(urlsplit(htmx.current_url or "").query)
    page = query.get("page", ["1"])[0]
    items = dict.fromkeys(draft.at(index) for index in indices)
    return [item for item in items if str(item.page) == page]


def address_of(batch: ImportBatch, index: int | None) -> str:
    """The preview at one task, or at the questions."""
    address = reverse("import-detail", args=[batch.pk])
    if index is None:
        return f"{address}#questions"
    item = laid_over(batch.read_plan, batch.corrections).find(index)
    page = item.page if item else 1
    return f"{address}?page={page}#task-{index}" if page > 1 else f"{address}#task-{index}"
