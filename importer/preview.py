"""The preview as templates read it: headings, tasks with chips and deadline, the printed grid, notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from common.text import fold
from importer.corrections import Item
from importer.draft import DeadlineDraft, Severity
from importer.findings import AssumedDate, Remark, assumed_dates, cleanings, remarks
from importer.holders import NEW, Holder, Standing, by_class, id_of, meant, members_of
from importer.kinds import CLASS_LABELS, LABELS, Class
from importer.ledger import deadline_of
from importer.models import ImportBatch
from importer.questions import Question
from importer.review import Review
from importer.source import anchors, place_key
from tasks.calendar import current_calendar
from tasks.carriers import duties_of
from tasks.deadlines import DeadlineKind, resolve_due
from tasks.duties import Duty, Match, same_duty
from tasks.models.task import RECURRENCE_CHOICES
from tasks.roles import ROLE_LABELS, Role
from tasks.workdays import WorkCalendar

_RECURRENCES = dict(RECURRENCE_CHOICES)
_SHOWN_MEMBERS = 6


@dataclass(frozen=True, slots=True)
class Chip:
    """A unit of a task: ``look`` is "", "new" (asked or to be created) or "off" (no unit after all)."""

    role: str
    name: str
    look: str
    reason: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """``guess``: its day was not printed in full.  ``reason`` says how it was read."""

    text: str
    more: str
    reason: str
    guess: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """Whom a collective most likely means: ``classes`` as the form takes them, and the names."""

    classes: list[str]
    label: str
    names: list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A task; ``heading`` holds its path where it differs from the task before."""

    item: Item
    heading: tuple[str, ...]
    chips: tuple[Chip, ...]
    deadline: DeadlineView
    anchor: str
    remarks: tuple[str, ...]
    standing: Match | None = None


@dataclass(frozen=True)
class Preview:
    """A batch in state draft, ready for its page."""

    batch: ImportBatch
    review: Review

    def rows(self, items: Sequence[Item] | None = None) -> list[Row]:
        """Rows of these tasks (default: all), in printed order."""
        places = anchors(self.batch.source or {})
        told = self._remarks_by_task()
        before: tuple[str, ...] = ()
        found = []
        for item in self.review.draft.items if items is None else items:
            path = item.task.path
            found.append(
                Row(
                    item=item,
                    heading=path if path != before else (),
                    chips=tuple(self._chips(item)),
                    deadline=self.deadline(item),
                    anchor=places.get(place_key(item.task.place.as_json()), ""),
                    remarks=tuple(told.get(item.index, ())),
                    standing=self._standing(item),
                )
            )
            before = path
        return found

    def _remarks_by_task(self) -> dict[int, list[str]]:
        told: dict[int, list[str]] = {}
        for remark in self.remarks:
            for item in remark.items:
                told.setdefault(item.index, []).append(remark.message)
        return told

    @cached_property
    def _duties(self) -> list[Duty]:
        """What the organisation owes every year anyway."""
        if self.batch.reference:
            return []
        return duties_of(self.batch.organisation_id)

    def _standing(self, item: Item) -> Match | None:
        task = item.task
        return same_duty(task.text, task.deadline.date, self._duties) if task.directive else None

    @cached_property
    def _calendar(self) -> WorkCalendar:
        return current_calendar()

    @cached_property
    def _assumed_items(self) -> set[int]:
        return {item.index for guess in self.assumed for item in guess.items}

    @cached_property
    def remarks(self) -> list[Remark]:
        """What is worth a look and blocks nothing."""
        found = remarks(self.review.draft, Severity.WARNING, Severity.INFO)
        # Of a document that is only compared with, who and when are nobody's concern here.
        return [remark for remark in found if not remark.items] if self.batch.reference else found

    @cached_property
    def assumed(self) -> list[AssumedDate]:
        """Dates with a guessed year that nobody has confirmed."""
        if self.batch.reference:
            return []
        confirmed = self.batch.answers.get("accepted", ())
        return [guess for guess in assumed_dates(self.review.draft) if guess.key not in confirmed]

    @property
    def notices(self) -> int:
        return len(self.remarks) + len(self.assumed)

    @property
    def unknown(self) -> list[Holder]:
        """Names asked as single units: these may be created all at once."""
        return [holder for holder in self.review.holders.values() if holder.is_open and not holder.collective]

    @property
    def answered(self) -> list[tuple[Holder, str]]:
        """What people have said of names, in words."""
        return [(holder, self.meaning(holder)) for holder in self.review.holders.values() if holder.answered]

    @property
    def foreign_issuer(self) -> str:
        """Who issued the document, where that is not the organisation for which it is imported."""
        issuer, own = self.review.draft.plan.issuer or "", self.batch.organisation.name
        key, mine = fold(issuer), fold(own)
        return "" if not key or key in mine or mine in key else issuer

    @property
    def unknown_kinds(self) -> str:
        """In words, what creating them all would make: “内设机构 3 个、外单位 2 个”."""
        counts = Counter(holder.kind for holder in self.unknown)
        return "、".join(f"{LABELS[kind]} {counts[kind]} 个" for kind in LABELS if counts[kind])

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What a new unit may be."""
        return [(str(kind), label) for kind, label in LABELS.items()]

    @cached_property
    def _whom(self) -> dict[Class, dict[str, str]]:
        return by_class(self.review.directory, self.review.holders.values())

    @property
    def asked(self) -> list[tuple[Question, Offer | None]]:
        """The open questions; those about a collective with whom it may mean."""
        return [
            (each, self._offer(each.subject) if each.kind == "group" else None)
            for each in self.review.questions
        ]

    def _offer(self, name: str) -> Offer | None:
        words = meant(name, self.review.directory, self._whom)
        names = list(members_of(words, self._whom).values())
        label = "和".join(CLASS_LABELS[Class(each)] for each in words.split())
        return Offer(words.split(), label, names) if names else None

    @property
    def cleanings(self) -> list[str]:
        return cleanings(self.review.draft)

    @property
    def headings(self) -> int:
        paths = {item.task.path for item in self.review.draft.kept}
        return len({path[:depth] for path in paths for depth in range(1, len(path) + 1)})

    @property
    def unit_count(self) -> int:
        """How many names, those left out not counted."""
        return sum(holder.standing != Standing.OUT for holder in self.review.holders.values())

    def meaning(self, holder: Holder) -> str:
        """What a name stands for, in words."""
        if holder.standing == Standing.OUT:
            return "不是单位"
        names = [self._name(token) for token in holder.tokens]
        if holder.standing == Standing.GROUP:
            more = f"等 {len(names)} 个单位" if len(names) > _SHOWN_MEMBERS else ""
            return "包括" + "、".join(names[:_SHOWN_MEMBERS]) + more
        if holder.standing == Standing.NEW:
            return f"新建“{names[0]}”（{LABELS[holder.kind]}）"
        return f"就是“{names[0]}”" if names else ""

    def _name(self, token: str) -> str:
        unit = self.review.directory.by_id(id_of(token))
        return unit.name if unit else token.removeprefix(NEW)

    def _chips(self, item: Item) -> Iterator[Chip]:
        for unit in item.task.units:
            # Tasks that are left out ask nothing, so their names need not be known.
            holder = self.review.holder_of(unit.name)
            meaning = self.meaning(holder) if holder else ""
            yield _chip(ROLE_LABELS[Role(unit.role)], unit.name, holder, meaning)

    def deadline(self, item: Item) -> DeadlineView:
        deadline = item.task.deadline
        guess = "deadline" in item.changed or item.index in self._assumed_items
        recurrence = _RECURRENCES.get(deadline.recurrence or "", "")
        text, more = self._words(deadline, recurrence)
        return DeadlineView(text, more, deadline.reason, guess)

    def _words(self, deadline: DeadlineDraft, recurrence: str) -> tuple[str, str]:
        if deadline.kind == DeadlineKind.LONG_TERM:
            return "长期", f"{recurrence or '每季度'}填报"
        if deadline.kind == DeadlineKind.RELATIVE:
            return self._relative(deadline), recurrence
        if deadline.date:
            return deadline.date.isoformat(), recurrence
        return (recurrence, "未写日期") if recurrence else ("时限未定", "")

    def _relative(self, deadline: DeadlineDraft) -> str:
        days = "个工作日" if deadline.working_days else "日"
        words = f"印发后 {deadline.days_after_issue} {days}内"
        due = resolve_due(deadline_of(deadline), self.review.draft.plan.issued_on, self._calendar)
        return f"{words}（{due.isoformat()}）" if due else words


def _chip(role: str, name: str, holder: Holder | None, meaning: str) -> Chip:
    if holder is None or holder.standing == Standing.OUT:
        return Chip(role, name, "off", meaning)
    if holder.is_open:
        return Chip(role, name, "new", "还没有确认是哪个单位", "？")
    if holder.standing == Standing.NEW:
        return Chip(role, name, "new", meaning, "新建")
    if holder.standing == Standing.GROUP:
        return Chip(role, name, "", meaning, f"{len(holder.tokens)} 个")
    return Chip(role, name, "", holder.match.reason or (meaning if holder.answered else ""))
