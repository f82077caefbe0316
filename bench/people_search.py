"""How fast the desk finds somebody: ``people.looking.find`` in a register of 1,000 and of 100,000.

    .venv/bin/python bench/people_search.py [--sizes 1000,100000] [--postgresql]

makes registers of invented people (Hong Kong's commonest surnames at about their real shares, which
is the hard case: one in ten is called Chan) in a throw-away SQLite database and, with
``--postgresql``, in a throw-away PostgreSQL as well; asks what a desk types, letter by letter; and
prints the middle and the slow end of the times in milliseconds. Fails when any is above the limit.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.on_postgresql import throw_away_server

LIMIT = 50.0
"""Milliseconds that 19 of 20 questions of every kind stay under."""
ROUNDS = 40
SURNAMES = (
    ("Chan", "陳", 100), ("Wong", "黃", 80), ("Lee", "李", 70), ("Cheung", "張", 50),
    ("Lau", "劉", 45), ("Leung", "梁", 45), ("Ng", "吳", 40), ("Ho", "何", 38), ("Lam", "林", 36),
    ("Cheng", "鄭", 35), ("Chow", "周", 25), ("Tang", "鄧", 22), ("Yip", "葉", 18),
    ("Lo", "羅", 16), ("Mak", "麥", 14), ("Tsang", "曾", 14), ("Kwok", "郭", 14),
    ("Au-Yeung", "歐陽", 4),
    ("Smith", "", 6), ("Patel", "", 5), ("Dela Cruz", "", 6), ("O’Brien", "", 2),
)  # fmt: skip
GIVEN = (
    ("Tai", "大"), ("Man", "文"), ("Siu", "小"), ("Ming", "明"), ("Wai", "偉"), ("Ka", "嘉"),
    ("Yan", "欣"), ("Chi", "志"), ("Ho", "浩"), ("Ling", "玲"), ("Mei", "美"), ("Kit", "傑"),
    ("Hoi", "海"), ("Lok", "樂"), ("Sze", "詩"), ("Yee", "儀"), ("Kin", "健"), ("Fai", "輝"),
    ("Chun", "俊"), ("Wing", "詠"), ("Shan", "珊"), ("Pui", "佩"), ("Hin", "軒"), ("Long", "朗"),
)  # fmt: skip


def people(size: int, seed: int) -> Iterator[dict[str, str]]:
    """Names, phones and e-mails of invented people."""
    dice = random.Random(seed)  # noqa: S311
    weights = [share for _name, _sign, share in SURNAMES]
    for n in range(size):
        surname, sign, _share = dice.choices(SURNAMES, weights)[0]
        (first, one), (second, two) = dice.sample(GIVEN, 2)
        name = f"{surname} {first} {second}"
        if sign and dice.random() < 0.6:
            name += f" {sign}{one}{two}"
        digits = f"{dice.choice('569')}{dice.randrange(10**7):07d}"
        phone = f"+852 {digits[:4]} {digits[4:]}" if dice.random() < 0.7 else digits
        email = f"{first}.{surname.split()[0]}{n}@example.org".lower().replace("’", "")
        yield {"name": name, "phone": phone, "email": email if dice.random() < 0.7 else ""}


def questions(dice: random.Random, somebody: Any) -> Iterator[tuple[str, str]]:
    """What the desk types to find somebody: the kind of question, and the text."""
    from lumbar.people.finding import characters_of, digits_of, words_of

    words, signs = words_of(somebody.name), characters_of(somebody.name)
    digits = digits_of(somebody.phone)[-8:]
    yield "one letter", words[0][:1]
    yield "two letters", words[0][:2]
    yield "surname", words[0]
    yield "given name", words[-1]
    yield "surname, letters", f"{words[0]} {words[-2][:1]}"
    yield "full name", " ".join(words)
    yield "other order", f"{words[-1]} {words[0]}"
    yield "nobody’s", f"{words[0]} zz"
    yield "two common", f"{dice.choice(SURNAMES)[0]} {dice.choice(SURNAMES)[0]}"
    if signs:
        yield "one character", signs[0]
        yield "characters within", signs[-2:]
        yield "surname, character", f"{words[0]} {signs[-1]}"
    yield "phone, first four", digits[:4]
    yield "phone, last four", digits[-4:]
    yield "phone", f"+852 {digits[:4]} {digits[4:]}"
    yield "name, last four", f"{words[0]} {digits[-4:]}"
    if somebody.email:
        yield "e-mail, begun", somebody.email[:6] + "@"[:0]
        yield "e-mail", somebody.email


def measure(size: int) -> bool:
    """Fill a register, ask, print; whether all kinds are within the limit."""
    from django.db import connection

    from lumbar.people.looking import find
    from lumbar.people.models import Clinic, Patient, PatientKey

    clinic = Clinic.objects.create(name_en="Bench", name_zh_hant="測試", phone="+852 0000 0000")
    began = time.perf_counter()
    rows = [Patient(clinic=clinic, **one) for one in people(size, seed=7)]
    for at in range(0, size, 5000):
        PatientKey.keep(Patient.objects.bulk_create(rows[at : at + 5000]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    keys = PatientKey.objects.count()
    filled = time.perf_counter() - began
    print(f"\n{connection.vendor}: {size:,} people, {keys:,} keys (filled in {filled:.0f} s)")
    dice = random.Random(11)  # noqa: S311
    times: dict[str, list[float]] = {}
    find(clinic, "zz")  # opens the connection
    for somebody in dice.sample(rows, ROUNDS):
        for kind, text in questions(dice, somebody):
            began = time.perf_counter()
            find(clinic, text)
            times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
    good = True
    for kind, some in times.items():
        slow = statistics.quantiles(some, n=20)[-1]
        good = good and slow <= LIMIT
        print(f"  {kind:20} p50 {statistics.median(some):6.2f} ms   p95 {slow:6.2f} ms")
    every = [one for some in times.values() for one in some]
    print(
        f"  {'all':20} p50 {statistics.median(every):6.2f} ms"
        f"   p95 {statistics.quantiles(every, n=20)[-1]:6.2f} ms   longest {max(every):6.2f} ms"
    )
    return good


@contextmanager
def database(postgresql: bool, folder: str) -> Iterator[None]:
    """A throw-away database, named in the environment."""
    os.environ.update({"LUMBAR_ENV": "test", "LUMBAR_DATA_DIR": folder})
    os.environ.pop("DATABASE_URL", None)
    if not postgresql:
        yield
        return
    with throw_away_server() as address:
        os.environ["DATABASE_URL"] = address
        yield


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="1000,100000")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL, not SQLite")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="lumbar-bench-") as folder,
        database(chosen.postgresql, folder),
    ):
        os.environ["DJANGO_SETTINGS_MODULE"] = "lumbar.site.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        good = [measure(int(size)) for size in chosen.sizes.split(",")]
        connection.close()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
