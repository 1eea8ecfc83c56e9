"""Addresses of reports."""

from django.urls import path

from reports.views import board, papers, register

urlpatterns = [
    path("dashboard/", board.dashboard, name="dashboard"),
    path("dashboard/list/", board.dashboard_list, name="dashboard-list"),
    path("reports/", register.report_list, name="report-list"),
    path("reports/<int:pk>/register.xlsx", register.register_xlsx, name="register-xlsx"),
    path("reports/<int:pk>/register.csv", register.register_csv, name="register-csv"),
    path("reports/<int:pk>/report.docx", papers.report_docx, name="report-docx"),
    path("reports/<int:pk>/division.docx", papers.division_docx, name="division-docx"),
]
