"""Log-in, log-out and the change of one's own password."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from common.http import say
from units.audit import PASSWORD_CHANGED, by, note
from units.forms.accounts import LogInForm
from units.requests import signed_in


@method_decorator(login_not_required, name="dispatch")
class LogIn(views.LoginView):
    """A fragment whose log-in has ended sends the whole page here instead of showing a form in its place."""

    authentication_form = LogInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        htmx = getattr(request, "htmx", None)
        if htmx:
            query = urlencode({"next": htmx.current_url_abs_path or "/"})
            return HttpResponseClientRedirect(f"{reverse('login')}?{query}")
        return super().dispatch(request, *args, **kwargs)


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
    context = {"roles": roles, "deputies": deputies, "today": timezone.localdate()}
    return render(request, "units/account.html", context)


class PasswordChange(views.PasswordChangeView):
    """Other sessions of the person end, this one goes on."""

    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        note(PASSWORD_CHANGED, by(self.request), form.user.username)
        say(self.request, "密码已修改，其他设备上的登录已退出。")
        return response
