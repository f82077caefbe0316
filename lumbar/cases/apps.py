"""Cases: stories shared with consent."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "lumbar.cases"
    label = "cases"
