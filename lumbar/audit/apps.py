"""Audit: who saw or changed what."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lumbar.audit"
    label = "audit"
