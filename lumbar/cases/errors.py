"""Why a case cannot go on."""

from __future__ import annotations

from typing import Literal

Why = Literal[
    "not-shared", "no-course", "words", "looked-twice", "too-few", "changed", "not-asked",
    "not-agreed", "over",
]  # fmt: skip
"""``not-shared``: the person shows this clinic no journal. ``no-course``: too few weeks were told.
``words``: a title or story is missing in a language. ``looked-twice``: words that may say who it is
were not looked at. ``too-few``: fewer people share age or pattern than when the figures were drawn.
``changed``: somebody changed it meanwhile. ``not-asked``, ``not-agreed``: the person was not asked
for, or did not agree to, what it says now. ``over``: it was withdrawn or declined, and nothing of
it is left."""


class CaseRefused(Exception):
    """A case cannot go on as asked; nothing was changed."""

    def __init__(self, why: Why) -> None:
        self.why: Why = why
        super().__init__(why)
