"""Booking: services, hours, appointments, the wait list."""

from __future__ import annotations

from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "lumbar.booking"
    label = "booking"
