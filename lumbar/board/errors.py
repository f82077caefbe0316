"""What can keep something from being done to a line."""

from __future__ import annotations

from lumbar.board.models import BoardItem


class BoardError(Exception):
    """Nothing was changed."""


class Changed(BoardError):
    """Somebody else did something to the line first; ``item`` is how it is now."""

    def __init__(self, item: BoardItem) -> None:
        super().__init__(str(item.pk))
        self.item = item


class NotPossible(BoardError):
    """The line may not be put off until then, or a needed word is missing, or it cannot be
    brought back; ``field`` is what is wrong: ``until``, ``reason``, ``outcome``, ``note`` or
    ``reopen``."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
