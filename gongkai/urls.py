"""Addresses (docs/interfaces: they stay)."""

from django.contrib import admin
from django.urls import include, path

from gongkai import health, monitoring
from reminders.views import feed

urlpatterns = [
    path("", include("tasks.urls")),
    path("", include("units.urls")),
    path("import/", include("importer.urls")),
    path("reminders/", include("reminders.urls")),
    path("standing/", include("standing.urls")),
    path("calendar/<str:token>.ics", feed.calendar_feed, name="calendar-feed"),
    path("", include("reports.urls")),
    path("", include("api.urls")),
    path("guide/", include("guide.urls")),
    path("compare/", include("compare.urls")),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("health/reminders", health.reminders, name="health-reminders"),
    path("metrics", monitoring.figures, name="metrics"),
    path("admin/", admin.site.urls),
]

handler400 = "gongkai.errors.bad_request"
handler500 = "gongkai.errors.server_error"
