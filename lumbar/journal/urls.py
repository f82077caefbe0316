from __future__ import annotations

from django.urls import path

from lumbar.journal import views

urlpatterns = [
    path("morning", views.morning, name="morning"),
    path("morning/<uuid:uuid>/record", views.keep_morning, name="keep_morning"),
]
