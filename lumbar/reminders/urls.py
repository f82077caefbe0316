"""Addresses of reminders. Those with a token work for whoever has them, without a cookie."""

from __future__ import annotations

from django.urls import path

from lumbar.reminders import link_views, views

urlpatterns = [
    path("reminders", views.reminders, name="reminders"),
    path("reminders/calendar", views.make_calendar, name="make_calendar"),
    path("reminders/calendar/revoke", views.revoke_calendar, name="revoke_calendar"),
    path("reminders/email", views.ask_for_address, name="ask_for_address"),
    path("reminders/email/forget", views.forget_address, name="forget_address"),
    path("reminders/push", views.push, name="push"),
    path("reminders/stop", views.stop_everything, name="stop_everything"),
    path("reminders/confirm/<str:token>", link_views.confirm, name="confirm_email"),
    path("reminders/stop/<str:token>", link_views.stop, name="stop_reminders"),
    path("calendar/<str:token>.ics", link_views.calendar, name="calendar_feed"),
]
