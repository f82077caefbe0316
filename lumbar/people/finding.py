"""Finding somebody in a register by what the desk types: which keys an entry has, and which keys a
query asks for. Pure.

A key is a kind and a text; whatever is looked for is the *beginning* of a key, so one ordered index
answers every kind of question, the same on every database:

``n`` a name, begun at each of its words with each other one behind it ("tai chan man"); so "tai",
      "chan t" and "man chan" all find it. Chinese names begin at each character, so any part of
      one is found.
``p`` a phone number's digits from the front, with and without the country's code,
``r`` from the back, reversed, so that its last digits are a beginning,
``e`` an e-mail address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, takewhile

LONGEST = 48
"""Characters of a key that are kept; nobody types more to find somebody."""
LAST = "\U0010ffff"
"""Sorts after every character of a name."""
FEWEST_DIGITS = 3
"""Fewer digits find no phone number: they would find half the register."""
LOCAL_DIGITS = 8
"""Of a number typed with so many digits or more the last ones count: whether it was noted with its
country's code or without."""
MOST_TERMS = 5

_WORD = re.compile(r"\w+")
_PHONE = re.compile(r"[+(]?\d[\d\s().\-/]*\d")
_CJK = re.compile(r"[々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+")


def plain(text: str) -> str:
    """The same without capitals, accents and full-width forms: "Ｃhloé" is "chloe"."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(c for c in folded if not unicodedata.combining(c)))


def words_of(text: str) -> list[str]:
    """Words of plain text that is not Chinese, an apostrophe within one left out."""
    bare = plain(text).replace("'", "").replace("’", "")
    return _WORD.findall(_CJK.sub(" ", bare))


def characters_of(text: str) -> str:
    """The Chinese characters of a text, one after another."""
    return "".join(_CJK.findall(plain(text)))


def digits_of(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isascii() and c.isdigit())


def end_of_number(phone: str) -> str:
    """What two ways to write one phone number have in common: its last digits, or all of a short
    one. Empty for what is too short to be one."""
    digits = digits_of(phone)
    return digits[-LOCAL_DIGITS:] if len(digits) > FEWEST_DIGITS else ""


def same_name(one: str, other: str) -> bool:
    """Whether two names have the same words, in whatever order, case and accents; no name is like
    none."""
    asked = sorted(words_of(one)), characters_of(one)
    return any(asked) and asked == (sorted(words_of(other)), characters_of(other))


def keys_of(name: str, phone: str, email: str) -> set[str]:
    """Every key of an entry."""
    words, characters = words_of(name), characters_of(name)
    found = {"n" + name for name in _orders(words)}
    found |= {"n" + characters[at:] for at in range(len(characters))}
    digits = digits_of(phone)
    if digits:
        found |= {"p" + front for front in _fronts(phone, digits)}
        found.add("r" + digits[::-1])
    if email:
        found.add("e" + plain(email.strip()))
    return {key[:LONGEST] for key in found}


def _orders(words: list[str]) -> Iterator[str]:
    """The words with each pair of them in front."""
    if len(words) == 1:
        yield words[0]
    for first, second in permutations(range(min(len(words), MOST_TERMS)), 2):
        rest = [word for at, word in enumerate(words) if at not in (first, second)]
        yield " ".join([words[first], words[second], *rest])


def _fronts(phone: str, digits: str) -> Iterator[str]:
    """Where somebody may begin to type a number: at its front, and after the country's code."""
    yield digits
    tidy = phone.strip().replace("＋", "+")
    code = digits_of("".join(takewhile(lambda c: c not in " -(.", tidy)))
    if tidy.startswith("+") and code != digits:
        yield digits[len(code) :]
    elif tidy.startswith("+"):
        # Written in one: a country's code has one to three digits.
        yield from (digits[at:] for at in (1, 2, 3) if len(digits) - at >= FEWEST_DIGITS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query asks for."""

    phrase: str | None
    """The beginning of a key which, when it finds enough, is the answer: the name as typed."""
    terms: tuple[tuple[str, ...], ...]
    """An entry must have every term; a term is one of several beginnings of keys."""


def wanted(query: str) -> Wanted:
    """Read what was typed. Nothing to look for: no terms."""
    query = query.strip()[:100]
    if "@" in query:
        return Wanted(None, (("e" + plain(query)[: LONGEST - 1],),))
    terms: list[tuple[str, ...]] = []
    rest = _PHONE.sub(lambda found: _phone_term(found.group(), terms), query)
    words, characters = words_of(rest), characters_of(rest)
    for word in words:
        alone = not terms and not characters and len(words) == 1
        terms.append(("n" + word, "e" + word) if alone and len(word) > 1 else ("n" + word,))
    if characters:
        terms.append(("n" + characters,))
    phrase = "n" + " ".join(words) if len(words) > 1 and len(terms) == len(words) else None
    return Wanted(phrase, tuple(terms[:MOST_TERMS]))


def _phone_term(typed: str, terms: list[tuple[str, ...]]) -> str:
    """Take a number out of a query; what is too short for one stays a word of a name."""
    digits = digits_of(typed)
    if len(digits) < FEWEST_DIGITS:
        return typed
    backwards = digits[::-1]
    found = ["p" + digits, "n" + digits, "r" + backwards]
    if len(digits) > LOCAL_DIGITS:
        found.append("r" + backwards[:LOCAL_DIGITS])
    terms.append(tuple(found))
    return " "


def matches(query: str, name: str, phone: str, email: str) -> bool:
    """Whether a query finds an entry; what the index answers, worked out without one."""
    keys = keys_of(name, phone, email)
    terms = wanted(query).terms
    return bool(terms) and all(
        any(key.startswith(beginning) for key in keys for beginning in term) for term in terms
    )
