"""What every command that needs the site begins with."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any


class CommandFailed(Exception):
    """A command cannot go on; the text is one sentence for the person who started it."""


def told(run: Any) -> Any:
    """Wrap a command so that what stops it is told in one sentence on stderr."""

    def told(options: argparse.Namespace) -> int:
        from django.core.exceptions import ImproperlyConfigured

        try:
            run(options)
        except (CommandFailed, ImproperlyConfigured) as error:
            print(f"lumbar: {error}", file=sys.stderr)
            return 1
        return 0

    return told


def start_django(data: str | None = None) -> None:
    """Load Django's settings and apps, with the data in the folder `data` when given."""
    if data is not None:
        os.environ["LUMBAR_DATA_DIR"] = str(Path(data).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumbar.site.settings")
    import django

    try:
        django.setup()
    except OSError as error:
        raise CommandFailed(f"the data folder cannot be written: {error.filename}") from error
