"""People: the list, one person, a new one; a first password is shown once and kept nowhere."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.decisions import require
from common.http import say
from common.pagination import paginate
from units import accounts
from units.agents import agent_words
from units.audit import by
from units.filters import PersonFilter
from units.forms.people import ContactForm, PersonForm, RoleForm
from units.models import User
from units.permissions import (
    may_appoint,
    may_change_role,
    may_keep_accounts,
    may_name_deputy,
    may_read_people,
    scope_of,
)
from units.requests import signed_in
from units.second_factor import has_factor, remove
from units.sessions import end_sessions, sessions_of
from units.visibility import visible_memberships, visible_people


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """People in reach with the roles they hold there; a head appoints handlers from here."""
    user = signed_in(request)
    require(may_read_people(user))
    roles = (
        visible_memberships(user).select_related("unit", "acting_for").order_by("unit__path", "role", "pk")
    )
    people = visible_people(user).prefetch_related(Prefetch("memberships", roles, to_attr="roles"))
    filters = PersonFilter(request.GET, people.order_by("-is_active", "name", "pk"), reader=user)
    heads = scope_of(user).heads
    context = {
        "page": paginate(request, filters.qs),
        "filters": filters,
        "filtered": any(request.GET.get(name) for name in filters.filters),
        "keep": may_keep_accounts(user),
        "appoint": RoleForm(by=user) if heads and not scope_of(user).administers else None,
        "today": timezone.localdate(),
    }
    return render(request, "units/person_list.html", context)


@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person with every visible role, ended ones below, and the acts on account and roles."""
    user = signed_in(request)
    require(may_read_people(user))
    person = get_object_or_404(visible_people(user), pk=pk)
    held = visible_memberships(user).filter(user=person).select_related("unit__organisation", "acting_for")
    roles = [
        (role, may_change_role(user, person, role.unit, role.role), may_name_deputy(user, role))
        for role in held.order_by("unit__path", "role", "pk")
    ]
    context = {
        "person": person,
        "roles": roles,
        "keep": (keep := may_keep_accounts(user, person)),
        "factor": has_factor(person),
        "sessions": [(each, agent_words(each.agent)) for each in sessions_of(person)] if keep else [],
        "contact": ContactForm(instance=person),
        "appoint": RoleForm(by=user),
        "may_appoint": may_appoint(user, person),
        "today": timezone.localdate(),
    }
    return render(request, "units/person_detail.html", context)


@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest) -> HttpResponse:
    """A new account; the answer to the POST shows the password, so a second look is not possible."""
    require(may_keep_accounts(signed_in(request)))
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person, password = accounts.add_person(**form.cleaned_data, by=by(request))
        return _show_password(request, person, password)
    return render(request, "units/person_form.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    person = _fetch(request, pk)
    return _show_password(request, person, accounts.renew_password(user=person, by=by(request)))


@require_POST
def person_contact(request: HttpRequest, pk: int) -> HttpResponse:
    person = _fetch(request, pk)
    form = ContactForm(request.POST, instance=person)
    if form.is_valid():
        accounts.change_person(user=person, **form.cleaned_data, by=by(request))
        say(request, "已保存。")
        return redirect("person-detail", pk)
    return render(request, "units/person_form.html", {"form": form}, status=422)


@require_POST
def person_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """The generator is lost: the person logs in with the password alone and sets up another one."""
    person = _fetch(request, pk)
    remove(user=person, by=by(request))
    say(request, f"“{person}”的二次验证已重置。")
    return redirect("person-detail", pk)


@require_POST
def person_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """End every log-in of the person."""
    person = _fetch(request, pk)
    end_sessions(user=person, by=by(request))
    say(request, f"“{person}”在各设备上的登录已退出。")
    return redirect("person-detail", pk)


@require_POST
def person_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the account, or restore it."""
    person = _fetch(request, pk)
    active = request.POST.get("active") == "1"
    accounts.set_active(user=person, active=active, by=by(request))
    say(request, f"“{person}”的账号已{'启用' if active else '停用，已登录的设备随即退出'}。")
    return redirect("person-detail", pk)


def _fetch(request: HttpRequest, pk: int) -> User:
    """The person, if this account may be kept by whoever asks."""
    user = signed_in(request)
    person = get_object_or_404(visible_people(user), pk=pk)
    require(may_keep_accounts(user, person))
    return person


def _show_password(request: HttpRequest, person: User, password: str) -> HttpResponse:
    return render(request, "units/person_password.html", {"person": person, "password": password})
