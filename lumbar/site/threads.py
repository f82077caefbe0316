"""What has to be done once, by one thread, before several answer requests."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from django.urls import get_resolver

from lumbar.clinical.library import library


def prepare_for_threads() -> None:
    """Load the knowledge, every view, and what msgspec knows of every class.

    msgspec works out how to read a class when it first does. While one thread is at it another
    takes it for done, and the interpreter crashes (seen with 0.22).
    """
    library()
    # Looking at the patterns imports the views, and with them all classes.
    list(get_resolver().url_patterns)
    for kind in _ours(msgspec.Struct):
        msgspec.json.Decoder(kind)


def _ours(kind: type) -> Iterator[type]:
    one: type
    for one in kind.__subclasses__():
        if one.__module__.startswith("lumbar."):
            yield one
        yield from _ours(one)
