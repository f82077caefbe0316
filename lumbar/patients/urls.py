"""Addresses of a person as staff see them."""

from __future__ import annotations

from django.urls import path

from lumbar.patients import plan_views, views

urlpatterns = [
    path("desk/people/<uuid:uuid>", views.patient, name="patient"),
    path("desk/people/<uuid:uuid>/register", views.register, name="patient_register"),
    path("desk/people/<uuid:uuid>/plan", plan_views.plan, name="patient_plan"),
    path("desk/people/<uuid:uuid>/report.pdf", views.report_pdf, name="patient_report_pdf"),
    path("desk/people/<uuid:uuid>/days.csv", views.report_csv, name="patient_report_csv"),
]
