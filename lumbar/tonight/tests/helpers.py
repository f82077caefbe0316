"""Evenings that were begun, for tests of other things."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from lumbar.clinical.library import library
from lumbar.clinical.routine import evening
from lumbar.plans.models import StoredPlan
from lumbar.tonight.actions import begin_evening
from lumbar.tonight.models import SessionRecord


def begun(plan: StoredPlan, *, pain_before: int | None = 5) -> SessionRecord:
    """An evening of this plan, begun now, as long as the plan says."""
    return begin_evening(
        person=plan.person,
        plan=plan,
        uuid=uuid.uuid4(),
        tonight=evening(plan.value(), library(), sleep="side"),
        pain_before=pain_before,
        now=timezone.now(),
    )


def sent(record: SessionRecord, copy: Any, **changes: Any) -> dict[str, Any]:
    """What a device sends of an evening it began ten minutes ago."""
    now = timezone.now()
    return {
        "plan": str(record.plan_id),
        "items": record.items,
        "choice": {"minutes": record.minutes, "sleep": record.sleep, "bad_night": record.bad_night},
        "started_at": (now - timedelta(minutes=10)).isoformat(),
        "clock_behind": 0,
        "record": copy,
        **changes,
    }
