"""Calendar periods of 1, 3, 6 or 12 months: when one begins, when it is due, what it is called."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from common.dates import long_date, month_end, quarter_label

# A period that holds the issue date opens only where so many days are left of it.
LEAST_DAYS = {1: 10, 3: 30, 6: 30, 12: 30}


def _closing(year: int, month: int) -> date:
    """Where a month's, quarter's or half-year's work closes: its last day, but 30 December."""
    return date(year, 12, 30) if month == 12 else month_end(year, month)


@dataclass(frozen=True)
class Rhythm:
    """Periods of `months` months, numbered from the year 0 on.

    With a `place` (a printed date) each period is due at the same month and day of it: 5 August with one
    month means the 5th of every month, 29 February falls back to the 28th, a month's end stays one. The
    printed date itself always stands. Such a period begins on the day after the one before was due.
    """

    months: int
    place: date | None = None

    def index(self, day: date) -> int:
        """The number of the period that holds `day`."""
        return (day.year * 12 + day.month - 1) // self.months

    def begins(self, index: int) -> date:
        """The first day of a period."""
        if self.place is not None:
            return self.due(index - 1) + timedelta(1)
        year, month = self._month(index, 0)
        return date(year, month, 1)

    def due(self, index: int) -> date:
        """The day on which a period is due."""
        if self.place is None:
            year, month = self._month(index, self.months - 1)
            return month_end(year, month) if self.months == 12 else _closing(year, month)
        if index == self.index(self.place):
            return self.place
        year, month = self._month(index, (self.place.month - 1) % self.months)
        if self.months < 12 and self.place >= _closing(self.place.year, self.place.month):
            return _closing(year, month)
        return date(year, month, min(self.place.day, monthrange(year, month)[1]))

    def key(self, index: int) -> str:
        """2022, 2022H2, 2022Q3 or 2022-08: unique within a rhythm, and sorts by time."""
        year, month = self._month(index, 0)
        part = (month - 1) // self.months + 1
        return {12: f"{year}", 6: f"{year}H{part}", 3: f"{year}Q{part}", 1: f"{year}-{month:02}"}[self.months]

    def label(self, index: int) -> str:
        """2022年度 (2023年1月31日前 where a date is printed), 2022年下半年, 2022年三季度, 2022年8月."""
        year, month = self._month(index, 0)
        if self.months == 12:
            return f"{year}年度" if self.place is None else f"{long_date(self.due(index))}前"
        if self.months == 6:
            return f"{year}年{'上' if month == 1 else '下'}半年"
        return quarter_label(year, (month + 2) // 3) if self.months == 3 else f"{year}年{month}月"

    def first(self, anchor: date) -> int:
        """The first period for a plan issued on `anchor`: the one that holds it where enough of it is left
        (LEAST_DAYS), else the next. The period of a printed date that has not passed always counts."""
        index = self.index(anchor)
        while not self._opens(index, anchor):
            index += 1
        return index

    def _opens(self, index: int, anchor: date) -> bool:
        due = self.due(index)
        if due == self.place:
            return due >= anchor
        return (due - anchor).days >= LEAST_DAYS[self.months]

    def _month(self, index: int, offset: int) -> tuple[int, int]:
        year, month = divmod(index * self.months + offset, 12)
        return year, month + 1
