"""The guide, readable before the log-in too, and the switches of the display."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from common.http import back
from guide.chapters import BY_SLUG, CHAPTERS, anchor
from guide.display import display_of, keep
from guide.reading import page_of


@login_not_required
@require_safe
def guide_index(request: HttpRequest) -> HttpResponse:
    return render(request, "guide/index.html", {"chapters": CHAPTERS})


@login_not_required
@require_safe
def guide_chapter(request: HttpRequest, slug: str) -> HttpResponse:
    chapter = BY_SLUG.get(slug)
    if chapter is None:
        raise Http404("使用说明里没有这一章。")
    page = page_of(chapter)
    context = {
        "chapter": chapter,
        "chapters": CHAPTERS,
        "page": page,
        "headings": [(heading, anchor(heading)) for heading in page.headings],
    }
    return render(request, "guide/chapter.html", context)


@login_not_required
@require_POST
def display_switch(request: HttpRequest) -> HttpResponse:
    response = back(request, "home")
    display = display_of(request).switched(request.POST.get("what", ""))
    keep(response, display, secure=settings.SESSION_COOKIE_SECURE)
    return response
