"""The desk: the day and the week, and booking by phone."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "lumbar.desk"
    label = "desk"
