"""Addresses of the ledger."""

from django.urls import path

from tasks import table_urls
from tasks.views import (
    acts,
    desk,
    files,
    finding,
    plans,
    records,
    report,
    report_many,
    settings,
    silent,
    successions,
    tasks,
    waiting,
    workdays,
)

urlpatterns = [
    *table_urls.urlpatterns,
    path("", desk.home, name="home"),
    path("plans/", plans.plan_list, name="plan-list"),
    path("plans/<int:pk>/issue/", plans.plan_issue, name="plan-issue"),
    path("plans/<int:pk>/archive/", plans.plan_archive, name="plan-archive"),
    path("plans/<int:pk>/settings/", settings.plan_settings, name="plan-settings"),
    path("records/", records.record_list, name="records"),
    path("tasks/", tasks.task_list, name="task-list"),
    path("tasks/find/", finding.find, name="task-find"),
    path("search/", finding.search, name="search"),
    path("tasks/silent/", silent.silent, name="silent"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task-detail"),
    path("obligations/report/", report_many.report_many, name="report-many"),
    path("obligations/waiting/", waiting.waiting, name="waiting"),
    path("obligations/<int:pk>/report/", report.report, name="obligation-report"),
    path("obligations/<int:pk>/draft/", report.draft, name="obligation-draft"),
    path("evidence/<int:pk>/file/", files.evidence_file, name="evidence-file"),
    path("evidence/<int:pk>/discard/", files.evidence_discard, name="evidence-discard"),
    path("workdays/", workdays.workdays, name="workdays"),
    path("workdays/<slug:day>/forget/", workdays.workday_forget, name="workday-forget"),
    path("obligations/<int:pk>/<str:act>/", acts.act, name="obligation-act"),
    path("units/<int:pk>/retire/", successions.unit_retire, name="unit-retire"),
]
