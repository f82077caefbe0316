"""A person as their clinic's staff see them."""

from __future__ import annotations

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "lumbar.patients"
    label = "patients"
