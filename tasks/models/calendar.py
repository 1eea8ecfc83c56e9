"""Days on which the office's calendar differs from the library's."""

from __future__ import annotations

from django.db import models


class CalendarException(models.Model):
    """A day that works or rests whatever the library says (a year not yet published, a local rule)."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("是工作日")
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日例外"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {'上班' if self.is_workday else '休息'}"
