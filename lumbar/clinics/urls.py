"""Addresses of a clinic's settings, of who did what, its logo, and the demo's own door."""

from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from lumbar.clinics.views import audit, clinic, demo, hours, places


class DayConverter:
    """A day in an address: ``2027-01-31``."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(DayConverter, "day")
SETTINGS = "desk/settings"
WHO = f"{SETTINGS}/clinicians/<int:pk>"

urlpatterns = [
    path("demo", demo.door, name="demo"),
    path("clinic/logo/<slug:digest>", clinic.logo_file, name="clinic_logo"),
    path("desk/audit", audit.audit, name="audit"),
    path(SETTINGS, clinic.overview, name="settings"),
    path(f"{SETTINGS}/clinic", clinic.clinic, name="settings_clinic"),
    path(f"{SETTINGS}/clinic/logo", clinic.logo, name="settings_logo"),
    path(f"{SETTINGS}/notices", clinic.notices, name="settings_notices"),
    path(f"{SETTINGS}/words", clinic.words, name="settings_words"),
    path(f"{SETTINGS}/locations", places.locations, name="settings_locations"),
    path(f"{SETTINGS}/locations/new", places.location, name="settings_location_new"),
    path(f"{SETTINGS}/locations/<int:pk>", places.location, name="settings_location"),
    path(f"{SETTINGS}/rooms/new", places.room, name="settings_room_new"),
    path(f"{SETTINGS}/rooms/<int:pk>", places.room, name="settings_room"),
    path(f"{SETTINGS}/services", places.services, name="settings_services"),
    path(f"{SETTINGS}/services/new", places.service, name="settings_service_new"),
    path(f"{SETTINGS}/services/<int:pk>", places.service, name="settings_service"),
    path(f"{SETTINGS}/clinicians", places.clinicians, name="settings_clinicians"),
    path(f"{SETTINGS}/clinicians/new", places.clinician, name="settings_clinician_new"),
    path(WHO, places.clinician, name="settings_clinician"),
    path(f"{WHO}/hours", hours.hours, name="settings_hours"),
    path(f"{WHO}/days", hours.days, name="settings_days"),
    path(f"{WHO}/days/<day:day>/remove", hours.forget_day, name="settings_day_remove"),
    path(f"{SETTINGS}/holidays", hours.holidays, name="settings_holidays"),
    path(f"{SETTINGS}/holidays/year/<int:year>", hours.add_holidays, name="settings_holidays_add"),
    path(f"{SETTINGS}/holidays/<day:day>/remove", hours.remove_holiday,
         name="settings_holiday_remove"),
    path(f"{SETTINGS}/use/<slug:kind>/<int:pk>", places.use, name="settings_use"),
]  # fmt: skip
