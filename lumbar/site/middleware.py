"""Middleware for every page: response headers, the language, and what no input may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]

# What no page of Lumbar needs. The player keeps the screen awake, so that one stays allowed.
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(self), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), "
    "screen-wake-lock=(self)"
)


class SecurityHeadersMiddleware:
    """Add the headers Django has no setting for, and keep pages out of shared caches.

    A page is made for one person (their theme, their answers), so unless a view says otherwise it
    is not stored anywhere: a shared phone must not show it after "erase everything".
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class LanguageMiddleware:
    """Choose the language: the person's choice (cookie), else the browser's wish, else English.

    Addresses do not carry the language, so a link works for everybody. Every kind of Chinese a
    browser may ask for (zh, zh-HK, zh-TW, zh-CN …) gets our Traditional Chinese.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            request.headers.get("Accept-Language", ""),
        )
        request.LANGUAGE_CODE = language
        # Only for this page: a thread goes on to serve somebody else.
        with translation.override(language):
            response = self.get_response(request)
        if "immutable" in response.headers.get("Cache-Control", ""):
            # A picture without words: the same for every language and every cookie.
            return response
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault(
            "Content-Language", "zh-Hant-HK" if language == "zh-hant" else "en-GB"
        )
        return response


def chosen_language(cookie: str, accept: str) -> str:
    """The language for this cookie value and Accept-Language header."""
    known = dict(settings.LANGUAGES)
    if cookie in known:
        return cookie
    # Browsers may list them in any order; q tells the wish (RFC 9110, 12.5.4).
    wishes: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept.lower()[:500].split(",")):
        tag, _, parameters = part.strip().partition(";")
        wishes.append((-_quality(parameters), position, tag.strip()))
    for negative_quality, _position, tag in sorted(wishes):
        base = tag.split("-")[0]
        if negative_quality == 0:
            continue
        if base == "zh":
            return "zh-hant"
        if base in known:
            return base
    return settings.LANGUAGE_CODE


def _quality(parameters: str) -> float:
    """The q value among the parameters of one language: 1 when absent, 0 when broken."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_DIGITS = 4000
"""Python reads 4,300."""
# Begun only where the digits begin, or many long rows of them would take minutes.
TOO_MANY_DIGITS = re.compile(rf"(?<!\d)\d{{{MOST_DIGITS + 1}}}")
# NUL as such, or escaped by a backslash that is not escaped itself; and the digits.
UNREADABLE_JSON = re.compile(rb"\0|(?<!\\)(?:\\\\)*\\u0000|(?<!\d)\d{%d}" % (MOST_DIGITS + 1))


class PlainInputMiddleware:
    """Answer 400 to what nobody types, before any page reads it: the character NUL, which
    PostgreSQL takes in no text, and a number of thousands of digits, which Python does not read.

    Looked at are the address, the cookies, forms and JSON. What is in a file is not, nor the form
    of a page that is exempt from the form's token.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _refuse([request.path_info, *request.COOKIES.values()])
        _refuse(_texts(request.GET))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> None:
        """Look at what was sent, after the form's token was looked at."""
        if request.method == "POST" and request.content_type in FORMS:
            # A page that sees to the token itself has a reason: it limits the file first.
            if not getattr(view, "csrf_exempt", False):
                _refuse(_texts(request.POST))
        elif request.method not in ("GET", "HEAD") and UNREADABLE_JSON.search(request.body):
            raise BadRequest("not plain text")


def _texts(form: QueryDict) -> Iterator[str]:
    for name, values in form.lists():
        yield name
        yield from values


def _refuse(texts: Iterable[str]) -> None:
    """Raise ``BadRequest`` if one of them cannot be plain text."""
    for text in texts:
        if "\0" in text or (len(text) > MOST_DIGITS and TOO_MANY_DIGITS.search(text)):
            raise BadRequest("not plain text")
