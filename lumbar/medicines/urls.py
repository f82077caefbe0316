from __future__ import annotations

from django.urls import path

from lumbar.medicines import views

urlpatterns = [
    path("medicines", views.medicines, name="medicines"),
    path("medicines/ask/<slug:medicine>", views.medicine_ask, name="medicine_ask"),
    path("medicines/<uuid:uuid>", views.dose, name="dose"),
    path("medicines/<uuid:uuid>/record", views.keep_dose, name="keep_dose"),
    path("medicines/<uuid:uuid>/remove", views.dose_remove, name="dose_remove"),
    path("medicines/<uuid:uuid>/restore", views.dose_restore, name="dose_restore"),
]
