"""The clock of the log's tests stands still."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lumbar.medicines.tests.helpers import NOW


@pytest.fixture(autouse=True)
def _evening(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight in the evening in Hong Kong."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
