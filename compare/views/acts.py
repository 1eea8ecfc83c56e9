"""What a person says of pairs, one act an address; each answers with the page it came from."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.decisions import Refusal
from common.http import back, say
from compare.forms import CarryForm
from compare.models import Comparison
from compare.services import carrying, comparing
from compare.views.access import comparison_of
from units.models import User
from units.requests import signed_in

Verb = Callable[[Comparison, list[int], User], str]


def _confirm(comparison: Comparison, links: list[int], user: User) -> str:
    count = comparing.confirm(comparison=comparison, links=links, actor=user, now=timezone.now())
    return f"已确认 {count} 条对应。"


def _reject(comparison: Comparison, links: list[int], user: User) -> str:
    comparing.reject(comparison=comparison, links=links, actor=user, now=timezone.now())
    return "已记为不是同一项，以后不再提示。"


def _back(comparison: Comparison, links: list[int], user: User) -> str:
    comparing.take_back(comparison=comparison, links=links, actor=user)
    return "已撤回，可以重新确认。"


def _checked(comparison: Comparison, links: list[int], user: User) -> str:
    count = comparing.mark_checked(comparison=comparison, links=links, actor=user)
    return f"{count} 项任务的时限已核对。"


ACTS: dict[str, Verb] = {"confirm": _confirm, "reject": _reject, "back": _back, "checked": _checked}


def _ids(request: HttpRequest, name: str) -> list[int]:
    return [int(each) for each in request.POST.getlist(name) if each.isdecimal()]


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """``act`` (one of :data:`ACTS`) on the pairs ``link``."""
    comparison = comparison_of(request, pk)
    verb, links = ACTS.get(request.POST.get("act", "")), _ids(request, "link")
    if verb is None or not links:
        raise Refusal("请先勾选要确认的对应。")
    say(request, verb(comparison, links, signed_in(request)))
    return back(request, "comparison-detail", pk)


@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's own pair: ``before`` and ``after``."""
    comparison = comparison_of(request, pk)
    before, after = _ids(request, "before"), _ids(request, "after")
    if not (before and after):
        raise Refusal("请选择对应的任务。")
    user, now = signed_in(request), timezone.now()
    comparing.join(comparison=comparison, before=before[0], after=after[0], actor=user, now=now)
    say(request, "已建立对应。")
    return back(request, "comparison-detail", pk)


@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """``reason`` why the other plan's ``task`` has no partner; an empty one takes the reason back."""
    comparison = comparison_of(request, pk)
    tasks, reason = _ids(request, "task"), request.POST.get("reason", "")
    if not tasks:
        raise Refusal("请选择任务。")
    user, now = signed_in(request), timezone.now()
    gap = comparing.explain(comparison=comparison, task=tasks[0], reason=reason, actor=user, now=now)
    say(request, "已记下理由。" if gap else "已清除理由。")
    return back(request, "comparison-detail", pk)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    comparison = comparison_of(request, pk)
    comparing.propose_again(comparison=comparison, actor=signed_in(request), now=timezone.now())
    say(request, "已按现在的文字重新比对，人工确认过的都没有动。")
    return back(request, "comparison-detail", pk)


@require_POST
def carry(request: HttpRequest, pk: int) -> HttpResponse:
    """Undone tasks (``task``) of last year into this year's plan, due on ``due_on``."""
    comparison = comparison_of(request, pk)
    form = CarryForm(request.POST)
    if not form.is_valid():
        raise Refusal("请填写结转后的期限。")
    count, _ = carrying.carry_over(
        comparison=comparison,
        tasks=_ids(request, "task"),
        due_on=form.cleaned_data["due_on"],
        actor=signed_in(request),
        now=timezone.now(),
    )
    say(request, f"已结转 {count} 项任务到《{comparison.plan}》。要撤销，请到该计划的修改记录。")
    return back(request, "comparison-detail", pk)
