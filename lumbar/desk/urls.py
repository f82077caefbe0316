"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from lumbar.desk.views import block, booking, day, people, visit

VISIT = "desk/appointments/<uuid:uuid>"

urlpatterns = [
    path("desk", day.day, name="desk"),
    path("desk/week", day.week, name="desk_week"),
    path("desk/day.html", day.drawing, name="desk_grid"),
    path("desk/book", booking.book, name="desk_book"),
    path("desk/book/times.html", booking.offered, name="desk_times"),
    path("desk/block", block.block, name="desk_block"),
    path("desk/block/<uuid:uuid>/remove", block.unblock, name="desk_unblock"),
    path(VISIT, visit.visit, name="desk_visit"),
    path(f"{VISIT}/change", visit.change, name="desk_visit_change"),
    path(f"{VISIT}/note", visit.note, name="desk_visit_note"),
    path(f"{VISIT}/move", visit.move, name="desk_visit_move"),
    path(f"{VISIT}/reason", visit.reason, name="desk_visit_reason"),
    path("desk/people", people.people, name="desk_people"),
    path("desk/people/find.json", people.found, name="desk_find"),
    path("desk/people/<uuid:uuid>/merge", people.merge, name="patient_merge"),
]
