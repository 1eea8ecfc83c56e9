"""Addresses of the guide."""

from django.urls import path

from guide import views

urlpatterns = [
    path("", views.guide_index, name="guide"),
    path("display/", views.display_switch, name="display-switch"),
    path("<slug:slug>/", views.guide_chapter, name="guide-chapter"),
]
