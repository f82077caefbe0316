"""The site's settings for tests: nothing of the developer's own environment or data gets in.

LUMBAR_TEST_DATABASE_URL, when set, is the database the tests run on; without it they use SQLite in
a temporary folder of this process, so several test runs never meet.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

for name in [*os.environ]:
    if name.startswith("LUMBAR_") and name not in {"LUMBAR_TEST_DATABASE_URL", "LUMBAR_PYTHON"}:
        del os.environ[name]
os.environ.pop("DATABASE_URL", None)

_folder = tempfile.mkdtemp(prefix="lumbar-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["LUMBAR_ENV"] = "test"
os.environ["LUMBAR_DATA_DIR"] = _folder
if os.environ.get("LUMBAR_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["LUMBAR_TEST_DATABASE_URL"]

from lumbar.site.settings import *  # noqa: E402, F403

# Argon2 takes its time on purpose; tests have no secrets to keep.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
