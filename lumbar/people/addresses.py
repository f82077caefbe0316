"""Whole addresses of a clinic's pages, for links that stand in no page."""

from __future__ import annotations

from django.conf import settings

from lumbar.people.models import Clinic


def address_at(clinic: Clinic, path: str) -> str:
    """The whole address of a path at this clinic: at its own host where it has one, else where the
    operator says the site is reached."""
    scheme = "https" if settings.LUMBAR.https else "http"
    if clinic.host:
        return f"{scheme}://{clinic.host}{path}"
    public: str = settings.LUMBAR.public_url
    return (public or f"{scheme}://localhost:8000") + path
