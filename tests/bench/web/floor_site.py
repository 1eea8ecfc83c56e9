"""The floor, what each page would cost at the least: a session, one or two indexed queries, a plain template.

Nobody's rights are looked at, nothing is weighed, no light is lit.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path
from django.utils import timezone

from tasks.models import Obligation, Task, TaskEvent

ROWS = Template(
    "<!doctype html><title>任务</title><p>{{ user }}</p><table>{% for o in rows %}<tr><td>{{ o.task.number }}"
    "<td><a href='/tasks/{{ o.task_id }}/'>{{ o.task.text }}</a><td>{{ o.plan.title }}<td>{{ o.unit.name }}"
    "<td>{{ o.due_on|date:'Y-m-d' }}<td>{{ o.get_state_display }}</tr>{% endfor %}</table>"
)
TASK = Template(
    "<!doctype html><title>任务</title><p>{{ user }}</p><h1>{{ task.text }}</h1><p>{{ task.plan.title }}<ul>"
    "{% for e in events %}<li>{{ e.at|date:'Y-m-d H:i' }} {{ e.actor.name }} {{ e.get_act_display }}</li>"
    "{% endfor %}</ul>"
)
BOARD = Template(
    "<!doctype html><title>看板</title><p>{{ user }}</p><table>{% for r in rows %}<tr><td>{{ r.unit__name }}"
    "<td>{{ r.state }}<td>{{ r.number }}<td>{{ r.overdue }}</tr>{% endfor %}</table>"
)


def _page(request: HttpRequest, template: Template, **context: object) -> HttpResponse:
    return HttpResponse(template.render(Context({"user": request.user, **context})))


def task_list(request: HttpRequest) -> HttpResponse:
    """50 of one unit and state."""
    found = Obligation.objects.filter(unit=request.GET["unit"], state=request.GET["state"])
    return _page(request, ROWS, rows=found.select_related("task", "plan", "unit").order_by("due_on")[:50])


def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One task with its history."""
    task = Task.objects.select_related("plan", "requirement").get(pk=pk)
    return _page(request, TASK, task=task, events=task.events.select_related("actor")[:50])


def dashboard(request: HttpRequest) -> HttpResponse:
    """Unit × state × overdue of one bureau."""
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    rows = (
        Obligation.objects.filter(plan__organisation=request.GET["organisation"])
        .values("unit__name", "state")
        .annotate(number=Count("pk"), overdue=late)
        .order_by("unit__name", "state")
    )
    return _page(request, BOARD, rows=rows)


@transaction.atomic
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """A change of state with its history row."""
    now = timezone.now()
    Obligation.objects.filter(pk=pk, state="submitted").update(state="accepted", done_on=now.date())
    each = Obligation.objects.get(pk=pk)
    TaskEvent.objects.create(
        plan_id=each.plan_id, task_id=each.task_id, obligation=each, act="accept", at=now, actor=request.user
    )
    return HttpResponse(status=302, headers={"Location": f"/tasks/{each.task_id}/"})


urlpatterns = [
    path("tasks/", task_list),
    path("tasks/<int:pk>/", task_detail),
    path("dashboard/", dashboard),
    path("obligations/<int:pk>/accept/", accept),
]
