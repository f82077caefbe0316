"""Whatever is noted of what staff do has words for the owners who read it."""

from __future__ import annotations

import re
from pathlib import Path

import lumbar
from lumbar.board.models import BoardAct
from lumbar.clinics.audit_words import DONE
from lumbar.scheduling.policy import Change

NOTED = re.compile(r"""(?:staff_did|_audit)\(\s*\w+,\s*"(\w+)"|\bdid(?:: Looked)?="(\w+)\"""")


def test_everything_that_is_noted_has_words() -> None:
    noted = {f"{did}_board_line" for did in BoardAct.Did.values}
    noted |= {f"visit_{change}" for change in (Change.ARRIVE, Change.RUN_LATE, Change.FULFIL)}
    # The first words of a call, and where a name is handed on: looks, register, settings.
    for path in Path(lumbar.__file__).parent.glob("*/**/*.py"):
        if "tests" not in path.parts:
            noted |= {one or other for one, other in NOTED.findall(path.read_text("utf-8"))}
    assert len(noted) > 30
    assert noted <= set(DONE)
