"""The demo's comparisons: last year's plan and the city's points beside this year's, half answered."""

from __future__ import annotations

import datetime as dt

from compare.models import Comparison
from compare.services import comparing
from gongkai.demo import content
from gongkai.demo.directory import Bureau
from tasks.models import Plan
from tasks.services.plans import NewTask, create_plan

# Pairs at least so like have been confirmed; the rest waits for whoever looks at the demo.
CONFIRMED_FROM = 24


def compare(bureau: Bureau, last: Plan, this: Plan, now: dt.datetime) -> None:
    points, reasons = _points(bureau, this.year, now)
    for kind, other in ((Comparison.Kind.YEAR, last), (Comparison.Kind.LEVEL, points)):
        found = comparing.start(plan=this, other=other, kind=kind, actor=bureau.clerk, now=now)
        sure = list(found.links.filter(likeness__gte=CONFIRMED_FROM).values_list("pk", flat=True))
        comparing.confirm(comparison=found, links=sure, actor=bureau.clerk, now=now)
    for task in points.tasks.filter(text__in=reasons):
        comparing.explain(
            comparison=found, task=task.pk, reason=reasons[task.text], actor=bureau.clerk, now=now
        )


def _points(bureau: Bureau, year: int, now: dt.datetime) -> tuple[Plan, dict[str, str]]:
    """The city's points as a reference, and why some clauses are carried by nothing."""
    raw = content.read("plan_upstream")
    clauses = [(chapter["title"], clause) for chapter in raw["chapter"] for clause in chapter["clause"]]
    plan = create_plan(
        organisation=bureau.organisation,
        actor=bureau.clerk,
        now=now,
        title=raw["title"].format(year=year),
        year=year,
        issuer=raw["issuer"],
        document_number=raw["number"].format(year=year),
        columns=("要点",),
        tasks=[NewTask(text=clause["text"], path=(title,)) for title, clause in clauses],
        kind=Plan.Kind.REFERENCE,
    )
    return plan, {clause["text"]: clause["reason"] for _, clause in clauses if "reason" in clause}
