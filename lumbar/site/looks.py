"""Who shows the exercises: a body and a skin tone, so that people can see themselves."""

from __future__ import annotations

from typing import NamedTuple, get_args

from django.http import HttpRequest

from lumbar.figure.palette import Body, Tone

LOOK_COOKIE = "figure"
LOOK_COOKIE_AGE = 400 * 24 * 3600

BODIES: tuple[Body, ...] = get_args(Body)
TONES: tuple[Tone, ...] = get_args(Tone)


class Look(NamedTuple):
    """A body in a skin tone."""

    body: Body = "woman"
    tone: Tone = "medium"

    def __str__(self) -> str:
        return f"{self.body}-{self.tone}"


def look(text: str) -> Look | None:
    """The look of this name (``man-dark``), or None when there is no such look."""
    body, _, tone = text.partition("-")
    if body in BODIES and tone in TONES:
        return Look(body, tone)
    return None


def look_of(request: HttpRequest) -> Look:
    """What this person chose, by their cookie; else the usual one."""
    return look(request.COOKIES.get(LOOK_COOKIE, "")) or Look()
