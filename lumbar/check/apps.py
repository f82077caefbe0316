from __future__ import annotations

from django.apps import AppConfig


class CheckConfig(AppConfig):
    """Asks, stores the answers and what was decided, and shows the result."""

    name = "lumbar.check"
    default_auto_field = "django.db.models.BigAutoField"
