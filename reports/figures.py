"""What a board counts, in words and in numbers: stages of a 期次, figures over them, their rates.

The definitions are what the pages print; reports.queries says the same in SQL, the tests say it a third time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# Calendar days of “30 天内到期”: due on today + 30 still counts.
SOON_DAYS = 30


class Stage(StrEnum):
    """Where a 期次 stands; each stands in exactly one."""

    DONE = "done"
    OVERDUE = "overdue"
    MISSING = "missing"
    SOON = "soon"
    RUNNING = "running"


# A period of several units stands where the one furthest behind does.
STAGES_BY_WEIGHT = (Stage.DONE, Stage.RUNNING, Stage.SOON, Stage.MISSING, Stage.OVERDUE)


class Figure(StrEnum):
    """A number of the board, and the list behind it."""

    TOTAL = "total"
    DUE = "due"
    DONE = "done"
    OPEN = "open"
    PROGRESS = "progress"
    SOON = "soon"
    MISSING = "missing"
    OVERDUE = "overdue"
    WATCH = "watch"
    ATTENTION = "attention"
    LATE = "late"


FIGURE_LABELS: dict[Figure, str] = {
    Figure.TOTAL: "全部期次",
    Figure.DUE: "截至今日应完成",
    Figure.DONE: "已完成",
    Figure.OPEN: "未完成",
    Figure.PROGRESS: "推进中",
    Figure.SOON: f"{SOON_DAYS} 天内到期",
    Figure.MISSING: "期满未报",
    Figure.OVERDUE: "逾期未完成",
    Figure.WATCH: "临期或未报",
    Figure.ATTENTION: "逾期与临期",
    Figure.LATE: "逾期后完成",
}

# The stages that a figure takes in; DUE cuts across them (by date alone), LATE is a part of DONE.
STAGES_OF: dict[Figure, frozenset[Stage]] = {
    Figure.TOTAL: frozenset(Stage),
    Figure.DUE: frozenset(Stage),
    Figure.DONE: frozenset({Stage.DONE}),
    Figure.PROGRESS: frozenset({Stage.SOON, Stage.RUNNING}),
    Figure.SOON: frozenset({Stage.SOON}),
    Figure.MISSING: frozenset({Stage.MISSING}),
    Figure.OVERDUE: frozenset({Stage.OVERDUE}),
    Figure.WATCH: frozenset({Stage.MISSING, Stage.SOON}),
    Figure.ATTENTION: frozenset({Stage.OVERDUE, Stage.MISSING, Stage.SOON}),
    Figure.OPEN: frozenset(Stage) - {Stage.DONE},
    Figure.LATE: frozenset({Stage.DONE}),
}

# In the order in which a reader needs them.
DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        "计数单位",
        "按期次计：有期限的任务计一个期次，长期任务每季度（或按其周期）计一个期次。"
        "只看须完成的单位（有牵头、统筹单位的看牵头、统筹单位，否则看责任、落实单位，再否则看配合单位），"
        "标为不适用的、已撤出方案的不计；尚未开启的期次不计。",
    ),
    ("应完成", "期限在今日或今日之前的期次；几个单位期限不同的，以最早的为准。"),
    ("已完成", "须完成的单位全部审核通过的期次，含提前完成的；完成率只算应完成的期次中已完成的比例。"),
    ("逾期未完成", "有期限的任务，期限已过且有单位尚未提交（含已退回）。已提交待审核的不算逾期。"),
    ("期满未报", "长期任务的期次已结束，有单位没有填报或已被退回。"),
    ("推进中", "其余未完成的期次，含已提交待审核的。"),
    (
        f"{SOON_DAYS} 天内到期",
        f"推进中的期次里，有单位尚未提交（长期任务尚未填报）且期限在 {SOON_DAYS} 天以内的。",
    ),
    (
        "各单位",
        "只看本单位自己承担的部分；一个期次由几个单位承担的，在各单位分别计数，所以各单位之和可以大于总数。",
    ),
    ("临期或未报", f"{SOON_DAYS} 天内到期的和期满未报的。"),
    (
        "逾期后完成",
        "已完成的期次里，有单位在自己的期限之后才提交的；其余的为按期完成。以提交之日为准，审核所用的时间不算。",
    ),
    ("年度", "年度方案按方案年度计，常设事项按期限所在的年份计。"),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of 期次 by stage; ``due``: those whose day has come, ``due_done``: of them the done ones."""

    done: int = 0
    overdue: int = 0
    missing: int = 0
    soon: int = 0
    running: int = 0
    due: int = 0
    due_done: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in Tally.__slots__))

    @property
    def total(self) -> int:
        return self.done + self.overdue + self.missing + self.soon + self.running

    @property
    def open(self) -> int:
        return self.total - self.done

    @property
    def progress(self) -> int:
        return self.soon + self.running

    @property
    def watch(self) -> int:
        return self.missing + self.soon

    @property
    def attention(self) -> int:
        return self.overdue + self.watch

    @property
    def early(self) -> int:
        """Done before their day."""
        return self.done - self.due_done

    @property
    def rate(self) -> str:
        """“93.4%” of what is due; nothing where nothing is.  Never rounded up to 100%."""
        if not self.due:
            return ""
        permille = self.due_done * 1000 // self.due
        return f"{permille // 10}%" if permille % 10 == 0 else f"{permille / 10}%"

    @property
    def done_note(self) -> str:
        """Beside 已完成: its rate, and how many were done ahead of their day."""
        words = [self.rate] if self.rate else []
        if self.early:
            words.append(f"含提前 {self.early}")
        return " ".join(words)

    @property
    def soon_note(self) -> str:
        return f"推进中共 {self.progress}" if self.progress else ""

    @property
    def parts(self) -> list[tuple[str, int, str]]:
        """The stacked bar: (colour, count, word)."""
        return [
            ("green", self.done, "已完成"),
            ("doing", self.running, "推进中"),
            ("amber", self.watch, "临期或未报"),
            ("red", self.overdue, "逾期"),
        ]
