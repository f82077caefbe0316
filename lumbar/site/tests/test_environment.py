"""Settings from the environment: safe by default, strict in production, all documented."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from lumbar.site.environment import SETTINGS, generated_secret_key, read_environment

REPOSITORY = Path(__file__).resolve().parents[3]
KEY = "Zq3-vK8_wB1xN5mR7tY2uI9oP4aS6dF0gH-jL_cVbXeQwErT" + "y9"
GOOD = {
    "LUMBAR_ENV": "production",
    "LUMBAR_SECRET_KEY": KEY,
    "LUMBAR_ALLOWED_HOSTS": "back.example.org",
    "LUMBAR_DATA_DIR": "/srv/lumbar",
}


def test_production_with_everything_it_needs_starts():
    environment = read_environment(GOOD)
    assert environment.production
    assert environment.https
    assert environment.trusted_proxies == 1
    assert not environment.debug
    assert environment.allowed_hosts == ["back.example.org"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"LUMBAR_SECRET_KEY": ""}, "LUMBAR_SECRET_KEY"),
        ({"LUMBAR_SECRET_KEY": "short"}, "LUMBAR_SECRET_KEY"),
        ({"LUMBAR_SECRET_KEY": "only-for-tests " * 0 + "a" * 80}, "LUMBAR_SECRET_KEY"),
        ({"LUMBAR_DEBUG": "true"}, "LUMBAR_DEBUG"),
        ({"LUMBAR_ALLOWED_HOSTS": ""}, "LUMBAR_ALLOWED_HOSTS"),
        ({"LUMBAR_ALLOWED_HOSTS": "*"}, "LUMBAR_ALLOWED_HOSTS"),
        ({"LUMBAR_WORKERS": "0"}, "LUMBAR_WORKERS"),
        ({"LUMBAR_TRUSTED_PROXIES": "-1"}, "LUMBAR_TRUSTED_PROXIES"),
        ({"LUMBAR_WORKERS": "many"}, "wrong kind"),
        ({"LUMBAR_LOG_LEVEL": "LOUD"}, "LUMBAR_LOG_LEVEL"),
        ({"LUMBAR_ENV": "prod"}, "LUMBAR_ENV"),
        ({"LUMBAR_SECRETKEY": "x"}, "LUMBAR_SECRETKEY"),
    ],
)
def test_production_refuses_to_start(change, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        read_environment({**GOOD, **change})


MAIL = {
    "LUMBAR_PUBLIC_URL": "https://back.example.org/",
    "LUMBAR_EMAIL_URL": "smtp+tls://us%40er:p%2Fw@mail.example.org",
    "LUMBAR_EMAIL_FROM": "Lumbar <reminders@back.example.org>",
}


def test_a_mail_server():
    environment = read_environment({**GOOD, **MAIL})
    assert environment.public_url == "https://back.example.org"
    assert environment.email == {
        "EMAIL_HOST": "mail.example.org", "EMAIL_PORT": 587, "EMAIL_HOST_USER": "us@er",
        "EMAIL_HOST_PASSWORD": "p/w", "EMAIL_USE_TLS": True, "EMAIL_USE_SSL": False,
    }  # fmt: skip
    assert not read_environment(GOOD).email


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"LUMBAR_PUBLIC_URL": ""}, "needs LUMBAR_EMAIL_FROM and LUMBAR_PUBLIC_URL"),
        ({"LUMBAR_PUBLIC_URL": "http://back.example.org"}, "must be https://"),
        ({"LUMBAR_PUBLIC_URL": "https://back.example.org/lumbar"}, "without a path"),
        ({"LUMBAR_EMAIL_FROM": ""}, "needs LUMBAR_EMAIL_FROM"),
        ({"LUMBAR_EMAIL_FROM": "Lumbar"}, "not an e-mail address"),
        ({"LUMBAR_EMAIL_URL": "mail.example.org:587"}, "must begin with smtp"),
        ({"LUMBAR_EMAIL_URL": "smtp+tls://u:secret@mail:port"}, "name a host"),
        ({"LUMBAR_VAPID_KEY": "short"}, "32 bytes as base64url"),
    ],
)
def test_a_mail_server_half_set_up_stops_the_start(change, said):
    with pytest.raises(ImproperlyConfigured, match=said) as told:
        read_environment({**GOOD, **MAIL, **change})
    assert "secret" not in str(told.value)


def test_a_generated_key_is_kept_and_for_its_owner_only(tmp_path):
    folder = tmp_path / "data"
    key = generated_secret_key(folder)
    assert len(key) >= 50
    assert generated_secret_key(folder) == key
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret-key"]


def test_two_data_folders_have_two_keys(tmp_path):
    assert generated_secret_key(tmp_path / "a") != generated_secret_key(tmp_path / "b")


def test_every_setting_is_documented_as_it_is():
    page = (REPOSITORY / "docs" / "operator" / "configuration.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{name}` | {default} | {meaning} |" for name, default, meaning in SETTINGS]
