"""Addresses of reminders."""

from django.urls import path

from reminders import views

urlpatterns = [
    path("", views.reminder_list, name="reminder-list"),
    path("count/", views.count, name="reminder-count"),
    path("banner/", views.banner, name="reminder-banner"),
    path("seen/", views.seen, name="reminder-seen"),
    path("<int:pk>/", views.read, name="reminder-read"),
    path("plans/<int:plan>/<slug:day>/", views.read_plan, name="reminder-read-plan"),
    path("by-hand/<int:pk>/", views.by_hand, name="reminder-by-hand"),
]
