"""The year's curve as a picture to put into a paper, and the board on a wall."""

from __future__ import annotations

import resvg_py
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from reports.board import overview
from reports.views.chosen import chosen
from reports.views.downloads import download
from units.sessions import polled

# Seconds after which a wall asks anew.
RENEWED = 60
_WIDTH = 1920


@require_safe
def curve_svg(request: HttpRequest) -> HttpResponse:
    return download(_drawn(request).encode(), "全年进度", "svg", "image/svg+xml")


@require_safe
def curve_png(request: HttpRequest) -> HttpResponse:
    content = bytes(resvg_py.svg_to_bytes(svg_string=_drawn(request), width=_WIDTH))
    return download(content, "全年进度", "png", "image/png")


def _drawn(request: HttpRequest) -> str:
    choice, board = chosen(request)
    curve = overview(choice, board).curve
    if curve is None:
        raise Http404("这里还没有可以画的数字。")
    return render_to_string("reports/curve.svg", {"curve": curve, "choice": choice, "board": board})


@polled
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    choice, board = chosen(request)
    context = {"choice": choice, "board": board, "overview": overview(choice, board), "renewed": RENEWED}
    return render(request, "reports/wall.html", context)
