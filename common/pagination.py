"""Pages of a list by the query parameter ``page``; a page out of reach is the nearest one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50
# Nobody leafs further; counting a province's million rows would cost more than the page.
MOST_COUNTED = 10_000


class BoundedPaginator(Paginator):
    """Counts and leafs through the first :data:`MOST_COUNTED` rows of a queryset.

    ``counted`` is their number in words: “51”, “10000 以上”.
    """

    @cached_property
    def count(self) -> int:
        if not isinstance(self.object_list, QuerySet):
            return len(self.object_list)
        # The order is left out, so that the database stops at the last row that counts.
        found = self.object_list.order_by()[: MOST_COUNTED + 1].count()
        self.has_more = found > MOST_COUNTED
        return min(found, MOST_COUNTED)

    has_more = False

    @property
    def counted(self) -> str:
        return f"{self.count} 以上" if self.count and self.has_more else str(self.count)


def paginate(
    request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], per_page: int = PAGE_SIZE
) -> Page[Any]:
    """The page that the address asks for; two queries for a queryset, one of them a count."""
    return BoundedPaginator(rows, per_page).get_page(request.GET.get("page"))
