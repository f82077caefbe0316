from __future__ import annotations

from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    name = "lumbar.wellbeing"
    default_auto_field = "django.db.models.BigAutoField"
