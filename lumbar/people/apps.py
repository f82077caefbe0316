"""People: who uses Lumbar, and the clinic it belongs to."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lumbar.people"
    label = "people"

    def ready(self) -> None:
        import lumbar.people.accounts.signals  # noqa: F401  # connects them
