"""Evenings while everything breaks: what was done is kept, all of it, once."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.faults.evenings import Night

EVENINGS = 8
"""`bench/faults.py` leads two hundred."""


def test_whatever_breaks_exactly_the_evenings_done_are_kept(browser: Browser) -> None:
    # It brings a server of its own: this one is killed on the way.
    with Night(browser, seed=20) as night:
        tally = night.run(EVENINGS)

    # So many things did break
    assert tally.evenings >= EVENINGS * 3 // 4
    assert tally.faults.total() > EVENINGS
