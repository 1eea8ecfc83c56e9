"""The tasks that a person keeps an eye on, with their lights: one query where there are none."""

from __future__ import annotations

from tasks.models import Task, Watch
from tasks.status import Board, TaskStatus, statuses
from units.models import User

MOST = 12


def watched(user: User, board: Board) -> list[tuple[Task, TaskStatus]]:
    """The latest first, only what the person still sees."""
    chosen = list(Watch.objects.filter(user=user).values_list("task", flat=True)[:MOST])
    if not chosen:
        return []
    seen = Task.objects.visible_to(user).select_related("plan")
    found = {task.pk: (task, status) for task, status in statuses(seen.filter(pk__in=chosen), board)}
    return [found[pk] for pk in chosen if pk in found]
