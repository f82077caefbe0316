"""The morning board: what staff should look at first."""

from __future__ import annotations

from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "lumbar.board"
    label = "board"
