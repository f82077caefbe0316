"""This part's round of the worker (`lumbar.site.worker`): sessions that are over go."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef


def round(now: datetime) -> int:
    """Delete sessions that have expired, and what is kept of browsers whose session is gone;
    return how many rows of both."""
    expired, _of_each = Session.objects.filter(expire_date__lt=now).delete()
    theirs = Session.objects.filter(session_key=OuterRef("session_key"))
    ended, _of_each = UserSession.objects.filter(~Exists(theirs)).delete()
    return int(expired + ended)
