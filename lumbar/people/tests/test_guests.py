"""A guest: made by the first write, known by a cookie, forgotten on demand."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from lumbar.people.actions import ensure_guest
from lumbar.people.guests import GUEST_COOKIE, GUEST_COOKIE_AGE, is_token, new_token, token_hash
from lumbar.people.http import Request
from lumbar.people.middleware import PersonMiddleware
from lumbar.people.models import Person

pytestmark = pytest.mark.django_db


def writing_view(request: HttpRequest) -> HttpResponse:
    """A view that keeps something for the person, as the check does."""
    ensure_guest(request=cast(Request, request))
    return HttpResponse("kept")


def looking_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen" if cast(Request, request).person else "unknown")


def opened(view, cookie: str | None = None, *, secure: bool = False) -> HttpResponse:
    request = RequestFactory().get("/", secure=secure)
    if cookie is not None:
        request.COOKIES[GUEST_COOKIE] = cookie
    return PersonMiddleware(view)(request)


def test_looking_at_a_page_creates_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = opened(looking_view)
    assert GUEST_COOKIE not in response.cookies
    assert not Person.objects.exists()


def test_the_first_write_makes_a_guest_and_a_safe_cookie():
    cookie = opened(writing_view).cookies[GUEST_COOKIE]
    assert is_token(cookie.value)
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == GUEST_COOKIE_AGE == 400 * 24 * 3600
    assert not cookie["secure"]
    assert Person.objects.get().guest_token_hash == token_hash(cookie.value)


def test_the_cookie_is_for_https_only_when_the_page_came_by_https():
    assert opened(writing_view, secure=True).cookies[GUEST_COOKIE]["secure"] is True


def test_the_database_never_holds_the_cookie_itself():
    token = opened(writing_view).cookies[GUEST_COOKIE].value
    person = Person.objects.values().get()
    assert token not in str(person)


def test_a_second_write_is_by_the_same_person():
    token = opened(writing_view).cookies[GUEST_COOKIE].value
    assert opened(looking_view, token).content == b"seen"
    response = opened(writing_view, token)
    assert GUEST_COOKIE not in response.cookies
    assert Person.objects.count() == 1


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "☃" * 43, "' OR 1=1", "Zm9v" * 10 + "_-x"])
def test_a_cookie_nobody_was_given_is_nobody(cookie):
    assert opened(looking_view, cookie).content == b"unknown"


def test_tokens_never_repeat():
    assert len({new_token() for _ in range(1000)}) == 1000


def test_a_new_day_is_noted_once_and_renews_the_cookie(django_assert_num_queries):
    token = opened(writing_view).cookies[GUEST_COOKIE].value
    yesterday = timezone.localdate() - timedelta(days=1)
    Person.objects.update(last_seen=yesterday)
    assert opened(looking_view, token).cookies[GUEST_COOKIE].value == token
    assert Person.objects.get().last_seen == timezone.localdate()
    with django_assert_num_queries(1):
        assert GUEST_COOKIE not in opened(looking_view, token).cookies
