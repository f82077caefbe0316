"""What can keep a change of the book from being made."""

from __future__ import annotations

from collections.abc import Sequence

from lumbar.scheduling.slots import Refusal
from lumbar.scheduling.values import Slot


class BookingError(Exception):
    """A change was not made, and nothing of it was kept."""


class SlotTaken(BookingError):
    """The time cannot be had (any more). A page answers with 409 and shows the next times."""

    def __init__(self, next_times: Sequence[Slot] = (), why: Refusal = Refusal.TAKEN) -> None:
        super().__init__(why.value)
        self.next_times = list(next_times)
        """Free times of the same service, the nearest to the wanted one first; perhaps none."""
        self.why = why
        """`Refusal.TAKEN` when somebody else has it, ``TOO_SOON`` when it came too near, …"""


class SeriesTaken(SlotTaken):
    """Some times of a series cannot be had; none of it was booked."""

    def __init__(self, refused: Sequence[tuple[Slot, Refusal]], next_times: Sequence[Slot]) -> None:
        super().__init__(next_times, refused[0][1])
        self.refused = list(refused)
        """Which, each with why, in the order they were asked for."""


class Changed(BookingError):
    """Somebody changed it since the form was made (another ``version``). A page answers with 409
    and shows it as it is now."""


class NotAllowed(BookingError):
    """The change is never made, whatever the time. ``code`` says why:

    ``status``        it is in a status from which this is not done (cancelled, over, not begun yet)
    ``past``          the visit has begun; only the clinic changes it now
    ``too_many_open`` the person has as many visits ahead as may be booked by oneself
    ``too_many``      too many requests from one e-mail, device or place; later it works again
    ``too_many_places`` they have as many places on the wait list as one may have
    ``level``         their check says that they must not wait
    ``not_online``    the service is booked by the desk only
    ``not_offered``   the service is not offered (any more), or not by this practitioner or there
    ``no_email``      without an e-mail nobody can confirm it
    ``role``          the staff's role may not do this
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
