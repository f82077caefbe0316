"""The main pages stay light enough for a slow line."""

from __future__ import annotations

import pytest

from bench.weight import LIMIT, server, table, weigh_main_pages


def test_the_main_pages_are_light(capsys: pytest.CaptureFixture[str]) -> None:
    with server() as site:
        weights = weigh_main_pages(site)
    with capsys.disabled():
        print("\n" + table(weights))
    heavy = {one.page: one.code for one in weights if one.code > LIMIT}
    assert not heavy, heavy
