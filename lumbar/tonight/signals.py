"""What the evenings tell to whoever listens, without knowing them."""

from __future__ import annotations

from django.dispatch import Signal

evening_kept = Signal()
"""An evening was kept for good: ``person``, ``now``. A listener that fails cannot lose it."""
