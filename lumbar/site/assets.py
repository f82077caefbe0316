"""Prepare what is made from source files: compiled translations and gathered static files.

Both are made again only when their sources changed, so a second start costs a few file look-ups.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = "sources-stamp"


def prepare_assets() -> None:
    """Compile translations and gather static files where their sources changed."""
    compile_translations()
    gather_static_files()


def compile_translations() -> list[Path]:
    """Compile each .po file that is newer than its .mo file; return the files written."""
    written = []
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        catalogue = _read(source)
        # A template's header is marked fuzzy; that must not hide the whole catalogue.
        catalogue.fuzzy = False
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        written.append(target)
    return written


def catalogues() -> list[Path]:
    """Every .po file of the interface: the site's and each app's own."""
    return sorted(Path(settings.PACKAGE).glob("*/locale/*/LC_MESSAGES/*.po"))


def _read(source: Path) -> Catalog:
    with source.open("rb") as stream:
        return read_po(stream, locale=source.parents[1].name, abort_invalid=True)


def unfinished_messages(source: Path) -> list[str]:
    """The messages of a .po file that have no translation or only a guessed one."""
    return [
        str(message.id)
        for message in _read(source)
        if message.id and (message.fuzzy or not all(_strings(message.string)))
    ]


def _strings(string: str | Iterable[str] | None) -> list[str]:
    """The one text of a message, or its plural forms."""
    return [""] if string is None else [string] if isinstance(string, str) else list(string)


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
    """Name, size and time of every static source file, and how they are stored, as one checksum."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
