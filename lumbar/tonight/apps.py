from __future__ import annotations

from django.apps import AppConfig


class TonightConfig(AppConfig):
    name = "lumbar.tonight"
    default_auto_field = "django.db.models.BigAutoField"
