"""Choose the SQLite that Django will use, before Django imports it.

SQLite 3.7.0 to 3.51.2 can corrupt a database in write-ahead-log mode when a second connection
resets the log at the wrong moment. Debian 12 ships 3.40.1, which is inside that range. The
`pysqlite3` wheel brings a newer one; it stands in for the standard module when it is installed.
"""

from __future__ import annotations

import importlib
import sys

FIRST_SAFE_WITH_WAL = (3, 51, 3)


def use_newest_sqlite() -> tuple[int, int, int]:
    """Put `pysqlite3` in the place of an old `sqlite3`; return the version in use."""
    import sqlite3

    if sqlite3.sqlite_version_info < FIRST_SAFE_WITH_WAL:
        try:
            replacement = importlib.import_module("pysqlite3")
        except ModuleNotFoundError:
            # No wheel for this system: `journal_mode` then keeps to the safe, slower journal.
            return _version(sqlite3.sqlite_version_info)
        sys.modules["sqlite3"] = replacement
        sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
        return _version(replacement.sqlite_version_info)
    return _version(sqlite3.sqlite_version_info)


def journal_mode(version: tuple[int, int, int]) -> str:
    """The journal for this SQLite: WAL where it is sound, else the rollback journal.

    With the rollback journal nothing is lost, but readers wait while somebody writes.
    """
    return "WAL" if version >= FIRST_SAFE_WITH_WAL else "TRUNCATE"


def _version(parts: tuple[int, ...]) -> tuple[int, int, int]:
    major, minor, patch = parts[:3]
    return major, minor, patch
