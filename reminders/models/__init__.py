"""Rules, reminders, deliveries, ways out, calendar feeds."""

from reminders.models.delivery import Delivery, DeliveryAttempt, DeliveryItem, Heartbeat
from reminders.models.feed import CalendarFeed
from reminders.models.hold import Hold
from reminders.models.outlet import ChannelChoice, Outlet
from reminders.models.push import Push
from reminders.models.reckoning import Reckoning
from reminders.models.reminder import WAITING_STATES, Reminder
from reminders.models.rule import (
    OVERDUE,
    RETURNED,
    ReminderRule,
    are_workdays,
    default_workdays,
)

__all__ = [
    "OVERDUE",
    "RETURNED",
    "WAITING_STATES",
    "CalendarFeed",
    "ChannelChoice",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryItem",
    "Heartbeat",
    "Hold",
    "Outlet",
    "Push",
    "Reckoning",
    "Reminder",
    "ReminderRule",
    "are_workdays",
    "default_workdays",
]
