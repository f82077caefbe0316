from __future__ import annotations

from django.apps import AppConfig


class CompanionConfig(AppConfig):
    name = "lumbar.companion"
    default_auto_field = "django.db.models.BigAutoField"
