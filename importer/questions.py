"""What has to be asked before a draft may become a plan.

A question is open until a person has answered it or mended what it is about; open questions block the commit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from importer.corrections import Draft, Item
from importer.draft import Severity
from importer.findings import Remark, remarks
from importer.holders import Holder
from importer.years import StrayDate, stray_dates
from tasks.models import Plan


@dataclass(frozen=True, slots=True)
class Question:
    """``kind`` chooses the form beside it: unit, group, fact (``key`` is its field), year, task, accept,
    revision, none.

    ``key`` is the same in every reading of the document.  ``subject`` stands in bold before ``message``;
    ``items`` are the tasks that it is about.
    """

    key: str
    kind: str
    label: str
    message: str
    subject: str = ""
    items: tuple[Item, ...] = ()
    holder: Holder | None = None
    stray: StrayDate | None = None


def open_questions(
    draft: Draft,
    holders: Mapping[str, Holder],
    accepted: frozenset[str],
    duplicate: str = "",
    revises: Plan | None = None,
) -> list[Question]:
    """All questions that still block the commit.

    ``duplicate``: title of the plan that the same file made; ``revises``: a plan of the same title and year.
    """
    asked = [
        *_duplicate(duplicate),
        *_revision(revises),
        *_facts(draft),
        *(_unit(draft, holder) for holder in _single_first(holders)),
        *(_deadline(item) for item in draft.kept if _lacks_date(draft, item)),
        *map(_stray, stray_dates(draft)),
        *(_remark(remark) for remark in remarks(draft, Severity.ERROR, Severity.QUESTION)),
    ]
    asked += _nothing(draft)
    return [question for question in asked if question.key not in accepted]


def reference_questions(draft: Draft, accepted: frozenset[str], duplicate: str = "") -> list[Question]:
    """Of an upstream document that is only compared with: nobody here owes its clauses."""
    asked = [*_duplicate(duplicate), *_name(draft), *_nothing(draft)]
    return [question for question in asked if question.key not in accepted]


def _nothing(draft: Draft) -> Iterator[Question]:
    if not draft.kept:
        yield Question("nothing", "none", "任务", "没有留下任何任务，无法入库。")


def _duplicate(title: str) -> Iterator[Question]:
    if title:
        message = "已由同一份文件入库。再入库一次，会多出一份同样的计划。"
        yield Question("duplicate", "accept", "重复", message, f"《{title}》")


def _revision(plan: Plan | None) -> Iterator[Question]:
    if plan is not None:
        message = (
            f"是同名同年度的计划（{plan.get_state_display()}）。这份文件是它的修订稿，还是另一份新方案？"
        )
        yield Question("revision", "revision", "修订", message, f"《{plan.title}》")


def _name(draft: Draft) -> Iterator[Question]:
    if not draft.plan.title:
        yield Question("title", "fact", "标题", "文件中没有找到方案的标题，请填写。")
    if draft.plan.year is None:
        yield Question("year", "fact", "年度", "文件中没有写明方案的年度，请填写。")


def _facts(draft: Draft) -> Iterator[Question]:
    yield from _name(draft)
    plan = draft.plan
    relative = tuple(item for item in draft.kept if item.task.deadline.kind == "relative")
    if relative and plan.issued_on is None:
        message = f"有 {len(relative)} 项任务从印发之日起计算时限，文件中没有找到印发日期，请填写。"
        yield Question("issued_on", "fact", "印发日期", message, items=relative)


def _single_first(holders: Mapping[str, Holder]) -> list[Holder]:
    """Open names; collectives last, when the units that they may hold are known."""
    return sorted((holder for holder in holders.values() if holder.is_open), key=lambda h: h.collective)


def _unit(draft: Draft, holder: Holder) -> Question:
    key = f"unit:{holder.name}"
    items = tuple(draft.at(index) for index in holder.items)
    if holder.collective:
        return Question(key, "group", "哪些单位", "指哪些单位？", holder.name, items, holder)
    nearest = holder.match.nearest
    message = f"不在单位名录中，与“{nearest}”最接近。" if nearest else "不在单位名录中。"
    return Question(key, "unit", "单位", message, holder.name, items, holder)


def _lacks_date(draft: Draft, item: Item) -> bool:
    """A date that even a known year did not complete; an unknown year is one question for all of them."""
    deadline = item.task.deadline
    return deadline.kind == "date" and deadline.date is None and draft.plan.year is not None


def _deadline(item: Item) -> Question:
    text = item.task.deadline.text or ""
    return Question(f"deadline:{item.index}", "task", "时限", "没有读出日期，请填写。", text, (item,))


def _stray(stray: StrayDate) -> Question:
    message = f"读作 {stray.date.isoformat()}，{stray.reason}，可能是沿用了旧稿。"
    return Question(stray.key, "year", "年份", message, stray.printed, stray.items, stray=stray)


def _remark(remark: Remark) -> Question:
    kind = "task" if remark.items else "accept"
    return Question(remark.key, kind, "请看", remark.message, items=remark.items)
