"""What is true of every page: headers, language, colours, error pages, logs."""

from __future__ import annotations

import json
import logging
import sys
import time
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from lumbar.site.logs import JsonFormatter
from lumbar.site.middleware import (
    MOST_DIGITS,
    TOO_MANY_DIGITS,
    UNREADABLE_JSON,
    chosen_language,
)

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def test_pages_are_sent_with_strict_headers(client):
    headers = client.get("/privacy").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]


@pytest.mark.parametrize(
    ("cookie", "accept", "language"),
    [
        ("", "", "en"),
        ("", "zh-HK,zh;q=0.9,en;q=0.8", "zh-hant"),
        ("", "zh-CN", "zh-hant"),
        ("", "zh-Hant-TW", "zh-hant"),
        ("", "en-GB,zh;q=0.5", "en"),
        ("", "fr, zh;q=0.3, en;q=0.7", "en"),
        ("", "en;q=0, zh;q=0.1", "zh-hant"),
        ("", "fr", "en"),
        ("", "zh;q=broken, en", "en"),
        ("zh-hant", "en", "zh-hant"),
        ("en", "zh-HK", "en"),
        ("klingon", "zh", "zh-hant"),
    ],
)
def test_the_language_is_the_persons_choice_then_the_browsers(cookie, accept, language):
    assert chosen_language(cookie, accept) == language


def test_the_language_can_be_switched(client):
    response = client.post("/set-language", {"language": "zh-hant", "next": "/privacy"})
    assert response.headers["Location"] == "/privacy"
    assert "私隱" in client.get("/privacy").content.decode()


def test_the_colours_can_be_chosen_and_stay(client):
    response = client.post("/set-theme", {"theme": "night", "next": "/privacy"})
    assert response.headers["Location"] == "/privacy"
    assert response.cookies["theme"].value == "night"
    assert 'data-theme="night"' in client.get("/privacy").content.decode()


def test_a_switch_never_leads_to_another_site(client):
    response = client.post("/set-theme", {"theme": "day", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"


def test_an_unknown_colour_is_refused(client):
    assert client.post("/set-theme", {"theme": "pink"}).status_code == 400
    assert client.get("/set-theme").status_code == 405


@pytest.mark.parametrize("wrong", ["a\0b", "7" * 4301], ids=["nul", "digits"])
def test_what_no_text_and_no_number_can_be_is_refused_wherever_it_comes(client, wrong):
    """PostgreSQL takes no NUL in a text, Python reads no number that long."""
    record = f"/breathing/{uuid4()}/record"
    answers = [
        client.post("/devices/join", {"code": wrong}),
        client.post("/devices/join", urlencode({"code": wrong}), FORM),
        client.get("/desk/people", {"q": wrong}),
        client.put(record, {"note": wrong}, "application/json"),
        client.put(record, json.dumps([wrong]), FORM),
    ]
    client.cookies["sessionid"] = wrong
    answers.append(client.get("/"))
    for answer in answers:
        assert answer.status_code == 400
        assert "We could not read that" in answer.content.decode()


def test_many_long_numbers_are_looked_at_in_no_time():
    """As many as a form may hold; each begun at every digit would take seconds."""
    rows = ("1" * MOST_DIGITS + "a") * 60
    began = time.process_time()
    assert not TOO_MANY_DIGITS.search(rows) and not UNREADABLE_JSON.search(rows.encode())
    assert time.process_time() - began < 0.5


def test_a_backslash_before_letters_is_plain_text(client):
    record = f"/breathing/{uuid4()}/record"
    answer = client.put(record, {"note": "C:\\u0000 is no NUL"}, "application/json")
    assert answer.status_code == 401


def test_a_page_that_is_not_there_is_told_kindly(client):
    response = client.get("/no-such-page")
    assert response.status_code == 404
    assert "We could not find that page" in response.content.decode()


def test_a_form_without_its_token_is_told_kindly():
    response = Client(enforce_csrf_checks=True).post("/set-theme", {"theme": "day"})
    assert response.status_code == 403
    assert "Please try that again" in response.content.decode()


def test_a_break_is_told_without_the_base_page(client, monkeypatch):
    from lumbar.people import views

    def broken(*_args, **_kwargs):
        raise RuntimeError("pain_now=9")

    monkeypatch.setattr(views, "render", broken)
    client.raise_request_exception = False
    response = client.get("/privacy")
    assert response.status_code == 500
    assert "Something broke" in response.content.decode()


def test_the_watcher_is_told_that_the_database_answers(client):
    assert client.get("/healthz").json() == {"database": "up"}


def test_the_foot_links_the_source_code_where_the_operator_named_it(client, settings):
    address = "https://code.example.org/lumbar"
    assert address not in client.get("/privacy").content.decode()
    settings.LUMBAR = settings.LUMBAR._replace(source_url=address)
    assert f'href="{address}"' in client.get("/privacy").content.decode()


def test_a_log_line_holds_no_value_anybody_typed():
    try:
        raise ValueError("fever=yes")
    except ValueError:
        record = logging.LogRecord(
            "lumbar", logging.ERROR, __file__, 1, "An action failed", None, sys.exc_info()
        )
    record.request = "POST fever=yes"
    line = JsonFormatter().format(record)
    assert "fever" not in line
    data = json.loads(line)
    assert data["error"] == "ValueError"
    assert data["message"] == "An action failed"
    assert data["where"]
