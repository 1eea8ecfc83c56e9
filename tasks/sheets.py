"""What the form of a report starts with: the draft, else the last report, else the period before.

Loaded for many obligations at once in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from tasks.models import DraftFile, Evidence, Obligation, ProgressReport, ReportDraft
from tasks.report_forms import ReportForm, evidence_lines, new_token
from tasks.services.progress import LEADING, NewEvidence
from tasks.workflow import State
from units.models import Unit, User


@dataclass(frozen=True, slots=True)
class Sheet:
    """One obligation with what its form starts with."""

    obligation: Obligation
    last: ProgressReport | None
    draft: ReportDraft | None
    # The same unit's last words in the period before.
    before: ProgressReport | None
    silent: Sequence[Unit]

    @property
    def prefix(self) -> str:
        return f"o{self.obligation.pk}"

    @property
    def is_restored(self) -> bool:
        """Whether a draft is shown that is newer than what was reported."""
        return self.draft is not None and (self.last is None or self.draft.updated_at >= self.last.created_at)

    def files(self) -> dict[str, DraftFile | Evidence]:
        """Files that are there already, by the key of their box: of the draft, and of the last report."""
        found: dict[str, DraftFile | Evidence] = {}
        if self.draft:
            found |= {f"d{each.pk}": each for each in self.draft.files.all()}
        known = {each.file_id for each in found.values()}
        if self.last:
            proofs = [e for e in self.last.evidence.all() if e.file_id and e.file_id not in known]
            found |= {f"e{each.pk}": each for each in proofs}
        return found

    def form(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        copy: bool = False,
        prefix: str | None = None,
    ) -> ReportForm:
        """The form; ``copy``: start with the words of the period before."""
        kept = [(key, each.name) for key, each in self.files().items()]
        initial = self.initial(copy=copy)
        return ReportForm(data, files, initial=initial, kept=kept, silent=self.silent, prefix=prefix)

    def initial(self, *, copy: bool = False) -> dict[str, Any]:
        """Fields of the form by name."""
        words = {**self._words(copy), "keep": list(self.files())}
        return {**words, "token": new_token(), "seen": self.last.pk if self.last else None}

    def _words(self, copy: bool) -> dict[str, str]:
        if copy and self.before:
            return _told(self.before)
        if self.draft and self.is_restored:
            names = ("progress", "completion", "evidence", "problems")
            return {name: getattr(self.draft, name) for name in names}
        return _told(self.last) if self.last else {}

    def proofs(self, values: dict[str, Any]) -> list[NewEvidence]:
        """The evidence of a valid form: its pages, and the files whose boxes are ticked."""
        files = self.files()
        chosen = [files[key] for key in values.get("keep") or [] if key in files]
        return [*values["evidence"], *(NewEvidence(file=each.file, name=each.name) for each in chosen)]


def _told(report: ProgressReport) -> dict[str, str]:
    return {
        "progress": report.progress,
        "completion": report.completion,
        "problems": report.problems,
        "evidence": evidence_lines(list(report.evidence.all())),
    }


def sheets_of(user: User, obligations: Sequence[Obligation]) -> list[Sheet]:
    """A sheet for each obligation (loaded with period), for this person."""
    pks = [each.pk for each in obligations]
    drafts = ReportDraft.objects.filter(obligation__in=pks, author=user).prefetch_related("files__file")
    of_author = {each.obligation_id: each for each in drafts}
    last = _last_reports(pks)
    before = _before(obligations)
    silent = _silent(obligations)
    return [
        Sheet(each, last.get(each.pk), of_author.get(each.pk), before.get(each.pk), silent.get(each.pk, []))
        for each in obligations
    ]


def sheet_of(user: User, obligation: Obligation) -> Sheet:
    """One of :func:`sheets_of`."""
    return sheets_of(user, [obligation])[0]


def _last_reports(pks: Iterable[int]) -> dict[int, ProgressReport]:
    reports = ProgressReport.objects.filter(obligation__in=pks).select_related("author")
    ordered = reports.prefetch_related("evidence__file").order_by("created_at", "pk")
    return {each.obligation_id: each for each in ordered}


def _before(obligations: Sequence[Obligation]) -> dict[int, ProgressReport]:
    """The last report of the same unit on the same task, of the latest period before each obligation's."""
    earlier = Obligation.objects.filter(
        task__in={o.task_id for o in obligations}, unit__in={o.unit_id for o in obligations}
    ).values_list("pk", "task", "unit", "period__due_on")
    by_owner: dict[tuple[int, int], list[tuple[Any, int]]] = {}
    for pk, task, unit, due_on in earlier:
        by_owner.setdefault((task, unit), []).append((due_on, pk))
    previous = {}
    for each in obligations:
        found = [pair for pair in by_owner[each.task_id, each.unit_id] if pair[0] < each.period.due_on]
        if found:
            previous[each.pk] = max(found)[1]
    told = _last_reports(previous.values())
    return {pk: told[old] for pk, old in previous.items() if old in told}


def _silent(obligations: Sequence[Obligation]) -> dict[int, list[Unit]]:
    """Of leads: units of the same period that have told nothing."""
    led = {o.period_id: o for o in obligations if o.role in LEADING}
    quiet = Obligation.objects.filter(period__in=led, state=State.PENDING, reported_on__isnull=True)
    found: dict[int, list[Unit]] = {}
    for other in quiet.select_related("unit").order_by("unit__position", "unit_id"):
        for each in obligations:
            if each.period_id == other.period_id and each.pk != other.pk and each.role in LEADING:
                found.setdefault(each.pk, []).append(other.unit)
    return found
