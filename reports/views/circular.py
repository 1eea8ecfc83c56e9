"""通报: the board's figures as a text to copy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.addresses import Addresses
from reports.material import circular_text
from reports.views.chosen import chosen


@require_safe
def circular_page(request: HttpRequest) -> HttpResponse:
    choice, board = chosen(request)
    context = {"choice": choice, "text": circular_text(choice, board), "back": Addresses(choice).board()}
    return render(request, "reports/circular.html", context)
