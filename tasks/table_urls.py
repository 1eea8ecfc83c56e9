"""Addresses of the plan's table."""

from django.urls import path

from tasks.views import bulk, editing, keeping, past, pasting, rows, table, workbook

urlpatterns = [
    path("plans/<int:pk>/", table.plan_detail, name="plan-detail"),
    path("plans/<int:pk>/history/", past.plan_history, name="plan-history"),
    path("plans/<int:pk>/add/", rows.plan_add, name="plan-add"),
    path("plans/<int:pk>/bulk/", bulk.plan_bulk, name="plan-bulk"),
    path("plans/<int:pk>/undo/", keeping.plan_undo, name="plan-undo"),
    path("plans/<int:pk>/paste/", pasting.plan_paste, name="plan-paste"),
    path("plans/<int:pk>/sheet/", workbook.plan_sheet, name="plan-sheet"),
    path("plans/<int:pk>/sheet.xlsx", workbook.plan_sheet_file, name="plan-sheet-file"),
    path("plans/<int:pk>/here/", keeping.plan_here, name="plan-here"),
    path("plans/<int:pk>/views/", keeping.view_save, name="view-save"),
    path("plans/views/<int:pk>/remove/", keeping.view_remove, name="view-remove"),
    path("tasks/<int:pk>/row/", editing.task_row, name="task-row"),
    path("tasks/<int:pk>/split/", rows.task_split, name="task-split"),
    *(
        path(f"tasks/<int:pk>/edit/{field}/", editing.edit_field, {"field": field}, f"task-edit-{field}")
        for field in editing.EDITORS
    ),
]
