from __future__ import annotations

from django.urls import path

from lumbar.wellbeing import pressure_views, steps_views, views

urlpatterns = [
    path("wellbeing", views.wellbeing, name="wellbeing"),
    path("breathing", views.breathing, name="breathing"),
    path("breathing/<uuid:uuid>/record", views.keep_breathing, name="keep_breathing"),
    path("blood-pressure", pressure_views.blood_pressure, name="blood_pressure"),
    path("blood-pressure/standard", pressure_views.pressure_standard, name="pressure_standard"),
    path("blood-pressure/<uuid:uuid>", pressure_views.pressure_reading, name="pressure_reading"),
    path("blood-pressure/<uuid:uuid>/signs", pressure_views.pressure_signs, name="pressure_signs"),
    path(
        "blood-pressure/<uuid:uuid>/delete",
        pressure_views.pressure_delete,
        name="pressure_delete",
    ),
    path("steps", steps_views.steps, name="steps"),
    path("steps/delete", steps_views.steps_delete, name="steps_delete"),
]
