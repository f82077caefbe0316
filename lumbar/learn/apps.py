from __future__ import annotations

from django.apps import AppConfig


class LearnConfig(AppConfig):
    name = "lumbar.learn"
    default_auto_field = "django.db.models.BigAutoField"
