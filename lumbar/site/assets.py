"""Prepare what is made from source files: compiled translations and gathered static files.

Both are made again only when their sources changed, so a second start costs a few file look-ups.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = "sources-stamp"


class UnfinishedTranslation(Exception):
    """A catalogue has a message without words or one marked as a guess (fuzzy)."""


def prepare_assets() -> None:
    """Compile translations and gather static files where their sources changed."""
    compile_translations()
    gather_static_files()


def compile_translations() -> list[Path]:
    """Compile each .po file that is newer than its .mo file; return the files written."""
    written = []
    for folder in map(Path, settings.LOCALE_PATHS):
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            with source.open("rb") as stream:
                catalogue = read_po(stream, locale=source.parents[1].name, abort_invalid=True)
            # A template's header is marked fuzzy; that must not hide the whole catalogue.
            catalogue.fuzzy = False
            with target.open("wb") as stream:
                write_mo(stream, catalogue)
            written.append(target)
    return written


def unfinished_messages(source: Path) -> list[str]:
    """The messages of a .po file that have no translation or only a guessed one."""
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=source.parents[1].name, abort_invalid=True)
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not all(_strings(message.string)))
    ]


def _strings(string: str | Iterable[str]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def gather_static_files() -> bool:
    """Collect static files into STATIC_ROOT if any source changed; return whether it was done."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted, encoding="ascii")
    return True


def _fingerprint() -> str:
    """Name, size and time of every static source file, as one checksum."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
