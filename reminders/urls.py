"""Addresses of reminders."""

from django.urls import path

from reminders.views import chasing, holding, log, outlets, pages, rules, ways

urlpatterns = [
    path("", pages.reminder_list, name="reminder-list"),
    path("count/", pages.count, name="reminder-count"),
    path("banner/", pages.banner, name="reminder-banner"),
    path("seen/", pages.seen, name="reminder-seen"),
    path("<int:pk>/", pages.read, name="reminder-read"),
    path("plans/<int:plan>/<slug:day>/", pages.read_plan, name="reminder-read-plan"),
    path("by-hand/", chasing.chase, name="reminder-by-hand-many"),
    path("by-hand/<int:pk>/", pages.by_hand, name="reminder-by-hand"),
    path("deliveries/<int:pk>/", log.delivery_detail, name="delivery-detail"),
    path("deliveries/<int:pk>/again/", log.delivery_again, name="delivery-again"),
    path("rules/<int:pk>/", rules.rule_edit, name="rule-edit"),
    path("ways/", ways.ways, name="reminder-ways"),
    path("ways/test/<slug:channel>/", ways.test_way, name="reminder-way-test"),
    path("ways/feeds/", ways.feed_open, name="feed-open"),
    path("ways/feeds/<int:pk>/revoke/", ways.feed_revoke, name="feed-revoke"),
    path("hold/", holding.hold, name="sending-hold"),
    path("outlets/", outlets.outlet_list, name="outlet-list"),
    path("outlets/add/", outlets.outlet_add, name="outlet-add"),
    path("outlets/<int:pk>/", outlets.outlet_edit, name="outlet-edit"),
    path("outlets/<int:pk>/remove/", outlets.outlet_remove, name="outlet-remove"),
    path("outlets/<int:pk>/resend/", outlets.outlet_resend, name="outlet-resend"),
    path("outlets/<int:pk>/test/", outlets.outlet_test, name="outlet-test"),
]
