"""How static files are stored: with a checksum in the name, compressed beside the original."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CompressedManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, which also renames the files JavaScript modules import."""

    support_js_module_import_aggregation = True
