"""Addresses of standing items."""

from django.urls import path

from standing.views import items, matches, year

urlpatterns = [
    path("", items.standing_list, name="standing-list"),
    path("offices/<int:pk>/on/", items.standing_on, name="standing-on"),
    path("offices/<int:pk>/add/", items.standing_add, name="standing-add"),
    path("items/<int:pk>/", items.standing_item, name="standing-item"),
    path("items/<int:pk>/off/", items.standing_off, name="standing-off"),
    path("items/<int:pk>/back/", items.standing_back, name="standing-back"),
    path("items/<int:pk>/event/", items.standing_event, name="standing-event"),
    path("plans/<int:pk>/", matches.standing_matches, name="standing-matches"),
    path("plans/<int:pk>/hint/", matches.standing_hint, name="standing-hint"),
    path("plans/<int:pk>/decide/", matches.standing_decide, name="standing-decide"),
    path("year/", year.wall_calendar, name="wall-calendar"),
]
