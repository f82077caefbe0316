"""What several pages read out of forms and addresses."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404


def read_uuid(text: str | None) -> UUID | None:
    """An id; None for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def uuid_or_404(text: str | None) -> UUID:
    """The id a form's hidden field holds. Raises ``Http404`` for what is none: it is nobody's."""
    found = read_uuid(text)
    if found is None:
        raise Http404
    return found
