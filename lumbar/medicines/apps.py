from __future__ import annotations

from django.apps import AppConfig


class MedicinesConfig(AppConfig):
    name = "lumbar.medicines"
    default_auto_field = "django.db.models.BigAutoField"
