"""How soon free times are found, beside django-appointment.

    .venv/bin/python bench/slots.py [--no-fail] [--alone]

Fills throw-away SQLite databases and asks for free times with `booking.queries.slots_for`, which
reads the book and hands it to the pure `scheduling.free_slots`. Prints milliseconds of processor
time (best and median of many), queries and multiples within the run:

* a month for ten clinicians with 10,000 appointments in the book, without and with rooms:
  the pure part alone (limit 10 ms) and everything (limit 3 queries);
* the same with 0, 10,000 and 100,000 appointments that are over (limit: 1.3 times the cost of 0);
* a week for three clinicians beside django-appointment, which is asked day by day and clinician by
  clinician, as it has to be, for the same hours and the same appointments (limit: 40 times less).
  It runs in an environment of its own, which uv makes; ``--alone`` leaves it out. Both have to find
  the same times.

Exits 1 when a limit does not hold. Bests are compared: other work on the machine only adds time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.throwaway import start_django, timed

ZONE = "Asia/Hong_Kong"
REPEATS = 40
MOST_MS = 10.0
MOST_QUERIES = 3
MOST_GROWTH = 1.3
LEAST_TIMES = 40.0
PEER = Path(__file__).with_name("slots_peer.py")
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
TODAY = NOW.astimezone(ZoneInfo(ZONE)).date()
MONDAY = TODAY + timedelta(days=14 - TODAY.weekday())
"""Of the week that is asked for: not this one, and not the next."""
STARTS = [f"{hour:02}:{minute:02}" for hour in range(9, 18) for minute in (0, 30)]

broken: list[str] = []


def main() -> int:
    """Measure, print, and say whether the limits hold."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--no-fail", action="store_true", help="only print; always exit 0")
    options.add_argument("--alone", action="store_true", help="without django-appointment")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="lumbar-bench-") as folder:
        start_django(folder)
        a_month()
        the_past()
        if not chosen.alone:
            beside_the_peer()
    if broken:
        print(f"Over the limit: {'; '.join(broken)}.", file=sys.stderr)
    return 1 if broken and not chosen.no_fail else 0


# --- A clinic -------------------------------------------------------------------------------------


def a_clinic(practitioners: int, *, rooms: int = 0, after: int = 0, step: int = 30) -> Any:
    """A service of half an hour, every day but Sunday from nine to six."""
    from lumbar.booking.models import Hours, Location, Practitioner, Room, Service
    from lumbar.people.models import Clinic

    clinic = Clinic.objects.create(name_en="Pier", name_zh_hant="碼頭", time_zone=ZONE)
    place = Location.objects.create(
        clinic=clinic, name_en="Pier", name_zh_hant="碼頭", time_zone=ZONE
    )
    service = Service.objects.create(
        clinic=clinic, name_en="Visit", name_zh_hant="會診", minutes=30, after=after, step=step,
        notice_hours=0, horizon_days=120, needs_room=rooms > 0,
    )  # fmt: skip
    people = [
        Practitioner.objects.create(
            clinic=clinic, name_en=f"Dr {n}", name_zh_hant=f"{n}", profession_en="Chiropractor",
            profession_zh_hant="脊醫",
        )
        for n in range(practitioners)
    ]  # fmt: skip
    service.practitioners.set(people)
    Hours.objects.bulk_create(
        Hours(practitioner=one, location=place, weekday=day, opens=time(9), closes=time(18))
        for one in people
        for day in range(6)
    )
    service.bench_rooms = [
        Room.objects.create(location=place, name_en=f"Room {n}", name_zh_hant=f"{n}")
        for n in range(rooms)
    ]
    return service


def taken_times(
    practitioners: int, count: int, first: date, last: date, a_day: int, seed: int = 7
) -> list[list[tuple[str, str]]]:
    """Times of appointments, so many for each clinician, at most ``a_day`` on a day."""
    dice = random.Random(seed)  # noqa: S311
    days = [
        first + timedelta(days=n)
        for n in range((last - first).days + 1)
        if (first + timedelta(days=n)).weekday() < 6
    ]
    found = []
    for who in range(practitioners):
        share = count // practitioners + (who < count % practitioners)
        times: list[tuple[str, str]] = []
        for day in days:
            for clock in sorted(dice.sample(STARTS, min(a_day, share - len(times)))):
                times.append((day.isoformat(), clock))
        if len(times) < share:
            raise ValueError("not enough days for so many appointments")
        found.append(times)
    return found


def book(service: Any, taken: list[list[tuple[str, str]]], *, over: bool = False) -> None:
    """Put the appointments in; the room of each clinician is their own."""
    from lumbar.booking.models import Appointment, Reservation
    from lumbar.people.models import Patient

    patient = Patient.objects.create(clinic_id=service.clinic_id, name="Somebody")
    people = list(service.practitioners.order_by("pk"))
    place = service.clinic.locations.get()
    rooms = service.bench_rooms
    visits, holds = [], []
    for n, (one, times) in enumerate(zip(people, taken, strict=True)):
        for day, clock in times:
            starts = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(ZONE))
            ends = starts + timedelta(minutes=30)
            visit = Appointment(
                clinic_id=service.clinic_id, patient=patient, service=service, practitioner=one,
                location=place, room=rooms[n] if rooms else None, starts_at=starts, ends_at=ends,
                status="fulfilled" if over else "booked", source="desk", made_at=NOW,
            )  # fmt: skip
            visits.append(visit)
            holds.append(
                Reservation(
                    appointment=visit, practitioner=one, room=visit.room, starts_at=starts,
                    ends_at=ends + timedelta(minutes=service.after),
                )
            )  # fmt: skip
    Appointment.objects.bulk_create(visits, batch_size=500)
    Reservation.objects.bulk_create(holds, batch_size=500)


def analyse() -> None:
    """Let the database know how many rows there are, as it does by itself in time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def asked(service: Any, first: date, last: date) -> Callable[[], list[Any]]:
    """The whole question, from database to times."""
    from lumbar.booking.queries import slots_for

    return lambda: slots_for(
        clinic=service.clinic, service=service, practitioner=None, first=first, last=last, now=NOW
    )


# --- What is measured -----------------------------------------------------------------------------


def a_month() -> None:
    """A month for ten clinicians."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from lumbar.booking.book import read_book
    from lumbar.scheduling.hours import day_span
    from lumbar.scheduling.instants import instant
    from lumbar.scheduling.slots import free_slots

    first, last = TODAY, TODAY + timedelta(days=30)
    print(f"A month, ten clinicians, 10,000 appointments; best and median ms, {ZONE}")
    for rooms in (0, 10):
        service = a_clinic(10, rooms=rooms, step=15)
        book(service, taken_times(10, 10_000, TODAY - timedelta(days=40), last, a_day=18))
        analyse()
        span = day_span(ZONE, first, last)
        known = read_book(service=service, practitioners=None, span=span, now=NOW)
        within = sum(len(diary.taken) for diary in known.diaries.values())

        def pure(known: Any = known) -> list[Any]:
            return free_slots(
                known.terms, known.diaries.values(), known.rooms, known.places.values(),
                first=first, last=last, now=instant(NOW),
            )  # fmt: skip

        whole = asked(service, first, last)
        with CaptureQueriesContext(connection) as queries:
            found = len(whole())
        best, median = timed(pure, REPEATS)
        whole_best, whole_median = timed(whole, REPEATS)
        kind = f"{rooms} rooms" if rooms else "no rooms"
        print(
            f"  {kind:9} {within:,} in the month, {found:,} free: pure {best:.1f} {median:.1f},"
            f" all {whole_best:.1f} {whole_median:.1f}, {len(queries)} queries"
        )
        if best > MOST_MS:
            broken.append(f"{best:.1f} ms of our own time with {kind}")
        if len(queries) > MOST_QUERIES:
            broken.append(f"{len(queries)} queries with {kind}")


def the_past() -> None:
    """What appointments cost that are over."""
    first, last = TODAY, TODAY + timedelta(days=30)
    print("The same month with appointments that are over; ms for all of it")
    floor = 0.0
    for past in (0, 10_000, 100_000):
        service = a_clinic(10, step=15)
        book(service, taken_times(10, 2_500, TODAY, last, a_day=10))
        if past:
            begin = TODAY - timedelta(days=past // 10 // 9 * 7 // 6 + 30)
            book(service, taken_times(10, past, begin, TODAY - timedelta(days=1), 9), over=True)
        analyse()
        best, median = timed(asked(service, first, last), REPEATS)
        floor = floor or best
        print(f"  {past:>7,} over: {best:.1f} {median:.1f}  × {best / floor:.2f}")
        if best > floor * MOST_GROWTH:
            broken.append(f"{best / floor:.2f} times the cost with {past:,} past appointments")


def beside_the_peer() -> None:
    """A week for three clinicians, by us and by django-appointment."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    days = [MONDAY + timedelta(days=n) for n in range(6)]
    # The days are filled from the first on; so far back, they are used up in the week asked for.
    taken = taken_times(3, 10_000, MONDAY - timedelta(days=322), days[-1], a_day=12)
    within = sum(day >= MONDAY.isoformat() for times in taken for day, _clock in times)
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        sys.exit("slots: django-appointment needs uv; install it with: .venv/bin/pip install uv")
    question = {"zone": ZONE, "days": [day.isoformat() for day in days], "taken": taken}
    peer = json.loads(
        subprocess.run(  # noqa: S603
            [uv, "run", "--quiet", "--script", str(PEER)],
            input=json.dumps(question), capture_output=True, text=True, check=True,
            env={k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "LUMBAR"))},
        ).stdout.splitlines()[-1]
    )  # fmt: skip
    service = a_clinic(3)
    book(service, taken)
    analyse()
    whole = asked(service, days[0], days[-1])
    with CaptureQueriesContext(connection) as queries:
        found = whole()
    people = [one.pk for one in service.practitioners.order_by("pk")]
    ours = [
        [
            datetime.fromtimestamp(slot.starts, ZoneInfo(ZONE)).replace(tzinfo=None).isoformat()
            for slot in found
            if slot.practitioner == who
        ]
        for who in people
    ]
    best, median = timed(whole, REPEATS)
    theirs = min(peer["ms"])
    print(
        f"A week, three clinicians, 10,000 appointments, {within} of them in it; ms for all of it"
    )
    print(f"  Lumbar             {best:.1f} {median:.1f}, 1 call, {len(queries)} queries")
    print(
        f"  django-appointment {theirs:.0f} {statistics.median(peer['ms']):.0f},"
        f" {peer['calls']} calls, {peer['queries']} queries"
    )
    print(f"  {len(found)} free times, the same: {'yes' if ours == peer['free'] else 'NO'};")
    print(f"  × {theirs / best:.0f}")
    if ours != peer["free"]:
        broken.append("other free times than django-appointment")
    if theirs < best * LEAST_TIMES:
        broken.append(f"only {theirs / best:.0f} times less than django-appointment")


if __name__ == "__main__":
    sys.exit(main())
