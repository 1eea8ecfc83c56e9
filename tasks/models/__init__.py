"""The ledger's rows: plans, tasks, periods, obligations, reports, history."""

from tasks.models.calendar import CalendarException
from tasks.models.history import TaskEvent
from tasks.models.period import Obligation, Period
from tasks.models.plan import Plan, Requirement
from tasks.models.progress import Evidence, ProgressReport
from tasks.models.table import Presence, SavedView
from tasks.models.task import Assignment, Task

__all__ = [
    "Assignment",
    "CalendarException",
    "Evidence",
    "Obligation",
    "Period",
    "Plan",
    "Presence",
    "ProgressReport",
    "Requirement",
    "SavedView",
    "Task",
    "TaskEvent",
]
