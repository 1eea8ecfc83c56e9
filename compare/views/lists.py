"""What has been compared, what can be, and the upstream documents that are kept for it."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.pagination import paginate
from compare.forms import StartForm
from compare.models import Comparison, Link
from compare.permissions import comparable
from compare.services import comparing
from compare.views.access import comparing_person
from tasks.models import Plan

COMPARISONS_A_PAGE = 30
PLANS = 12


@require_http_methods(["GET", "HEAD", "POST"])
def compare_list(request: HttpRequest) -> HttpResponse:
    """A post starts a comparison; ``plan`` and ``other`` in the address choose them in the form."""
    user = comparing_person(request)
    asked = {name: request.GET[name] for name in ("plan", "other") if name in request.GET}
    form = StartForm(request.POST or None, user=user, initial=asked)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        started = comparing.start(
            plan=chosen["plan"], other=chosen["other"], kind=form.kind, actor=user, now=timezone.now()
        )
        return redirect("comparison-detail", started.pk)
    in_force = Q(links__before__withdrawn_at=None, links__after__withdrawn_at=None)
    found = (
        Comparison.objects.visible_to(user)
        .select_related("plan__organisation", "other__organisation")
        .annotate(
            open=Count("links", filter=Q(links__state=Link.State.PROPOSED) & in_force),
            confirmed=Count("links", filter=Q(links__state=Link.State.CONFIRMED) & in_force),
        )
        .order_by("-created_at", "-pk")
    )
    context = {
        "form": form,
        "page": paginate(request, found, COMPARISONS_A_PAGE),
        "plans": comparable(user)[:PLANS],
        "references": Plan.objects.references_of(user).annotate(clauses=Count("tasks"))[:PLANS],
    }
    return render(request, "compare/list.html", context, status=422 if form.errors else 200)
