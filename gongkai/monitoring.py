"""``/metrics``: for the monitoring host, by its address or token; for anybody else it does not exist."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signals import got_request_exception
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from gongkai import metrics
from gongkai.requests import is_trusted


@login_not_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    if not may_ask(request):
        raise Http404
    try:
        text = metrics.exposition(with_ledger=True)
    except Error as error:
        # What was counted is wanted most when the database is down.
        metrics.database_failed(error)
        text = metrics.exposition(with_ledger=False)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def may_ask(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and constant_time_compare(given, settings.METRICS_TOKEN):
        return True
    allowed = [ipaddress.ip_network(each) for each in settings.METRICS_ALLOWED]
    return is_trusted(request.META.get("REMOTE_ADDR", ""), allowed)


def count_database_errors(**_: Any) -> None:
    """Django sends the signal inside the handler of the exception."""
    error = sys.exc_info()[1]
    if isinstance(error, Error):
        metrics.database_failed(error)


got_request_exception.connect(count_database_errors)
