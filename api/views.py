"""Tokens on a page: made and shown once, ended."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from api.forms import TokenForm
from api.models import ApiToken
from api.services import create_token, may_keep_tokens, revoke_token
from api.v1 import RATE
from common.decisions import require
from common.http import say
from units.audit import by
from units.models import User
from units.requests import signed_in


def keeper(request: HttpRequest) -> User:
    user = signed_in(request)
    require(may_keep_tokens(user))
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """A new token stands on the answer to the form itself: nothing keeps it for a second look."""
    user, now = keeper(request), timezone.now()
    form = TokenForm(request.POST or None, user=user)
    shown = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        days = given["days"]
        expires_at = now + dt.timedelta(days=days) if days else None
        _, shown = create_token(
            organisation=given["organisation"],
            name=given["name"],
            by=by(request),
            now=now,
            expires_at=expires_at,
        )
        form = TokenForm(user=user)
    context = {
        "form": form,
        "shown": shown,
        "tokens": ApiToken.objects.visible_to(user).select_related("organisation", "created_by"),
        "now": now,
        "rate": RATE.partition("/")[0],
    }
    return render(request, "api/token_list.html", context, status=422 if form.errors else 200)


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    mine = ApiToken.objects.visible_to(keeper(request)).select_related("organisation")
    revoke_token(token=get_object_or_404(mine, pk=pk), by=by(request), now=timezone.now())
    say(request, "令牌已停用。")
    return redirect("token-list")
