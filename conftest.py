"""What all tests share."""

from __future__ import annotations

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that exactly that runs again on PostgreSQL.

    Journeys are left out: they exercise pages in a browser, which the database does not change.
    """
    for item in items:
        if "/journeys/" in item.nodeid or item.nodeid.startswith("tests/journeys"):
            item.add_marker("journey")
        elif item.get_closest_marker("one_database"):
            continue
        elif item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker("database")


@pytest.fixture(scope="session", autouse=True)
def _translations() -> None:
    """Chinese pages need their compiled words, which are not committed."""
    from lumbar.site.assets import compile_translations

    compile_translations()
