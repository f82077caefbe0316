"""How static files are stored: with a checksum in the name, compressed beside the original."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CompressedManifestStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, following `import` in JavaScript modules to their named files as well."""

    support_js_module_import_aggregation = True
