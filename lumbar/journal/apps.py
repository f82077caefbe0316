from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "lumbar.journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the evenings as they are kept."""
        from lumbar.journal.hearing import evening_was_kept
        from lumbar.tonight.signals import evening_kept

        evening_kept.connect(evening_was_kept)
