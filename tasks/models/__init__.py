"""The ledger's rows: plans, tasks, periods, obligations, reports, history."""

from tasks.models.attention import Remark, Watch
from tasks.models.calendar import CalendarException
from tasks.models.extension import Extension
from tasks.models.history import TaskEvent
from tasks.models.period import Obligation, Period
from tasks.models.plan import Plan, Requirement
from tasks.models.progress import DraftFile, Evidence, ProgressReport, ReportDraft, StoredFile
from tasks.models.standing import Carrying, StandingItem
from tasks.models.table import Presence, SavedView
from tasks.models.task import Assignment, Task

__all__ = [
    "Assignment",
    "CalendarException",
    "Carrying",
    "DraftFile",
    "Evidence",
    "Extension",
    "Obligation",
    "Period",
    "Plan",
    "Presence",
    "ProgressReport",
    "Remark",
    "ReportDraft",
    "Requirement",
    "SavedView",
    "StandingItem",
    "StoredFile",
    "Task",
    "TaskEvent",
    "Watch",
]
