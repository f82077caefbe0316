"""Addresses of privacy, and of a person's devices."""

from __future__ import annotations

from django.urls import path

from lumbar.people import views

urlpatterns = [
    path("devices", views.devices, name="devices"),
    path("devices/join", views.join, name="join"),
    path("privacy", views.privacy, name="privacy"),
    path("privacy/export.json", views.privacy_export, name="privacy_export"),
    path("privacy/erase", views.privacy_erase, name="privacy_erase"),
    path("privacy/erased", views.privacy_erased, name="privacy_erased"),
]
