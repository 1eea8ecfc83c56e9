"""Addresses of reports."""

from django.urls import path

from reports.views import board, register

urlpatterns = [
    path("dashboard/", board.dashboard, name="dashboard"),
    path("dashboard/list/", board.dashboard_list, name="dashboard-list"),
    path("reports/", register.report_list, name="report-list"),
    path("reports/<int:pk>/register.xlsx", register.register_xlsx, name="register-xlsx"),
    path("reports/<int:pk>/register.csv", register.register_csv, name="register-csv"),
]
