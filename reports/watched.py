"""The tasks that a person keeps an eye on, with their lights: one query where there are none."""

from __future__ import annotations

from tasks.models import Task, Watch
from tasks.status import Board, TaskStatus, with_status
from units.models import User

MOST = 12


def watched(user: User, board: Board) -> list[tuple[Task, TaskStatus]]:
    """The latest first, only what the person still sees."""
    chosen = list(Watch.objects.filter(user=user).values_list("task", flat=True)[:MOST])
    if not chosen:
        return []
    tasks = {task.pk: task for task in with_status(Task.objects.visible_to(user).filter(pk__in=chosen))}
    return [(tasks[pk], board.task(tasks[pk])) for pk in chosen if pk in tasks]
