"""What comes of trying to send a message."""

from __future__ import annotations

from enum import Enum, auto


class Outcome(Enum):
    """What the mail server or the push service said."""

    SENT = auto()
    """It has it, and will see to the rest."""
    LATER = auto()
    """Not now: a passing trouble, or an answer that never came."""
    NEVER = auto()
    """It will not take this message, however often it is asked."""
    GONE = auto()
    """There is no such mailbox or browser any more."""
