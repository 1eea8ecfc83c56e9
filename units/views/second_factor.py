"""The second step of the log-in; its setting up and taking away."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.decisions import Refusal
from common.http import say
from common.sealing import seal, unseal
from units import second_factor
from units.audit import LOG_IN_FAILED, address_of, by, record
from units.forms.accounts import CodeForm, PasswordForm, SetUpForm
from units.models import User
from units.requests import signed_in

# Seconds between the two steps of a log-in.
PATIENCE = 300
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def begin(request: HttpRequest, user: User, target: str) -> HttpResponse:
    """The password was right: remember whose it was, under a new key, and ask for the second step."""
    request.session.cycle_key()
    request.session["half"] = {"user": user.pk, "at": int(time.time()), "next": target}
    return redirect("second-factor")


@login_not_required
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    half = request.session.get("half")
    user = User.objects.filter(pk=half["user"], is_active=True).first() if half else None
    if half is None or user is None or time.time() - half["at"] > PATIENCE:
        request.session.pop("half", None)
        return redirect("home" if request.user.is_authenticated else "login")
    form = CodeForm(request.POST or None, username=user.username, request=request)
    if request.method == "POST" and form.is_valid():
        if second_factor.passes(user=user, code=form.cleaned_data["code"], now=timezone.now()):
            del request.session["half"]
            login(request, user, backend=_BACKEND)
            return redirect(half["next"])
        record(
            act=LOG_IN_FAILED,
            actor=None,
            actor_name=user.username,
            address=address_of(request),
            detail={"step": "二次验证"},
            succeeded=False,
        )
        form.add_error("code", "动态口令不对或已用过。")
    return render(request, "registration/second_step.html", {"form": form})


@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """The picture for the generator; the secret waits sealed until a code proves that it is there."""
    user = signed_in(request)
    kept = request.session.get("secret", "")
    secret = unseal(kept, purpose=second_factor.PURPOSE) or second_factor.new_secret()
    request.session["secret"] = seal(secret, purpose=second_factor.PURPOSE)
    form = SetUpForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_factor.enrol(
                user=user, secret=secret, code=form.cleaned_data["code"], now=timezone.now(), by=by(request)
            )
        except Refusal as refusal:
            form.add_error("code", refusal.reason)
        else:
            del request.session["secret"]
            return render(request, "units/recovery_codes.html", {"codes": codes})
    size, outline = second_factor.picture(second_factor.address(user, secret))
    context: dict[str, Any] = {
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "size": size,
        "outline": outline,
        "wanted": second_factor.is_wanted(user),
    }
    return render(request, "units/second_factor.html", context, status=422 if form.errors else 200)


@require_POST
def take_away(request: HttpRequest) -> HttpResponse:
    """Asks for the password again: an open screen is not enough."""
    user = signed_in(request)
    form = PasswordForm(request.POST, user=user)
    if not form.is_valid():
        raise Refusal("密码不正确，二次验证没有关闭。")
    second_factor.remove(user=user, by=by(request))
    say(request, "二次验证已关闭。")
    return redirect("account")
