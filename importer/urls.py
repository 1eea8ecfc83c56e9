"""Addresses of importer."""

from django.urls import path

from importer.views import answering, batches, checkup, editing, reshaping, revising

urlpatterns = [
    path("", batches.import_list, name="import-list"),
    path("<int:pk>/", batches.import_detail, name="import-detail"),
    path("<int:pk>/progress/", batches.import_progress, name="import-progress"),
    path("<int:pk>/discard/", batches.import_discard, name="import-discard"),
    path("<int:pk>/retry/", batches.import_retry, name="import-retry"),
    path("<int:pk>/facts/", editing.edit_facts, name="import-facts"),
    path("<int:pk>/tasks/<int:index>/", editing.edit_task, name="import-task"),
    path("<int:pk>/tasks/<int:index>/split/", reshaping.split_task, name="import-split"),
    path("<int:pk>/headings/<int:index>/", editing.edit_heading, name="import-heading"),
    path("<int:pk>/answers/", answering.answer, name="import-answer"),
    path("<int:pk>/answers/new/", answering.create_all, name="import-create-all"),
    path("<int:pk>/accept/", answering.accept, name="import-accept"),
    path("<int:pk>/year/", answering.move_year, name="import-year"),
    path("<int:pk>/checkup/", checkup.import_checkup, name="import-checkup"),
    path("<int:pk>/revises/", revising.import_revises, name="import-revises"),
    path("<int:pk>/revision/", revising.import_revision, name="import-revision"),
    path("<int:pk>/revision/apart/", revising.import_apart, name="import-apart"),
    path("<int:pk>/undo/", revising.import_undo, name="import-undo"),
    path("of-plan/<int:plan>/", revising.import_of_plan, name="import-of-plan"),
    path("<int:pk>/commit/", answering.import_commit, name="import-commit"),
]
