"""How static files are stored: with a checksum in the name, compressed beside the original."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

DOCUMENTATION = re.compile(r"/\*\*.*?\*/|^[ \t]*//(?!#).*?$", re.DOTALL | re.MULTILINE)
"""What our modules say to developers. House rule: no string in them holds such a mark."""


def without_documentation(script: str) -> str:
    """A module as browsers need it: a third lighter, every line still where it was.

    The documentation also names the types of other modules by ``import("./other.js")``. Taken for
    real imports these would be circles, and no file in a circle can carry its own checksum.
    """
    return DOCUMENTATION.sub(lambda found: "\n" * found[0].count("\n"), script)


class BareScripts:
    """A source of static files whose modules come without their documentation."""

    def __init__(self, source: Storage) -> None:
        self.source = source

    def open(self, path: str) -> ContentFile[bytes]:
        with self.source.open(path) as file:
            return ContentFile(without_documentation(file.read().decode("utf-8")).encode("utf-8"))


class CompressedManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, which also renames the files JavaScript modules import."""

    support_js_module_import_aggregation = True
    # A name is final when those of all imports are: as many rounds as the longest chain of imports.
    max_post_process_passes = 20

    def post_process(
        self, paths: dict[str, tuple[Any, str]], *args: Any, **options: Any
    ) -> Iterator[tuple[str, str | None, Any]]:
        bare = {
            name: (BareScripts(source) if name.endswith(".js") else source, path)
            for name, (source, path) in paths.items()
        }
        yield from super().post_process(bare, *args, **options)
