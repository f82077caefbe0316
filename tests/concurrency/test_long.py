"""A short stretch of the long run; `long` says how to let it go on."""

from __future__ import annotations

import pytest

from tests.concurrency.long import run


@pytest.mark.django_db(transaction=True)
def test_a_book_that_many_change_at_random_stays_sound():
    log = run(seconds=5, workers=8, seed=20261208)
    print(dict(sorted(log.counted.items())))
    assert log.wrong == []
    done = sum(often for what, often in log.counted.items() if what.endswith(": done"))
    assert done > 20
    assert any(what.endswith("SlotTaken") for what in log.counted)
