"""Every setting Lumbar reads from its environment, in one table.

docs/operator/configuration.md holds the same table for people; a test keeps the two alike.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("local", "production", "test")
MAIL_PORTS = {"smtp+tls": 587, "smtp+ssl": 465, "smtp": 25}
"""How an address of a mail server may begin, and its port when it names none."""


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
        "LUMBAR_TRUSTED_PROXIES",
        "`1` with https, else `0`",
        "How many proxies of yours stand in front, one behind the other; each must add the address "
        "it was asked from to `X-Forwarded-For`. Limits on tries count by visitor's address: with "
        "too few here all visitors share one, with too many a visitor can pretend to be another.",
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
        "LUMBAR_PUBLIC_URL",
        "empty",
        "Address by which people reach the site, for example `https://back.example.org`; links in "
        "e-mails begin with it.",
    ),
    Setting(
        "LUMBAR_EMAIL_URL",
        "empty: no e-mail",
        "The mail server that takes reminders: `smtp+tls://user:password@host:587`, "
        "`smtp+ssl://user:password@host:465` or, inside one machine, `smtp://localhost:25`. Marks "
        "such as `@` and `/` in the user and the password are written as `%40` and `%2F`. Needs "
        "the next setting and `LUMBAR_PUBLIC_URL`.",
    ),
    Setting(
        "LUMBAR_EMAIL_FROM",
        "empty",
        "Who e-mails come from: `reminders@back.example.org` or "
        "`Lumbar <reminders@back.example.org>`.",
    ),
    Setting(
        "LUMBAR_VAPID_KEY",
        "generated in the data folder",
        "Private key that signs browser notifications: 32 bytes as base64url. Set it when several "
        "machines serve the site, and keep it: with another key every browser has to allow "
        "notifications anew. `lumbar worker --new-vapid-key` prints one.",
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
    trusted_proxies: int
    workers: int
    bind: str
    log_level: str
    source_url: str
    database_url: str
    public_url: str = ""
    email: Mapping[str, str | int | bool] = MappingProxyType({})
    """Django's settings of the mail server, by name; empty when there is none."""
    email_from: str = ""
    vapid_key: str = ""

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
        # There is no https without a proxy: the server itself speaks only http.
        trusted_proxies = env.int("LUMBAR_TRUSTED_PROXIES", default=1 if https else 0)
        workers = env.int("LUMBAR_WORKERS", default=2)
    except ValueError as error:
        raise ImproperlyConfigured(f"A setting has the wrong kind of value: {error}.") from error
    if workers < 1:
        raise ImproperlyConfigured("LUMBAR_WORKERS must be at least 1.")
    if trusted_proxies < 0:
        raise ImproperlyConfigured("LUMBAR_TRUSTED_PROXIES must be 0 or more.")
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
        trusted_proxies=trusted_proxies,
        workers=workers,
        bind=env.str("LUMBAR_BIND", default="127.0.0.1"),
        log_level=log_level,
        source_url=env.str("LUMBAR_SOURCE_URL", default=""),
        database_url=env.str("DATABASE_URL", default=""),
        **_messages(env, production),
    )


def _messages(env: environ.Env, production: bool) -> dict[str, Any]:
    """The settings of e-mail and notifications, which make sense only together.

    Raises ImproperlyConfigured; the sentence never quotes the address, which holds a password.
    """
    public_url = env.str("LUMBAR_PUBLIC_URL", default="").rstrip("/")
    email_url = env.str("LUMBAR_EMAIL_URL", default="")
    email_from = env.str("LUMBAR_EMAIL_FROM", default="")
    vapid_key = env.str("LUMBAR_VAPID_KEY", default="")
    schemes = ("https://",) if production else ("https://", "http://")
    if public_url and (not public_url.startswith(schemes) or urlsplit(public_url).path):
        raise ImproperlyConfigured(
            f"LUMBAR_PUBLIC_URL must be {' or '.join(schemes)} and a host, without a path."
        )
    if email_url and not (public_url and email_from):
        raise ImproperlyConfigured(
            "LUMBAR_EMAIL_URL needs LUMBAR_EMAIL_FROM and LUMBAR_PUBLIC_URL as well."
        )
    if email_from and "@" not in parseaddr(email_from)[1]:
        raise ImproperlyConfigured("LUMBAR_EMAIL_FROM is not an e-mail address.")
    if vapid_key and not re.fullmatch(r"[A-Za-z0-9_-]{43}=?", vapid_key):
        raise ImproperlyConfigured("LUMBAR_VAPID_KEY must be 32 bytes as base64url.")
    return {
        "public_url": public_url,
        "email": _email(email_url) if email_url else {},
        "email_from": email_from,
        "vapid_key": vapid_key,
    }


def _email(url: str) -> dict[str, str | int | bool]:
    """Django's settings for the mail server at this address."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in MAIL_PORTS or not parts.hostname or port == 0:
        raise ImproperlyConfigured(
            f"LUMBAR_EMAIL_URL must begin with {' or '.join(f'{one}://' for one in MAIL_PORTS)} "
            "and name a host."
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
    }


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
    """The secret key kept in `data_dir`. Raises OSError when the folder cannot be written."""
    return kept_secret(data_dir, "secret-key", lambda: secrets.token_urlsafe(64))


def kept_secret(data_dir: Path, name: str, make: Callable[[], str]) -> str:
    """What the file ``name`` in ``data_dir`` holds; made on first use, for its owner only.

    Two processes that are first at once end up with the same. Raises OSError when the folder
    cannot be written.
    """
    path = data_dir / name
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = data_dir / f"{name}.{secrets.token_hex(4)}"
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(make() + "\n", encoding="ascii")
    try:
        # A link fails when another process was first, so both end up with the same key.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
