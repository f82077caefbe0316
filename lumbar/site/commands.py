"""The commands that need the site: `serve`, `prepare`, `manage` and `demo`."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

from lumbar.site.start import CommandFailed, start_django, told


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this module's commands to the command line."""
    serve = subparsers.add_parser("serve", help="prepare the database and serve the site")
    serve.add_argument("--port", type=int, default=8000, help="port to serve on (default 8000)")
    serve.add_argument("--data", metavar="DIR", help="folder of the database and the secret key")
    serve.add_argument("--no-demo", action="store_true", help="do not load the demo clinic")
    serve.add_argument(
        "--no-worker",
        action="store_true",
        help="send no reminders and notices from here: `lumbar worker` runs elsewhere",
    )
    serve.set_defaults(run=told(run_serve))
    prepare = subparsers.add_parser(
        "prepare", help="compile translations and gather static files (serve does it when needed)"
    )
    prepare.set_defaults(run=told(run_prepare))
    subparsers.add_parser("manage", help="Django's own commands, such as `lumbar manage shell`")
    demo = subparsers.add_parser("demo", help="load the demo clinic into an empty database")
    demo.add_argument("--data", metavar="DIR", help="folder of the database and the secret key")
    demo.set_defaults(run=told(run_demo))


def run_manage(words: list[str]) -> int:
    """Hand `words` to Django's command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumbar.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["lumbar manage", *words])
    return 0


def run_prepare(options: argparse.Namespace) -> None:
    """Compile the interface translations and gather the static files."""
    from lumbar.site.assets import prepare_assets

    # Preparing needs no data folder; the settings want a key, but nothing is signed with it here.
    os.environ.setdefault(
        "LUMBAR_SECRET_KEY", "not-used-while-preparing-static-files-and-translations"
    )
    start_django()
    prepare_assets()


def run_demo(options: argparse.Namespace) -> None:
    """Load the demo clinic, unless a clinic or anybody's data is already there."""
    start_django(options.data)
    from django.conf import settings

    if settings.LUMBAR.production:
        raise CommandFailed("the demo clinic is not for production (LUMBAR_ENV=production).")
    _migrate()
    if _load_demo():
        print(
            "The demo clinic is loaded. Start Lumbar and open /demo to sign in as one of its staff"
            " or its people; there are no passwords."
        )
    else:
        print("There is a clinic or somebody's data already; nothing was changed.")


def _load_demo() -> bool:
    """Make the demo clinic where there is nothing yet; return whether it was made."""
    from django.utils import timezone

    from lumbar.clinics.demo.load import load_demo

    return load_demo(now=timezone.now())


def run_serve(options: argparse.Namespace) -> None:
    """Prepare what is missing, then serve until stopped."""
    if not 1 <= options.port <= 65535:
        raise CommandFailed(f"the port must be between 1 and 65535, not {options.port}.")
    start_django(options.data)
    from django.conf import settings
    from django.db import connections

    from lumbar.site.assets import prepare_assets
    from lumbar.site.beside import Beside
    from lumbar.site.server import serve
    from lumbar.site.worker import run_worker

    _check_port(settings.LUMBAR.bind, options.port)
    _check_writable(settings.LUMBAR.data_dir)
    prepare_assets()
    # Only the user who serves may read the database, whatever the folder allows.
    os.umask(0o077)
    _migrate()
    _load_everything()
    if not options.no_demo and not settings.LUMBAR.production and _load_demo():
        print("The demo clinic is made: open /demo to sign in as its people.", file=sys.stderr)
    # The worker processes are copies of this one and must not share its connection.
    connections.close_all()
    work = None if options.no_worker else Beside(run_worker)
    if work is not None:
        work.start()
    try:
        serve(settings.LUMBAR.bind, options.port, settings.LUMBAR.workers)
    finally:
        if work is not None:
            work.stop()


def _load_everything() -> None:
    """Load every address and the whole knowledge now.

    What is broken then stops the start instead of a visitor, and the worker processes share it.
    """
    import importlib

    from django.conf import settings

    from lumbar.clinical.errors import KnowledgeError
    from lumbar.clinical.library import library

    importlib.import_module(settings.ROOT_URLCONF)
    try:
        library()
    except KnowledgeError as error:
        raise CommandFailed(f"the medical knowledge is not sound: {error}") from error


def _migrate() -> None:
    """Bring the database up to date; a database that cannot be opened is told in one sentence."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    try:
        executor = MigrationExecutor(connection)
        # Most starts have nothing to do; asking first is quicker than the full command.
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise CommandFailed(f"the database cannot be used: {error}") from error


def _check_port(address: str, port: int) -> None:
    """Raise CommandFailed when `port` cannot be listened on."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except PermissionError as error:
            raise CommandFailed(
                f"port {port} may not be used by this user; choose one above 1023 with --port."
            ) from error
        except OSError as error:
            raise CommandFailed(
                f"port {port} is already in use; choose another with --port."
            ) from error


def _check_writable(folder: Path) -> None:
    """Raise CommandFailed when `folder` cannot be made or written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".lumbar-probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CommandFailed(f"the data folder cannot be written: {folder}") from error
