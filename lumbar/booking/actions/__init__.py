"""Writes of the book. Each is one transaction, takes its arguments by name, and locks what two
could collide on in the order of `actions.locking`.

``now`` is a moment with a zone. ``by`` is the member of staff who does it, None the person
themselves. ``version`` is the appointment's ``version`` in the form that was filled in; another one
by now raises `Changed`. A time that cannot be had raises `SlotTaken` with the next ones, what is
never allowed `NotAllowed`. Whether staff's role may book at all is asked by the view
(``staff_only``). Appointments come back fresh; the one handed in is not changed.
"""

from lumbar.booking.actions.at_desk import book_at_desk, book_series
from lumbar.booking.actions.blocking import block_time, unblock_time
from lumbar.booking.actions.changing import (
    approve,
    cancel,
    cancel_series,
    decline,
    move,
)
from lumbar.booking.actions.letting_go import let_go
from lumbar.booking.actions.patients import patient_at_desk, patient_for, patient_of
from lumbar.booking.actions.requesting import (
    HOLD_FOR,
    confirm_request,
    hold_for_offer,
    lapse_expired,
    request_appointment,
)
from lumbar.booking.actions.resending import send_again
from lumbar.booking.actions.reserving import end_holds, give_up_hold, hold_time
from lumbar.booking.actions.visiting import add_note, arrive, fulfil, no_show, reopen, run_late

__all__ = [
    "HOLD_FOR",
    "add_note",
    "approve",
    "arrive",
    "block_time",
    "book_at_desk",
    "book_series",
    "cancel",
    "cancel_series",
    "confirm_request",
    "decline",
    "end_holds",
    "fulfil",
    "give_up_hold",
    "hold_for_offer",
    "hold_time",
    "lapse_expired",
    "let_go",
    "move",
    "no_show",
    "patient_at_desk",
    "patient_for",
    "patient_of",
    "reopen",
    "request_appointment",
    "run_late",
    "send_again",
    "unblock_time",
]
