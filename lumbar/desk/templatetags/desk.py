"""What staff pages share: ``{% load desk %}`` and, in `desk/base_desk.html`, ``{% desk_nav %}``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template

from lumbar.booking.models import Appointment
from lumbar.booking.wording import status_words, zone_words
from lumbar.desk.navigation import entries
from lumbar.desk.wording import clock, moment_words, when_words
from lumbar.people.models import Membership
from lumbar.people.roles import May, may_do
from lumbar.scheduling.instants import instant

register = template.Library()


@register.inclusion_tag("desk/parts/nav.html", takes_context=True)
def desk_nav(context: template.Context) -> dict[str, Any]:
    """The doors of the desk that the reader's role may open."""
    request = context["request"]
    return {"entries": entries(request.membership, request.path)}


@register.filter
def may(membership: Membership | None, what: str) -> bool:
    """``{% if request.membership|may:"book" %}``: whether this member of staff may do it; the
    values are those of `people.roles.May`."""
    return bool(membership) and membership is not None and may_do(membership, May(what))


@register.simple_tag
def desk_when(at: datetime, zone: str) -> str:
    """ "Fri 27 Nov, 09:30" by the clock there."""
    return when_words(at, zone)


@register.simple_tag
def desk_moment(at: datetime, zone: str) -> str:
    """ "27 Nov 2026, 09:30" by the clock there."""
    return moment_words(at, zone)


@register.simple_tag
def desk_clock(at: datetime, zone: str) -> str:
    """ "09:30" by the clock there."""
    return clock(instant(at), zone)


@register.filter
def desk_status(appointment: Appointment) -> str:
    """How a visit stands, in words."""
    return status_words(appointment)


@register.filter
def desk_zone(zone: str) -> str:
    """ "Hong Kong time"."""
    return zone_words(zone)
