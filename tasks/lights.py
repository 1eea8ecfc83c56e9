"""The light of an obligation: colour, word, shape and a sentence. Computed, never stored.

red    逾期          the day has passed and nothing was submitted
amber  临期          few working days left; returned; this period's report missing after its end
blue   近期 本期待报  some working days left
green  otherwise, submitted, or done (done late stays visible: 逾期完成)
grey   未下发, 不适用, 未定时限
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tasks.workdays import WorkCalendar
from tasks.workflow import State


class Colour(StrEnum):
    """In order of weight: the first outshines the others."""

    RED = "red"
    AMBER = "amber"
    BLUE = "blue"
    GREEN = "green"
    GREY = "grey"


COLOUR_LABELS: dict[Colour, str] = {
    Colour.RED: "红",
    Colour.AMBER: "黄",
    Colour.BLUE: "蓝",
    Colour.GREEN: "绿",
    Colour.GREY: "灰",
}

SHAPES: dict[Colour, str] = {
    Colour.RED: "triangle",
    Colour.AMBER: "diamond",
    Colour.BLUE: "circle",
    Colour.GREEN: "check",
    Colour.GREY: "dash",
}

_FINISHED_WORDS = frozenset({"已完成", "逾期完成"})
_WEIGHT = {colour: weight for weight, colour in enumerate(Colour)}


@dataclass(frozen=True)
class Light:
    """Colour is never the only sign: `word` and `shape` go with it, `sentence` explains it.

    `brief` is the word with its number of days, for lists that have no room for the sentence (逾期 8 天).
    """

    colour: Colour
    word: str
    sentence: str
    shape: str
    brief: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "brief", self.brief or self.word)


@dataclass(frozen=True)
class Thresholds:
    """From when a light turns: calendar days after the day for red, working days before it for the rest."""

    red_days: int = 1
    amber_workdays: int = 3
    blue_workdays: int = 7


@dataclass(frozen=True)
class _Case:
    """What the functions below share; `due_on` is known."""

    state: State
    due_on: date
    today: date
    calendar: WorkCalendar
    done_on: date | None
    reported: bool
    long_term: bool
    thresholds: Thresholds
    postponed: str

    @property
    def late_days(self) -> int:
        return (self.today - self.due_on).days


def light(
    *,
    state: State | str,
    due_on: date | None,
    first_due_on: date | None,
    today: date,
    calendar: WorkCalendar,
    issued: bool,
    done_on: date | None,
    reported_this_period: bool,
    long_term: bool,
    thresholds: Thresholds | None = None,
) -> Light:
    """The light of one obligation on `today`.

    `due_on` is the day that counts, `first_due_on` the one that stood first (told where they differ).
    `done_on` is the day the unit submitted, for submitted and accepted ones: the office's time to decide
    is never the unit's delay. `long_term` is for periods that want a report, not an end.
    """
    state = State(state)
    if not issued:
        return _make(Colour.GREY, "未下发", "计划尚未下发")
    if state is State.WAIVED:
        return _make(Colour.GREY, "不适用", "已标为不适用，不再计时")
    if due_on is None:
        return _undated(state)
    postponed = f"（原定{first_due_on}）" if first_due_on and first_due_on != due_on else ""
    case = _Case(
        state, due_on, today, calendar, done_on, reported_this_period, long_term,
        thresholds or Thresholds(), postponed,
    )  # fmt: skip
    if state in {State.SUBMITTED, State.ACCEPTED}:
        return _handed_in(case)
    return _past(case) if case.late_days > 0 else _ahead(case)


def worst(lights: Iterable[Light]) -> Light:
    """The light of a task over its obligations: the weightiest colour, and in it what is not finished yet.

    Grey where there is none.
    """
    return min(
        lights,
        key=lambda each: (_WEIGHT[each.colour], each.word in _FINISHED_WORDS),
        default=_make(Colour.GREY, "未开始", "还没有需要办理的期次"),
    )


def legend(thresholds: Thresholds | None = None) -> str:
    """The sentence printed under every board."""
    bounds = thresholds or Thresholds()
    red = "超过期限" if bounds.red_days <= 1 else f"超过期限{bounds.red_days}天及以上"
    return (
        f"红：{red}；黄：距期限不超过{bounds.amber_workdays}个工作日、已退回或本期未报；"
        f"蓝：距期限不超过{bounds.blue_workdays}个工作日；绿：按期推进、待审核或已完成；灰：未下发、不适用。"
    )


LEGEND = legend()


def _make(colour: Colour, word: str, sentence: str, brief: str = "") -> Light:
    return Light(colour, word, sentence, SHAPES[colour], brief)


def _undated(state: State) -> Light:
    if state is State.ACCEPTED:
        return _make(Colour.GREEN, "已完成", "已完成")
    if state is State.SUBMITTED:
        return _make(Colour.GREEN, "待审核", "已提交，等待审核")
    if state is State.RETURNED:
        return _make(Colour.AMBER, "已退回", "已退回，请补充后重新提交")
    return _make(Colour.GREY, "未定时限", "没有完成时限，请补充")


def _handed_in(case: _Case) -> Light:
    late = (case.done_on - case.due_on).days if case.done_on else 0
    if case.state is State.ACCEPTED:
        if late > 0:
            return _make(Colour.GREEN, "逾期完成", f"逾期{late}天完成{case.postponed}")
        return _make(Colour.GREEN, "已完成", f"按期完成{case.postponed}")
    submitted = f"逾期{late}天提交" if late > 0 else "已按期提交"
    return _make(Colour.GREEN, "待审核", f"{submitted}，等待审核{case.postponed}")


def _past(case: _Case) -> Light:
    if case.long_term:
        if case.state is State.RETURNED:
            return _make(Colour.AMBER, "已退回", f"已退回，本期已于{case.due_on}结束，请补充后重新提交")
        if case.reported:
            return _make(Colour.GREEN, "已填报", "本期进展已填报，等待负责人提交")
        sentence = f"本期进展应于{case.due_on}前填报，已过{case.late_days}天"
        return _make(Colour.AMBER, "本期未报", sentence + case.postponed)
    returned = "已退回，" if case.state is State.RETURNED else ""
    sentence = f"{returned}应于{case.due_on}完成，已逾期{case.late_days}天{case.postponed}"
    if case.late_days >= case.thresholds.red_days:
        return _make(Colour.RED, "逾期", sentence, f"逾期 {case.late_days} 天")
    return _make(Colour.AMBER, "已退回" if returned else "临期", sentence)


def _ahead(case: _Case) -> Light:
    left = case.calendar.workdays_between(case.today, case.due_on)
    duty = f"本期进展应于{case.due_on}前填报" if case.long_term else f"应于{case.due_on}完成"
    sentence = f"{duty}，{_left(case, left)}{case.postponed}"
    if case.state is State.RETURNED:
        return _make(Colour.AMBER, "已退回", f"已退回，{sentence}")
    if case.long_term and case.reported:
        return _make(Colour.GREEN, "已填报", "本期进展已填报")
    brief = "今天到期" if case.today == case.due_on else f"还有 {left} 天"
    if left <= case.thresholds.amber_workdays:
        return _make(Colour.AMBER, "临期", sentence, brief)
    if left <= case.thresholds.blue_workdays:
        return _make(Colour.BLUE, "本期待报" if case.long_term else "近期", sentence, brief)
    return _make(Colour.GREEN, "按期", sentence)


def _left(case: _Case, workdays: int) -> str:
    if case.today == case.due_on:
        return "今天到期"
    return f"还有{workdays}个工作日" if workdays else "到期前已没有工作日"
