"""A visit as the person sees it. The page anybody with the link may open says nothing of health:
neither what the visit is called nor why somebody comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lumbar.booking import links
from lumbar.booking.models import Appointment
from lumbar.booking.wording import time_words, when_words
from lumbar.scheduling.instants import instant
from lumbar.scheduling.policy import Change, Status, Who, refused


@dataclass(frozen=True, slots=True)
class VisitView:
    """One visit."""

    appointment: Appointment
    when: str
    until: str
    """When it ends, on the clock there."""
    zone: str
    state: str
    """``held``, ``let_go``, ``waits``, ``booked``, ``over``, ``cancelled`` or ``missed``."""
    state_words: str
    phone: str
    held_until: str
    may_move: bool
    may_cancel: bool
    late: bool
    """Moving or cancelling it now is late."""
    service: str = ""
    """Only for the person themselves."""
    url: str = ""


def visit_view(appointment: Appointment, now: datetime, *, own: bool = False) -> VisitView:
    """``own``: shown to the person who is known, not to whoever has a link."""
    zone = appointment.location.time_zone
    state = _state(appointment, now)

    def may(change: Change) -> bool:
        no = refused(
            change, Status(appointment.status), Who.PERSON,
            starts=instant(appointment.starts_at), now=instant(now),
        )  # fmt: skip
        return no is None and state != "let_go"

    return VisitView(
        appointment=appointment,
        when=when_words(appointment.starts_at, zone),
        until=time_words(appointment.ends_at, zone),
        zone=zone,
        state=state,
        state_words=_words(state),
        phone=appointment.location.phone or appointment.clinic.phone,
        held_until=time_words(appointment.held_until, zone) if appointment.held_until else "",
        may_move=may(Change.MOVE),
        may_cancel=may(Change.CANCEL),
        late=appointment.is_late_to_cancel(now),
        service=appointment.service.name if own else "",
        url=links.visit_path(appointment) if own else "",
    )  # fmt: skip


def _state(appointment: Appointment, now: datetime) -> str:
    match Status(appointment.status):
        case Status.PROPOSED:
            held = appointment.held_until
            return "held" if held is not None and held > now else "let_go"
        case Status.PENDING:
            return "waits"
        case Status.BOOKED:
            return "booked" if appointment.ends_at > now else "over"
        case Status.CANCELLED:
            return "let_go" if appointment.cancelled_by == "time" else "cancelled"
        case Status.NO_SHOW:
            return "missed"
        case Status.ARRIVED:
            return "booked"
        case _:
            return "over"


def _words(state: str) -> str:
    return {
        "held": _("Not confirmed yet"),
        "let_go": _("Not confirmed in time"),
        "waits": _("The clinic has yet to confirm it"),
        "booked": _("Booked"),
        "over": _("Past"),
        "cancelled": _("Cancelled"),
        "missed": _("Past"),
    }[state]
