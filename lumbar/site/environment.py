"""Every setting Lumbar reads from its environment, in one table.

docs/operator/configuration.md holds the same table for people; a test keeps the two alike.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import NamedTuple

import environ
from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("local", "production", "test")


class Setting(NamedTuple):
    """One environment variable: its name, what it is when unset, and what it means."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        "LUMBAR_ENV",
        "local",
        "`local` (one machine, one clinic, what `./run` uses), `production` (strict: refuses to "
        "start when something needed for safety is missing) or `test`.",
    ),
    Setting(
        "LUMBAR_DATA_DIR",
        "`data` beside `run`",
        "Folder of the SQLite database and the generated secret key. `./run --data` sets it.",
    ),
    Setting(
        "LUMBAR_SECRET_KEY",
        "generated in the data folder",
        "Signs cookies and forms. At least 50 characters. Production has no default.",
    ),
    Setting(
        "LUMBAR_DEBUG",
        "`false`",
        "Django's debug pages. For developers only; production refuses it.",
    ),
    Setting(
        "LUMBAR_ALLOWED_HOSTS",
        "this machine's own names",
        "Host names the site answers to, separated by commas. Production has no default and "
        "refuses `*`.",
    ),
    Setting(
        "LUMBAR_HTTPS",
        "`true` in production, else `false`",
        "The site is reached by https: cookies go by https only, http is redirected, HSTS is on. "
        "The proxy in front must set `X-Forwarded-Proto` itself.",
    ),
    Setting(
        "LUMBAR_TIME_ZONE",
        "`Asia/Hong_Kong`",
        "Time zone of the clinic, as an IANA name.",
    ),
    Setting(
        "LUMBAR_WORKERS",
        "`2`",
        "Server processes. Each has four threads.",
    ),
    Setting(
        "LUMBAR_BIND",
        "`127.0.0.1`",
        "Address the server listens on. Set `0.0.0.0` only behind a proxy or inside a container.",
    ),
    Setting(
        "LUMBAR_LOG_LEVEL",
        "`INFO`",
        "Least serious message that is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`. "
        "Logs never hold answers, names or addresses of pages with a person in them.",
    ),
    Setting(
        "LUMBAR_SOURCE_URL",
        "empty",
        "Where the source code of this copy can be had; shown at the foot of each page. "
        "The licence asks for it when you changed the code.",
    ),
    Setting(
        "DATABASE_URL",
        "SQLite in the data folder",
        "The database, for example `postgres://user:password@host:5432/lumbar`.",
    ),
)

REPOSITORY = Path(__file__).resolve().parents[2]


class Environment(NamedTuple):
    """The settings as read and checked."""

    kind: str
    data_dir: Path
    secret_key: str
    debug: bool
    allowed_hosts: list[str]
    https: bool
    time_zone: str
    workers: int
    bind: str
    log_level: str
    source_url: str
    database_url: str

    @property
    def production(self) -> bool:
        return self.kind == "production"


def read_environment(values: dict[str, str]) -> Environment:
    """Read the settings from `values` (usually `os.environ`).

    Raises ImproperlyConfigured with one clear sentence when a value is wrong, or when production
    lacks something it needs.
    """
    unknown = sorted(
        name
        for name in values
        if name.startswith("LUMBAR_")
        and name not in {setting.name for setting in SETTINGS}
        # These two belong to the `run` and `test` scripts, not to the site.
        and name not in {"LUMBAR_PYTHON", "LUMBAR_TEST_DATABASE_URL"}
    )
    if unknown:
        raise ImproperlyConfigured(f"Unknown setting {', '.join(unknown)} in the environment.")
    env = environ.Env()
    env.ENVIRON = values
    kind = env.str("LUMBAR_ENV", default="local")
    if kind not in ENVIRONMENTS:
        raise ImproperlyConfigured(
            f"LUMBAR_ENV is '{kind}'; it must be one of {', '.join(ENVIRONMENTS)}."
        )
    production = kind == "production"
    try:
        debug = env.bool("LUMBAR_DEBUG", default=False)
        https = env.bool("LUMBAR_HTTPS", default=production)
        workers = env.int("LUMBAR_WORKERS", default=2)
    except ValueError as error:
        raise ImproperlyConfigured(f"A setting has the wrong kind of value: {error}.") from error
    if workers < 1:
        raise ImproperlyConfigured("LUMBAR_WORKERS must be at least 1.")
    log_level = env.str("LUMBAR_LOG_LEVEL", default="INFO").upper()
    if log_level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ImproperlyConfigured("LUMBAR_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
    data_dir = Path(env.str("LUMBAR_DATA_DIR", default=str(REPOSITORY / "data"))).resolve()
    secret_key = env.str("LUMBAR_SECRET_KEY", default="")
    allowed_hosts = [host for host in env.list("LUMBAR_ALLOWED_HOSTS", default=[]) if host]
    if production:
        _refuse_unsafe_production(secret_key, debug, allowed_hosts)
    elif not secret_key:
        secret_key = generated_secret_key(data_dir) if kind == "local" else "only-for-tests " * 4
    return Environment(
        kind=kind,
        data_dir=data_dir,
        secret_key=secret_key,
        debug=debug,
        allowed_hosts=allowed_hosts
        or ["localhost", "127.0.0.1", "[::1]", "testserver"][: 4 if kind == "test" else 3],
        https=https,
        time_zone=env.str("LUMBAR_TIME_ZONE", default="Asia/Hong_Kong"),
        workers=workers,
        bind=env.str("LUMBAR_BIND", default="127.0.0.1"),
        log_level=log_level,
        source_url=env.str("LUMBAR_SOURCE_URL", default=""),
        database_url=env.str("DATABASE_URL", default=""),
    )


def _refuse_unsafe_production(secret_key: str, debug: bool, allowed_hosts: list[str]) -> None:
    """Raise ImproperlyConfigured for the first thing production must not start with."""
    if len(secret_key) < 50 or len(set(secret_key)) < 10:
        raise ImproperlyConfigured(
            "Production needs LUMBAR_SECRET_KEY: at least 50 random characters, kept secret."
        )
    if debug:
        raise ImproperlyConfigured(
            "Production refuses LUMBAR_DEBUG: debug pages show private data."
        )
    if not allowed_hosts or "*" in allowed_hosts:
        raise ImproperlyConfigured(
            "Production needs LUMBAR_ALLOWED_HOSTS: the names the site answers to, without '*'."
        )


def generated_secret_key(data_dir: Path) -> str:
    """The secret key kept in `data_dir`, made on first use and readable by its owner only.

    Raises OSError when the folder cannot be written.
    """
    path = data_dir / "secret-key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_urlsafe(64)
    draft = data_dir / f"secret-key.{secrets.token_hex(4)}"
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(key + "\n", encoding="ascii")
    try:
        # A link fails when another process was first, so both end up with the same key.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
