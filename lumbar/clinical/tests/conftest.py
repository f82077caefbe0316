"""How the property tests run: the same examples every time, and no clock."""

from __future__ import annotations

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
