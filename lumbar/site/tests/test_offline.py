"""The worker, the manifest and the offline page, as the server gives them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from lumbar.people.actions import load_demo_clinic
from lumbar.plans.tests.helpers import calm_guest
from lumbar.site import offline

pytestmark = pytest.mark.django_db


def worker(client: Client) -> str:
    return client.get("/service-worker.js").content.decode()


def facts(client: Client) -> dict[str, object]:
    found = re.search(r"^self\.LUMBAR = (.*);$", worker(client), re.MULTILINE)
    assert found
    told: dict[str, object] = json.loads(found[1])
    return told


def test_the_worker_may_speak_for_the_whole_site_and_is_asked_for_anew(client):
    answer = client.get("/service-worker.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/service-worker.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.post("/service-worker.js").status_code == 405


def test_the_worker_is_one_classic_script(client, tmp_path):
    """Not every browser takes modules for workers."""
    script = worker(client)
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    path = tmp_path / "service-worker.cjs"
    path.write_text(script, encoding="utf-8")
    node = shutil.which("node") or str(Path(settings.PACKAGE).parent / ".venv" / "bin" / "node")
    subprocess.run([node, "--check", path], check=True)


def test_the_worker_is_the_same_for_everybody(client):
    _person, browser, _assessment = calm_guest()
    browser.cookies["theme"] = "day"
    assert worker(browser) == worker(client)
    chinese = client.get("/service-worker.js", headers={"accept-language": "zh-HK"})
    assert chinese.content.decode() == worker(client)


def test_a_change_in_what_it_brings_is_a_new_version(client, monkeypatch):
    before = facts(client)["version"]
    assert facts(client)["version"] == before
    source = offline.joined()
    monkeypatch.setattr(offline, "joined", lambda: source + "\n// changed")
    assert facts(client)["version"] != before


def test_the_shell_is_all_the_offline_page_needs(client):
    """Guards the pattern that reads it from the page."""
    page = client.get("/offline").content.decode()
    named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    shell = facts(client)["shell"]
    assert isinstance(shell, list)
    assert named - set(shell) == {"/static/site/icons/apple-touch-icon.png"}
    assert any(path.endswith(".woff2") for path in shell)
    # What a module imports the page does not name.
    for path in shell:
        if path.endswith(".js"):
            module = finders.find(path.removeprefix(settings.STATIC_URL))
            assert module is not None
            assert not re.search(
                r"^import\b", Path(module).read_text(encoding="utf-8"), re.MULTILINE
            )


def test_in_tests_and_in_development_names_stay_while_contents_change(client):
    assert facts(client)["hashed"] is False


def test_the_offline_page_knows_nothing_of_the_person():
    load_demo_clinic()
    _person, browser, _assessment = calm_guest()
    answer = browser.get("/offline")
    page = answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "csrf" not in page and "data-keep" not in page
    assert not answer.cookies
    assert page == Client().get("/offline").content.decode()


def test_the_offline_page_speaks_the_persons_language_in_their_colours(client):
    client.cookies["language"] = "zh-hant"
    client.cookies["theme"] = "day"
    page = client.get("/offline").content.decode()
    assert "現在沒有網絡" in page
    assert 'data-theme="day"' in page


@pytest.mark.parametrize(("language", "tag"), [("en", "en-GB"), ("zh-HK", "zh-Hant-HK")])
def test_the_manifest_makes_it_installable(client, language, tag):
    answer = client.get("/manifest.webmanifest", headers={"accept-language": language})
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert "public" not in answer.headers["Cache-Control"]
    told = answer.json()
    assert told["lang"] == tag
    assert told["name"] and told["short_name"] and told["description"]
    assert (told["id"], told["scope"], told["display"]) == ("/", "/", "standalone")
    assert told["start_url"].startswith("/")
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512", "any"}
    assert [icon for icon in told["icons"] if icon.get("purpose") == "maskable"]
    assert [one["url"] for one in told["shortcuts"]] == ["/tonight", "/morning"]
    assert {one["form_factor"] for one in told["screenshots"]} == {"narrow", "wide"}


@pytest.mark.parametrize("language", ["en", "zh-HK"])
def test_every_picture_of_the_manifest_is_there_and_light(client, language):
    told = client.get("/manifest.webmanifest", headers={"accept-language": language}).json()
    pictures = [*told["icons"], *told["screenshots"]]
    pictures += [icon for one in told["shortcuts"] for icon in one["icons"]]
    for picture in pictures:
        path = finders.find(picture["src"].removeprefix(settings.STATIC_URL))
        assert path, picture["src"]
        assert Path(path).stat().st_size <= 120_000


def test_every_page_brings_the_worker_in(client):
    page = client.get("/privacy").content.decode()
    assert (
        '<link rel="manifest" href="/manifest.webmanifest" crossorigin="use-credentials">' in page
    )
    assert 'src="/static/site/offline.js"' in page


def test_erasing_takes_the_copies_on_the_device_along():
    _person, browser, _assessment = calm_guest()
    answer = browser.post("/privacy/erase")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
