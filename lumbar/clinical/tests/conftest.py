"""How the property tests run: the same examples every time, and no clock."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# `--hypothesis-profile=default` looks for new examples instead.
settings.register_profile(
    "lumbar",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("lumbar")
