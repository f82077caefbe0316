"""Addresses of booking."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from lumbar.booking.calendars import views as calendars
from lumbar.booking.views import book, visit
from lumbar.booking.waiting import desk_views
from lumbar.booking.waiting import views as waiting_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("book", book.book, name="book"),
    path("book/done/<str:token>", book.done, name="booking_done"),
    path("book/<int:service_id>", book.times, name="book_times"),
    path(
        "book/<int:service_id>/<int:starts>/<int:who>/<int:where>",
        book.details,
        name="book_details",
    ),
    path("clinicians", book.clinicians, name="clinicians"),
    path("visits", visit.visits, name="visits"),
    path("visit/link", visit.fresh_link, name="visit_link"),
    path("visit/<str:token>", visit.visit, name="visit"),
    path("visit/<str:token>/confirm", visit.confirm, name="confirm_visit"),
    path("visit/<str:token>/move", visit.move, name="move_visit"),
    path(
        "visit/<str:token>/move/<int:starts>/<int:who>/<int:where>",
        visit.move_to,
        name="move_to",
    ),
    path("visit/<str:token>/cancel", visit.cancel, name="cancel_visit"),
    path("visit/<str:token>/visit.ics", visit.calendar_file, name="visit_file"),
    path("book/<int:service_id>/waiting", waiting_views.join, name="waiting_join"),
    path("waiting/<str:token>", waiting_views.place, name="waiting_place"),
    path("waiting/confirm/<str:token>", waiting_views.confirm, name="waiting_confirm"),
    path("waiting/offer/<str:token>", waiting_views.offer, name="waiting_offer"),
    path("desk/waiting", desk_views.waiting, name="waiting"),
    path("desk/waiting/new", desk_views.new, name="waiting_new"),
    path("desk/waiting/<uuid:identifier>", desk_views.entry, name="waiting_entry"),
    path(
        "calendars/<str:token>/<slug:language>.ics", calendars.feed_file, name="practitioner_feed"
    ),
    path("desk/settings/calendars", calendars.settings, name="calendars"),
    path("desk/settings/calendars/<int:practitioner>/feed", calendars.make_feed, name="make_feed"),
    path(
        "desk/settings/calendars/<int:practitioner>/feed/stop",
        calendars.stop_feed,
        name="stop_feed",
    ),
    path("desk/settings/calendars/<int:practitioner>/add", calendars.add, name="add_calendar"),
    path("desk/settings/calendars/<int:calendar>/remove", calendars.remove, name="remove_calendar"),
]
