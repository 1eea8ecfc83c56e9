"""The pages of reminders beside each other, as a person may open them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from units.models import User
from units.permissions import scope_of


@dataclass(frozen=True, slots=True)
class Tab:
    href: str
    label: str
    on: bool


def tabs(user: User, on: str) -> list[Tab]:
    """``on``: mine, ways, next, log, rules or workdays."""
    base = reverse("reminder-list")
    entries = [("mine", base, "我的提醒"), ("ways", reverse("reminder-ways"), "接收方式")]
    if scope_of(user).is_office:
        entries += [
            ("next", f"{base}?view=next", "下次发出"),
            ("log", f"{base}?view=log", "投递记录"),
            ("rules", f"{base}?view=rules", "提醒规则"),
            ("workdays", reverse("workdays"), "工作日"),
        ]
    return [Tab(href, label, name == on) for name, href, label in entries]
