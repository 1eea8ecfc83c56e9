"""How a plan is settled: with or without the office's acceptance."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.decisions import require
from common.http import say
from tasks import permissions
from tasks.models import Plan
from tasks.services.settling import WORDS, set_acceptance
from units.requests import signed_in


class SettingsForm(forms.Form):
    acceptance = forms.ChoiceField(
        label="完成方式", choices=[("yes", WORDS[True]), ("no", WORDS[False])], widget=forms.RadioSelect
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_settings(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    plan = get_object_or_404(Plan.objects.visible_to(user).select_related("organisation"), pk=pk)
    require(permissions.may_run_plans_of(user, plan.organisation))
    form = SettingsForm(
        request.POST or None, initial={"acceptance": "yes" if plan.needs_acceptance else "no"}
    )
    if request.method == "POST" and form.is_valid():
        needed = form.cleaned_data["acceptance"] == "yes"
        set_acceptance(plan=plan, actor=user, now=timezone.now(), needed=needed)
        say(request, "已保存。")
        return redirect("plan-detail", pk)
    status = 422 if form.errors else 200
    return render(request, "tasks/plan_settings.html", {"plan": plan, "form": form}, status=status)
