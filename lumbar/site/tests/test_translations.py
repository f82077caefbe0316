"""Every word of the interface exists in Chinese, and says the same thing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from lumbar.site.assets import catalogues, unfinished_messages

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w+\}")
FULL_WIDTH_WANTED = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]")


def used_messages() -> Iterator[tuple[Path, str]]:
    """Each message in the templates and the code, with the file it stands in."""
    for path in sorted(settings.PACKAGE.rglob("*.html")):
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # What remains is a row of calls among padding; a lexer for JavaScript takes it as it is.
        yield from ((path, message) for message in _extracted("javascript", source))
    for path in sorted(settings.PACKAGE.rglob("*.py")):
        if "/tests/" not in path.as_posix():
            source = path.read_text(encoding="utf-8")
            yield from ((path, message) for message in _extracted("python", source))


def _extracted(method: str, source: str) -> Iterator[str]:
    found = extract(method, io.BytesIO(source.encode()), KEYWORDS, (), {"encoding": "utf-8"})
    for _line, message, _comments, _context in found:
        yield message[0] if isinstance(message, tuple) else message


def translations() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The English forms (one, or singular and plural) and the Chinese forms of each message."""
    for path in catalogues():
        with path.open("rb") as stream:
            for message in read_po(stream, abort_invalid=True):
                if message.id:
                    yield _forms(message.id), _forms(message.string or "")


def _forms(text: str | Iterable[str | None]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(form or "" for form in text)


def test_the_lexer_finds_messages():
    """Guards the test below: finding nothing would make it pass."""
    assert len(list(used_messages())) > 50


def test_every_message_is_translated():
    known = {english[0]: chinese for english, chinese in translations()}
    missing = sorted(
        {
            f"{path.relative_to(settings.PACKAGE)}: {message}"
            for path, message in used_messages()
            if message and not all(known.get(message, ("",)))
        }
    )
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parts[-5])
def test_no_catalogue_has_gaps_or_guesses(path):
    assert unfinished_messages(path) == []


def test_translations_keep_the_placeholders():
    """Chinese has one form for all numbers; it fills in what the English plural does."""
    for english, chinese in translations():
        for form in chinese:
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(english[-1])), english


def test_chinese_is_punctuated_as_chinese():
    wrong = [
        form
        for _english, chinese in translations()
        for form in chinese
        if FULL_WIDTH_WANTED.search(PLACEHOLDER.sub("", form))
    ]
    assert wrong == []
