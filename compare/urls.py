"""Addresses of compare."""

from django.urls import path

from compare.views import acts, lists, nextyear, pages

urlpatterns = [
    path("", lists.compare_list, name="compare-list"),
    path("<int:pk>/", pages.comparison_detail, name="comparison-detail"),
    path("<int:pk>/print/", pages.comparison_print, name="comparison-print"),
    path("<int:pk>/choose/", pages.comparison_choose, name="comparison-choose"),
    path("<int:pk>/answer/", acts.answer, name="comparison-answer"),
    path("<int:pk>/join/", acts.join, name="comparison-join"),
    path("<int:pk>/explain/", acts.explain, name="comparison-explain"),
    path("<int:pk>/again/", acts.again, name="comparison-again"),
    path("<int:pk>/carry/", acts.carry, name="comparison-carry"),
    path("plans/<int:pk>/next/", nextyear.plan_next, name="plan-next"),
]
