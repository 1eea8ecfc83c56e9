"""Days as people in the office read them: Shanghai time, Chinese words, quarters."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

WEEKDAY_WORDS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
QUARTER_WORDS = ("一季度", "二季度", "三季度", "四季度")


def local_date(moment: datetime) -> date:
    """The day in Shanghai at an aware `moment`; ValueError for a naive one."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("local_date needs an aware datetime")
    return moment.astimezone(SHANGHAI).date()


def long_date(day: date) -> str:
    """2022年12月30日"""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday_word(day: date) -> str:
    """星期三"""
    return WEEKDAY_WORDS[day.weekday()]


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def in_year(day: date, year: int) -> date:
    """The same day of another year; the end of February stays the end of February."""
    last = monthrange(year, day.month)[1]
    ends = day.day == monthrange(day.year, day.month)[1]
    return day.replace(year=year, day=last if ends else min(day.day, last))


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month - 1) // 3 + 1


def quarter_start(year: int, quarter: int) -> date:
    """The first day of quarter 1 to 4."""
    return date(year, quarter * 3 - 2, 1)


def quarter_end(year: int, quarter: int) -> date:
    """The last day of quarter 1 to 4 by the calendar (31 December for the fourth)."""
    return month_end(year, quarter * 3)


def quarter_label(year: int, quarter: int) -> str:
    """2022年三季度"""
    return f"{year}年{QUARTER_WORDS[quarter - 1]}"
