"""The main job, end to end: a stranger with a sore back at night, until the evening is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from lumbar.tonight.models import SessionRecord
from lumbar.tonight.routines import planned_seconds, tonight_of
from tests.journeys.conftest import CHINESE, DESK
from tests.journeys.visitor import Evening, Visitor


@pytest.mark.parametrize(
    "browser", [pytest.param({}, id="english-phone-night")] + [pytest.param({**CHINESE, **DESK}, id="chinese-desk-day")], indirect=False
)
def test_a_stranger_is_checked_gets_five_does_them_and_finds_the_evening_kept(browser: dict, visitor_in: Callable[..., Visitor]) -> None:
    ...
