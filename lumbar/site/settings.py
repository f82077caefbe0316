"""Django's settings. What an operator may change comes from the environment (environment.py)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lumbar.site.environment import REPOSITORY, read_environment
from lumbar.site.sqlite import journal_mode, use_newest_sqlite

# Before anything imports Django's SQLite backend.
SQLITE_VERSION = use_newest_sqlite()

LUMBAR = read_environment(dict(os.environ))
PACKAGE = Path(__file__).resolve().parents[1]

SECRET_KEY = LUMBAR.secret_key
DEBUG = LUMBAR.debug
ALLOWED_HOSTS = LUMBAR.allowed_hosts

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    # In the order data flows: a later app may import an earlier one, never the other way round.
    "lumbar.audit",
    "lumbar.people",
    "lumbar.check",
    "lumbar.booking",
    "lumbar.plans",
    "lumbar.tonight",
    "lumbar.wellbeing",
    "lumbar.medicines",
    "lumbar.journal",
    "lumbar.companion",
    "lumbar.reminders",
    "lumbar.reports",
    "lumbar.conversation",
    "lumbar.cases",
    "lumbar.desk",
    "lumbar.board",
    "lumbar.patients",
    "lumbar.clinics",
    "lumbar.learn",
    "lumbar.site",
    # Templates of ours with the same name come before theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

AUTH_USER_MODEL = "people.Account"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Adds random bytes to each page, so its length tells nobody the form token (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "lumbar.site.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "lumbar.site.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lumbar.site.middleware.PlainInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lumbar.people.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "lumbar.site.urls"
WSGI_APPLICATION = "lumbar.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "lumbar.site.context.page",
            ],
        },
    }
]

# --- Database -------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _database() -> dict[str, Any]:
    """The database as DATABASE_URL says, or SQLite in the data folder."""
    if LUMBAR.database_url:
        chosen: dict[str, Any] = environ.Env.db_url_config(LUMBAR.database_url)
    else:
        chosen = {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(LUMBAR.data_dir / "lumbar.sqlite3"),
        }
    if chosen["ENGINE"] == "django.db.backends.sqlite3":
        chosen["OPTIONS"] = {
            # Taking the write lock at the start makes a second writer wait instead of fail.
            "transaction_mode": "IMMEDIATE",
            # Seconds to wait for that lock. Django's 5 was seen to be too short under load.
            "timeout": 20,
            # Foreign keys are switched on by Django itself; secure_delete overwrites what is
            # erased.
            "init_command": (
                f"PRAGMA journal_mode={journal_mode(SQLITE_VERSION)};"
                "PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
                "PRAGMA secure_delete=ON;PRAGMA cache_size=-8000"
            ),
        }
        # Tests use a file as well: an in-memory database has no WAL to test.
        chosen["TEST"] = {"NAME": str(LUMBAR.data_dir / "test.sqlite3")}
    else:
        chosen.setdefault("OPTIONS", {})["application_name"] = "lumbar"
        chosen["CONN_HEALTH_CHECKS"] = True
    # Opening a connection costs more than a page's queries: keep it.
    chosen["CONN_MAX_AGE"] = None
    return chosen


DATABASES = {"default": _database()}

# Counts tries for the limits on signing in (accounts only; ordinary pages never ask it). In the
# database, so that all server processes count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_cacherow",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# --- Languages and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hant", _("中文"))]
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 400 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = LUMBAR.https
USE_I18N = True
USE_TZ = True
TIME_ZONE = LUMBAR.time_zone

# --- Static files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = REPOSITORY / "build" / "static"
STATICFILES_DIRS = [
    # The font is served straight from npm's folder, never copied into the repository.
    (
        "fonts",
        REPOSITORY
        / "node_modules"
        / "@fontsource-variable"
        / "atkinson-hyperlegible-next"
        / "files",
    ),
    # Promises over IndexedDB, for the outbox.
    ("idb", REPOSITORY / "node_modules" / "idb" / "build"),
    # What the player says, as `lumbar speech build` recorded it.
    ("speech", PACKAGE / "speech" / "built"),
    # The moving body, as `lumbar figure build` made it.
    ("figure", PACKAGE / "figure" / "built" / "browser"),
    ("figure/bodies", PACKAGE / "figure" / "built" / "bodies"),
    ("figure/clips", PACKAGE / "figure" / "built" / "clips"),
]
STORAGES = {
    "staticfiles": {
        # Names carry a checksum, so browsers may keep files for ever.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LUMBAR.debug or LUMBAR.kind == "test"
        else "lumbar.site.storage.CompressedManifestStorage",
    },
}
WHITENOISE_USE_FINDERS = LUMBAR.debug or LUMBAR.kind == "test"
# Every page names files by their checksum; the others would only take room and time.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# In tests every client begins with no files, instead of looking through all of them first.
WHITENOISE_AUTOREFRESH = LUMBAR.debug or LUMBAR.kind == "test"
# CSS and JavaScript are text in UTF-8; say so.
WHITENOISE_CHARSET = "utf-8"

# --- Security -------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        # No inline script, no inline style, nothing from elsewhere.
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = LUMBAR.https
CSRF_FAILURE_VIEW = "lumbar.site.views.csrf_failure"
SECURE_SSL_REDIRECT = LUMBAR.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if LUMBAR.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if LUMBAR.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The answers of one screen are small. Files have a limit of their own (wellbeing/uploads.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
# Only who signs in has a session. A person stays signed in on their own device; staff are asked
# again at the desk (people/roles.py).
SESSION_COOKIE_AGE = 180 * 24 * 3600
SESSION_COOKIE_SECURE = LUMBAR.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# --- Accounts -------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["lumbar.people.accounts.backend.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Length and commonness decide how strong a password is; rules about its marks do not
# (NIST 800-63B).
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email",)},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "lumbar.people.accounts.adapter.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Without a mail server nobody could prove their address, nor get a link for a new password.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if LUMBAR.email else "none"
ACCOUNT_EMAIL_NOTIFICATIONS = bool(LUMBAR.email)
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if LUMBAR.https else "http"
MFA_ADAPTER = "lumbar.people.accounts.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = not LUMBAR.email
# Browsers allow passkeys over http on localhost only, for trying things out.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not LUMBAR.https

# --- Messages -------------------------------------------------------------------------------------

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if LUMBAR.email
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = LUMBAR.email.get("EMAIL_HOST", "")
EMAIL_PORT = LUMBAR.email.get("EMAIL_PORT", 0)
EMAIL_HOST_USER = LUMBAR.email.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = LUMBAR.email.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = LUMBAR.email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = LUMBAR.email.get("EMAIL_USE_SSL", False)
# Seconds; a mail server that hangs must not hold up everybody's reminders.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = LUMBAR.email_from or "lumbar@localhost"
# Notifications go to any push service on the internet, never to an address inside the network
# (site/outside_address.py), nor are calendars fetched from there. Only tests, whose servers are
# here, say yes.
PUSH_MAY_GO_INSIDE = False

# --- Logging --------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lumbar.site.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
    },
    "root": {"handlers": ["stderr"], "level": LUMBAR.log_level},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": LUMBAR.log_level, "propagate": False},
        # A page that was not found is no event worth a line; its address may name a person's rows.
        "django.request": {"level": "ERROR"},
    },
}
