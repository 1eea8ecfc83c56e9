"""Addresses of reports."""

from django.urls import path

from reports.views import (
    annual,
    attention,
    board,
    circular,
    details,
    exports,
    papers,
    pictures,
    register,
    templates,
    year_before,
)

urlpatterns = [
    path("dashboard/", board.dashboard, name="dashboard"),
    path("dashboard/list/", board.dashboard_list, name="dashboard-list"),
    path("dashboard/circular/", circular.circular_page, name="dashboard-circular"),
    path("dashboard/details/", details.board_details, name="dashboard-details"),
    path("dashboard/year-before/", year_before.year_before, name="dashboard-year-before"),
    path("dashboard/wall/", pictures.wall, name="dashboard-wall"),
    path("dashboard/curve.svg", pictures.curve_svg, name="dashboard-svg"),
    path("dashboard/curve.png", pictures.curve_png, name="dashboard-png"),
    path("dashboard/tasks/<int:pk>/", attention.task_attention, name="task-attention"),
    path("dashboard/tasks/<int:pk>/watch/", attention.task_watch, name="task-watch"),
    path("dashboard/tasks/<int:pk>/remark/", attention.task_remark, name="task-remark"),
    path("reports/", register.report_list, name="report-list"),
    path("reports/<int:pk>/register.xlsx", register.register_xlsx, name="register-xlsx"),
    path("reports/<int:pk>/register.csv", register.register_csv, name="register-csv"),
    path("reports/<int:pk>/report.docx", papers.report_docx, name="report-docx"),
    path("reports/<int:pk>/division.docx", papers.division_docx, name="division-docx"),
    path("reports/<int:pk>/", exports.plan_papers, name="plan-papers"),
    path("reports/<int:pk>/files/", exports.ask_export, name="export-ask"),
    path("reports/files/", exports.export_list, name="export-list"),
    path("reports/files/<uuid:pk>/", exports.export_file, name="export-file"),
    path("reports/templates/", templates.template_list, name="template-list"),
    path("reports/templates/example.docx", templates.template_example, name="template-example"),
    path("reports/templates/<int:pk>/", templates.template_file, name="template-file"),
    path("reports/templates/<int:pk>/drop/", templates.template_drop, name="template-drop"),
    path("reports/annual/", annual.annual_page, name="annual"),
    path("reports/annual.docx", annual.annual_docx, name="annual-docx"),
]
