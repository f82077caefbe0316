"""Kinds of database fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class KeyField(Text):
    """Text that is compared byte by byte, so that what begins alike lies together in an index.
    SQLite does so anyway; PostgreSQL would sort by the rules of a language."""

    def db_parameters(self, connection: Any) -> Any:
        return {
            **super().db_parameters(connection),
            "collation": "C" if connection.vendor == "postgresql" else None,
        }
