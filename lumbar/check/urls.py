"""Addresses of the check."""

from __future__ import annotations

from django.urls import path

from lumbar.check import views

urlpatterns = [
    path("check", views.start, name="check"),
    path("check/answers", views.answers, name="check_answers"),
    path("check/finish", views.finish, name="check_finish"),
    path("check/result/<uuid:identifier>", views.result, name="check_result"),
    path("check/result/<uuid:identifier>/summary", views.summary, name="check_summary"),
    path("check/result/<uuid:identifier>/change", views.change, name="check_change"),
    path("check/<slug:screen_id>", views.screen, name="check_screen"),
]
