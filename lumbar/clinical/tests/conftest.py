"""How the property tests run: the same examples every time, and no clock. Files are parsed once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import msgspec
import pytest
from hypothesis import HealthCheck, settings

slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile(
    "lumbar", max_examples=40, deadline=None, derandomize=True, suppress_health_check=slow
)
# `--hypothesis-profile=thorough` looks for new examples, and for longer.
settings.register_profile(
    "thorough", max_examples=500, deadline=None, database=None, suppress_health_check=slow
)
settings.load_profile("lumbar")


@pytest.fixture(scope="session", autouse=True)
def _parsed_once() -> Iterator[None]:
    """Hundreds of tests load a copy of the knowledge in which one file is broken; the others are
    the same bytes every time."""
    patch = pytest.MonkeyPatch()
    patch.setattr(msgspec.toml, "decode", lru_cache(maxsize=2000)(msgspec.toml.decode))
    yield
    patch.undo()
