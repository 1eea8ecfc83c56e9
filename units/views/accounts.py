"""Log-in, log-out and the change of one's own password."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from common.decisions import Forbidden
from common.http import say
from units import accounts
from units.agents import agent_words
from units.audit import by
from units.forms.accounts import LogInForm
from units.passwords import why_renew
from units.requests import signed_in
from units.second_factor import has_factor, is_wanted
from units.sessions import end_sessions, reference, sessions_of
from units.views.second_factor import begin


@method_decorator(login_not_required, name="dispatch")
class LogIn(views.LoginView):
    """A fragment whose log-in has ended sends the whole page here instead of showing a form in its place."""

    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        if has_factor(form.get_user()):
            return begin(self.request, form.get_user(), self.get_success_url())
        return super().form_valid(form)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        htmx = getattr(request, "htmx", None)
        if htmx:
            query = urlencode({"next": htmx.current_url_abs_path or "/"})
            return HttpResponseClientRedirect(f"{reverse('login')}?{query}")
        return super().dispatch(request, *args, **kwargs)


@login_not_required
def to_log_in(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """The technical site's own log-in is this one; whoever is in and may not enter is told so."""
    if request.user.is_authenticated:
        raise Forbidden("技术后台只对技术人员开放。")
    return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("login"))


class LogOut(views.LogoutView):
    """Pages kept by the browser go with the session: the back button shows nothing."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """The person's own roles, from when until when, and for whom they stand in."""
    user = signed_in(request)
    roles = user.memberships.select_related("unit__organisation", "acting_for").order_by("unit__path", "role")
    deputies = user.deputies.current(timezone.localdate()).select_related("user", "unit")
    context = {
        "roles": roles,
        "deputies": deputies,
        "today": timezone.localdate(),
        "factor": has_factor(user),
        "factor_wanted": is_wanted(user),
        "sessions": [
            (each, reference(each), agent_words(each.agent), each.session_key == request.session.session_key)
            for each in sessions_of(user)
        ],
    }
    return render(request, "units/account.html", context)


class PasswordChange(views.PasswordChangeView):
    """Other sessions of the person end, this one goes on under a new key."""

    success_url = reverse_lazy("home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(why=why_renew(signed_in(self.request)), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        accounts.change_password(
            user=form.user,
            password=form.cleaned_data["new_password1"],
            by=by(self.request),
            session=self.request.session.session_key,
        )
        update_session_auth_hash(self.request, form.user)
        say(self.request, "密码已修改，其他设备上的登录已退出。")
        return redirect(self.get_success_url())


@require_POST
def session_end(request: HttpRequest) -> HttpResponse:
    """End one of one's own log-ins, or all but this one."""
    user, here = signed_in(request), request.session.session_key
    chosen = [each for each in sessions_of(user) if reference(each) == request.POST.get("session")]
    if chosen:
        end_sessions(user=user, by=by(request), only=chosen[0].session_key)
    elif "session" not in request.POST:
        end_sessions(user=user, by=by(request), besides=here)
    say(request, "已退出所选的登录。")
    return redirect("account")
