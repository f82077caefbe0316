"""A clinic's own settings: hours, services, team, wording."""

from __future__ import annotations

from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    name = "lumbar.clinics"
    label = "clinics"
