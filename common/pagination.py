"""Pages of a list by the query parameter ``page``; a page out of reach is the nearest one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


def paginate(request: HttpRequest, rows: QuerySet[Any] | list[Any], per_page: int = PAGE_SIZE) -> Page[Any]:
    """The page that the address asks for; two queries for a queryset, one of them a count."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
