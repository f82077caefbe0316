# /// script
# requires-python = ">=3.11"
# dependencies = ["django-appointment==3.12.0", "django>=5.2,<5.3"]
# ///
"""django-appointment for ``slots.py``, in an environment of its own.

Reads JSON from standard input (time zone, days, and the appointments of each clinician as day and
time, half an hour each), fills a throw-away SQLite with them, asks for the free times of every day
and clinician as its page does, one call each, and prints JSON: processor milliseconds of each
round, calls and queries of one, and the free times themselves.
"""

import json
import sys
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import process_time

ROUNDS = 5


def main() -> None:
    asked = json.load(sys.stdin)
    import django
    from django.conf import settings

    with tempfile.TemporaryDirectory(prefix="lumbar-bench-") as folder:
        settings.configure(
            INSTALLED_APPS=[
                "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                "django.contrib.messages", "appointment",
            ],
            DATABASES={
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": str(Path(folder) / "peer.sqlite3"),
                }
            },
            TIME_ZONE=asked["zone"], USE_TZ=True, Q_CLUSTER={},
            SECRET_KEY="of a bench",  # noqa: S106
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        )  # fmt: skip
        django.setup()
        from django.core.management import call_command

        call_command("migrate", run_syncdb=True, verbosity=0)
        print(json.dumps(measured(asked)))


def measured(asked: dict) -> dict:
    from appointment.models import (
        Appointment,
        AppointmentRequest,
        Service,
        StaffMember,
        WorkingHours,
    )
    from appointment.services import get_available_slots_for_staff
    from appointment.utils.date_time import get_weekday_num
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = get_user_model().objects.create(username="client")
    half = timedelta(minutes=30)
    service = Service.objects.create(name="Visit", duration=half, price=0)
    staff = []
    for number, taken in enumerate(asked["taken"]):
        user = get_user_model().objects.create(username=f"staff{number}", first_name=f"S{number}")
        one = StaffMember.objects.create(
            user=user, slot_duration=30, lead_time=time(9), finish_time=time(18),
            appointment_buffer_time=0, work_on_saturday=True,
        )  # fmt: skip
        one.services_offered.add(service)
        for day in range(1, 7):
            WorkingHours.objects.create(
                staff_member=one, day_of_week=day, start_time=time(9), end_time=time(18)
            )
        requests = []
        for n, (day_text, clock) in enumerate(taken):
            starts = datetime.fromisoformat(f"{day_text}T{clock}")
            requests.append(
                AppointmentRequest(
                    date=starts.date(), start_time=starts.time(), end_time=(starts + half).time(),
                    service=service, staff_member=one, id_request=f"{number}-{n}",
                )
            )  # fmt: skip
        made = AppointmentRequest.objects.bulk_create(requests, batch_size=500)
        Appointment.objects.bulk_create(
            [
                Appointment(client=client, appointment_request=row, id_request=row.id_request)
                for row in made
            ],
            batch_size=500,
        )
        staff.append(one)
    days = [date.fromisoformat(text) for text in asked["days"]]

    def round_() -> list[list[str]]:
        return [[slot.isoformat() for day in days for slot in of_a_day(one, day)] for one in staff]

    def of_a_day(one: object, day: date) -> list[datetime]:
        weekday = get_weekday_num(day.strftime("%A"))
        return list(get_available_slots_for_staff(day, one, weekday, service=service))

    with CaptureQueriesContext(connection) as asked_for:
        free = round_()
    spent = []
    for _ in range(ROUNDS):
        began = process_time()
        round_()
        spent.append((process_time() - began) * 1000)
    return {
        "ms": spent, "calls": len(days) * len(staff), "queries": len(asked_for), "free": free,
    }  # fmt: skip


if __name__ == "__main__":
    main()
