"""An owner sets their clinic: what is kept, what is refused, and who may."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lumbar.audit.models import AuditLine
from lumbar.booking.models import (
    Appointment,
    DayException,
    Hours,
    Location,
    NoticeSettings,
    Pause,
    Practitioner,
    Service,
)
from lumbar.booking.queries import slots_for
from lumbar.check.views import emergency_number
from lumbar.clinical.library import library
from lumbar.clinics.models import OwnWords
from lumbar.clinics.queries import outside_hours, periods_of, setup_of
from lumbar.people.models import Clinic, Membership, Patient, Role
from lumbar.people.tests.staff import a_clinic, a_member, signed_in

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Hong_Kong")


@pytest.fixture
def clinic() -> Clinic:
    return a_clinic()


@pytest.fixture
def owner(clinic: Clinic) -> Membership:
    return a_member(clinic, Role.OWNER, "Olive Owner")


@pytest.fixture
def desk(owner: Membership) -> Client:
    return signed_in(owner)


LOCATION = {"name_en": "Central", "name_zh_hant": "中環", "time_zone": "Asia/Hong_Kong"}
CLINICIAN = {
    "name_en": "Dr Chan", "name_zh_hant": "陳醫生", "profession_en": "Chiropractor",
    "profession_zh_hant": "脊醫", "order": "0",
}  # fmt: skip
SERVICE = {
    "name_en": "Visit", "name_zh_hant": "診症", "minutes": "30", "before": "0", "after": "10",
    "step": "30", "notice_hours": "0", "horizon_days": "60", "cancel_hours": "24",
    "max_open": "2", "order": "0", "online": "on", "for_first_visits": "on",
}  # fmt: skip
WEEK = {"work-0-0-begins": "09:00", "work-0-0-ends": "13:00", "like_monday": "yes"}


def shown(desk: Client, address: str) -> dict[str, str]:
    """What the page hides in its form: what it shows."""
    page = desk.get(address)
    return {"seen": page.context["seen"]} if page.status_code == 200 and page.context else {}


def posted(desk: Client, name: str, data: dict[str, Any], *args: Any, status: int = 302) -> Any:
    address = reverse(name, args=args)
    response = desk.post(address, shown(desk, address) | data)
    assert response.status_code == status, response.content.decode()[:3000]
    return response


def a_practitioner(clinic: Clinic) -> Practitioner:
    place = Location.objects.create(clinic=clinic, **LOCATION)
    who = Practitioner.objects.create(
        clinic=clinic, **{k: v for k, v in CLINICIAN.items() if k != "order"}
    )
    for weekday in range(7):
        Hours.objects.create(
            practitioner=who, location=place, weekday=weekday, opens=time(9), closes=time(17)
        )
    return who


def a_visit(who: Practitioner, at: datetime) -> Appointment:
    clinic = who.clinic
    service = Service.objects.create(
        clinic=clinic, name_en="Visit", name_zh_hant="診症", minutes=30
    )
    patient = Patient.objects.create(clinic=clinic, name="Somebody")
    return Appointment.objects.create(
        clinic=clinic, patient=patient, service=service, practitioner=who,
        location=clinic.locations.get(), starts_at=at, ends_at=at + timedelta(minutes=30),
        status=Appointment.Status.BOOKED, source=Appointment.Source.DESK, made_at=timezone.now(),
    )  # fmt: skip


def tomorrow_at(hour: int) -> datetime:
    day = timezone.localdate() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def test_from_nothing_to_times_that_can_be_booked(clinic: Clinic, desk: Client):
    assert "Set up your clinic" in desk.get(reverse("settings")).content.decode()
    posted(desk, "settings_location_new", LOCATION)
    place = clinic.locations.get()
    posted(
        desk,
        "settings_room_new",
        {"name_en": "One", "name_zh_hant": "一號", "location": place.pk},
    )
    made = posted(desk, "settings_clinician_new", CLINICIAN)
    who = clinic.practitioners.get()
    assert made["Location"] == reverse("settings_hours", args=[who.pk])
    posted(
        desk,
        "settings_hours",
        WEEK | {"break-0-0-begins": "11:00", "break-0-0-ends": "11:30"},
        who.pk,
    )
    posted(desk, "settings_service_new", SERVICE | {"practitioners": [who.pk]})
    assert setup_of(clinic).complete
    assert "Set up your clinic" not in desk.get(reverse("settings")).content.decode()
    assert Hours.objects.filter(practitioner=who).count() == 5
    assert Pause.objects.filter(practitioner=who).count() == 5
    today = timezone.localdate()
    found = slots_for(
        clinic=clinic, service=clinic.services.get(), practitioner=None,
        first=today + timedelta(days=1), last=today + timedelta(days=7), now=timezone.now(),
    )  # fmt: skip
    starts = {datetime.fromtimestamp(one.starts, ZONE) for one in found}
    assert {at.weekday() for at in starts} == {0, 1, 2, 3, 4}
    assert min(at.time() for at in starts) == time(9)
    assert not {time(11), time(13)} & {at.time() for at in starts}
    lines = AuditLine.objects.filter(did="changed_settings")
    assert {line.subject.partition(":")[0] for line in lines} == {
        "location", "room", "practitioner", "service",
    }  # fmt: skip
    assert "Dr Chan" not in str([line.details for line in lines])


def test_every_page_opens_and_says_what_is_wrong_without_losing_it(clinic: Clinic, desk: Client):
    who = a_practitioner(clinic)
    for name, args in {
        "settings_clinic": [], "settings_words": [], "settings_locations": [],
        "settings_location_new": [], "settings_room_new": [], "settings_services": [],
        "settings_service_new": [], "settings_clinicians": [], "settings_clinician": [who.pk],
        "settings_hours": [who.pk], "settings_days": [who.pk], "settings_holidays": [],
        "settings_location": [clinic.locations.get().pk],
    }.items():  # fmt: skip
        assert desk.get(reverse(name, args=args)).status_code == 200, name
    page = posted(
        desk,
        "settings_service_new",
        SERVICE | {"minutes": "2", "price_en": "HK$800"},
        status=400,
    ).content.decode()
    assert "HK$800" in page
    assert 'aria-invalid="true"' in page
    assert page.count('class="error"') == 2
    wrong = {
        "work-0-0-begins": "09:00", "work-0-0-ends": "12:00",
        "work-0-1-begins": "11:00", "work-0-1-ends": "13:00",
        "work-1-0-begins": "nine", "work-1-0-ends": "10:00",
        "break-2-0-begins": "12:00", "break-2-0-ends": "11:00",
        "first_day": "2027-02-01", "last_day": "2027-01-01",
    }  # fmt: skip
    page = posted(desk, "settings_hours", wrong, who.pk, status=400).content.decode()
    assert page.count('class="error"') == 1 + 3 + 1
    assert 'value="nine"' in page
    days = {"first": "2020-01-01", "opens": "10:00"}
    page = posted(desk, "settings_days", days, who.pk, status=400).content.decode()
    assert page.count('class="error"') == 1 + 2
    assert not DayException.objects.exists()


def test_hours_of_two_periods_never_lie_over_each_other(clinic: Clinic, desk: Client):
    who = a_practitioner(clinic)
    day = timezone.localdate() + timedelta(days=40)
    address = reverse("settings_hours", args=[who.pk])
    late = {"work-6-0-begins": "14:00", "work-6-0-ends": "00:00", "first_day": day.isoformat()}
    new, one = f"{address}?period=new", f"{address}?period={day.isoformat()}_"
    assert desk.post(new, shown(desk, new) | late).status_code == 302
    assert periods_of(who) == [(None, day - timedelta(days=1)), (day, None)]
    page = desk.post(new, shown(desk, new) | WEEK)
    assert page.status_code == 400
    assert "End those first" in page.content.decode()
    later = WEEK | {"first_day": (day + timedelta(days=7)).isoformat()}
    assert desk.post(one, shown(desk, one) | later).status_code == 302
    assert periods_of(who)[1] == (day + timedelta(days=7), None)
    assert desk.get(f"{address}?period=2001-01-01_").status_code == 404


def test_days_lie_within_a_century(clinic: Clinic, desk: Client):
    who = a_practitioner(clinic)
    address = f"{reverse('settings_hours', args=[who.pk])}?period=new"
    for day in ("0001-01-01", "9999-12-31"):
        page = desk.post(address, shown(desk, address) | WEEK | {"first_day": day})
        assert page.status_code == 400 and "between 2000 and 2100" in page.content.decode()
        for name, data, args in (
            ("settings_days", {"first": day}, [who.pk]),
            ("settings_holidays", {"day": day, "name_en": "X", "name_zh_hant": "X"}, []),
        ):
            page = posted(desk, name, data, *args, status=400)
            assert "between 2000 and 2100" in page.content.decode()


def test_hours_at_a_place_no_longer_offered_are_still_there_when_it_is_again(
    clinic: Clinic, desk: Client
):
    who = a_practitioner(clinic)
    pier = clinic.locations.get()
    hill = Location.objects.create(clinic=clinic, **LOCATION)
    posted(desk, "settings_use", {"do": "retire"}, "location", pier.pk)
    evening = {"work-0-0-begins": "18:00", "work-0-0-ends": "20:00", "like_monday": "yes"}
    posted(desk, "settings_hours", evening | {"last_day": "2030-01-01"}, who.pk)
    assert Hours.objects.filter(practitioner=who, location=hill).count() == 5
    assert Hours.objects.filter(practitioner=who, location=pier).count() == 7
    assert periods_of(who) == [(None, date(2030, 1, 1))]
    posted(desk, "settings_use", {"do": "again"}, "location", pier.pk)
    assert desk.get(reverse("settings_hours", args=[who.pk])).content.decode().count("17:00") == 7


def test_who_saves_from_an_older_page_undoes_nothing(clinic: Clinic, desk: Client):
    address = reverse("settings_clinic")
    old = shown(desk, address)
    posted(desk, "settings_clinic", CLINIC | {"emergency_number": "112"})
    answer = desk.post(address, old | CLINIC | {"phone": "+852 1111 1111"})
    text = answer.content.decode()
    assert answer.status_code == 409 and "now 112" in text
    # What was typed stays, and what was not touched shows what it is now.
    assert 'value="+852 1111 1111"' in text and 'value="112"' in text
    clinic.refresh_from_db()
    assert (clinic.emergency_number, clinic.phone) == ("112", "+852 0000 0000")
    again = {"seen": answer.context["seen"], "emergency_number": "112", "phone": "+852 1111 1111"}
    assert desk.post(address, CLINIC | again).status_code == 302
    clinic.refresh_from_db()
    assert (clinic.emergency_number, clinic.phone) == ("112", "+852 1111 1111")
    # A page that does not say what it showed has shown nothing.
    assert desk.post(address, CLINIC).status_code == 409

    who = a_practitioner(clinic)
    address = reverse("settings_hours", args=[who.pk])
    old = shown(desk, address)
    monday = {"work-0-0-begins": "10:00", "work-0-0-ends": "12:00"}
    pause = {"break-1-0-begins": "12:00", "break-1-0-ends": "13:00"}
    posted(desk, "settings_hours", monday | pause, who.pk)
    tuesday = {"work-1-0-begins": "08:00", "work-1-0-ends": "11:00"}
    whole = {
        f"work-{day}-0-{end}": at
        for day in (0, 2, 3, 4, 5, 6) for end, at in (("begins", "09:00"), ("ends", "17:00"))
    }  # fmt: skip
    answer = desk.post(address, old | whole | tuesday)
    text = answer.content.decode()
    assert answer.status_code == 409 and "now 10:00–12:00" in text and "break 12:00–13:00" in text
    typed = {row.name: row.begins for day in answer.context["week"].days for row in day.work}
    assert typed["work-0-0"] == "10:00" and typed["work-1-0"] == "08:00"
    assert not Hours.objects.filter(practitioner=who, opens="08:00").exists()
    # Their days of holding were changed meanwhile: the address names hours that are no more.
    posted(desk, "settings_hours", monday | {"first_day": "2027-01-01"}, who.pk)
    answer = desk.post(f"{address}?period=_", old | tuesday)
    assert answer.status_code == 409 and "2027" in answer.content.decode()

    old = shown(desk, reverse("settings_words"))
    posted(desk, "settings_words", {"ice-en": "Call first."})
    answer = desk.post(reverse("settings_words"), old | {"ice-zh": "先休息。"})
    assert answer.status_code == 409
    assert "Call first.</textarea>" in answer.content.decode()
    assert "先休息。</textarea>" in answer.content.decode()


def test_today_is_the_clinics_own_day(clinic: Clinic, desk: Client, monkeypatch):
    # Noon of the 10th in Hong Kong, where the installation is, is the evening of the 9th there.
    Clinic.objects.filter(pk=clinic.pk).update(time_zone="America/New_York")
    who = a_practitioner(clinic)
    now = datetime(2027, 3, 10, 4, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    desk = signed_in(clinic.memberships.get())
    posted(desk, "settings_days", {"first": "2027-03-09"}, who.pk)
    assert "9 Mar 2027" in desk.get(reverse("settings_days", args=[who.pk])).content.decode()
    holiday = {"day": "2027-03-09", "name_en": "Fair", "name_zh_hant": "市集"}
    posted(desk, "settings_holidays", holiday)
    assert "9 Mar 2027" in desk.get(reverse("settings_holidays")).content.decode()
    assert "1 day ahead" in desk.get(reverse("settings")).content.decode()
    page = desk.get(reverse("settings_clinicians"))
    assert [one.days for one in page.context["clinicians"]] == [1]
    Hours.objects.filter(practitioner=who).update(last_day=date(2027, 3, 9))
    who.hours.create(
        location=clinic.locations.get(), weekday=2, opens=time(9), closes=time(12),
        first_day=date(2027, 3, 10),
    )  # fmt: skip
    page = desk.get(reverse("settings_hours", args=[who.pk]))
    assert page.context["week"].period == (None, date(2027, 3, 9))


def test_nothing_is_cancelled_when_hours_change(clinic: Clinic, desk: Client):
    who = a_practitioner(clinic)
    visit = a_visit(who, tomorrow_at(15))
    assert not outside_hours(clinic, timezone.now())
    day = visit.starts_at.date()
    posted(desk, "settings_days", {"first": day.isoformat()}, who.pk)
    assert [one.appointment for one in outside_hours(clinic, timezone.now())] == [visit]
    assert "1 visit lies outside" in desk.get(reverse("settings")).content.decode()
    assert desk.post(reverse("settings_day_remove", args=[who.pk, day])).status_code == 302
    assert not outside_hours(clinic, timezone.now())
    posted(
        desk, "settings_holidays", {"day": day.isoformat(), "name_en": "A", "name_zh_hant": "甲"}
    )
    assert len(outside_hours(clinic, timezone.now(), who)) == 1
    desk.post(reverse("settings_holiday_remove", args=[day]))
    # What has visits keeps its row; its visits are shown.
    posted(desk, "settings_use", {"do": "retire"}, "clinician", who.pk)
    who.refresh_from_db()
    assert not who.active
    visit.refresh_from_db()
    assert visit.status == "booked"
    assert len(outside_hours(clinic, timezone.now())) == 1
    posted(desk, "settings_use", {"do": "again"}, "clinician", who.pk)
    unused = Service.objects.create(clinic=clinic, name_en="Old", name_zh_hant="舊", minutes=30)
    posted(desk, "settings_use", {"do": "retire"}, "service", unused.pk)
    assert not Service.objects.filter(pk=unused.pk).exists()


CLINIC = {
    "name_en": "Pier Clinic", "name_zh_hant": "碼頭診所", "languages": ["en", "zh-hant"],
    "phone": "+852 0000 0000", "time_zone": "Asia/Hong_Kong", "country": "HK",
    "emergency_number": "", "answer_hours": "24",
}  # fmt: skip


def test_the_emergency_number_of_the_clinic_takes_the_countrys_place(clinic: Clinic, desk: Client):
    assert emergency_number(library(), clinic) == "999"
    page = posted(desk, "settings_clinic", CLINIC | {"emergency_number": "call us"}, status=400)
    assert "call us" in page.content.decode()
    posted(desk, "settings_clinic", CLINIC | {"emergency_number": "1 12"})
    clinic.refresh_from_db()
    assert clinic.emergency_number == "112"
    assert clinic.answer_hours == 24
    assert emergency_number(library(), clinic) == "112"
    medicines = desk.get(reverse("medicines")).content.decode()
    assert "999" not in medicines
    # In the languages the clinic works in; the other may stay empty.
    posted(desk, "settings_clinic", CLINIC | {"name_zh_hant": ""}, status=400)
    posted(desk, "settings_clinic", CLINIC | {"languages": ["en"], "name_zh_hant": ""})
    assert (
        "Pier Clinic" in desk.get("/learn", headers={"accept-language": "zh-HK"}).content.decode()
    )


def png(width: int = 30, height: int = 20) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def test_a_logo_is_what_its_own_bytes_say(clinic: Clinic, desk: Client):
    address = reverse("settings_logo")

    def sent(content: bytes, name: str = "logo.png") -> Any:
        return desk.post(address, {"logo": SimpleUploadedFile(name, content, "image/png")})

    for wrong in (b"<svg onload='alert(1)'/>", b"GIF89a" + b"\0" * 50, png(9000, 1), png()[:40],
                  b"\x89PNG\r\n\x1a\n" + b"\0" * 210_000, b"\xff\xd8\xff\xe0\0"):  # fmt: skip
        page = sent(wrong)
        assert page.status_code == 400, wrong[:10]
        assert "error" in page.content.decode()
    assert desk.post(address, {}).status_code == 400
    assert sent(png(), "logo.svg").status_code == 302
    clinic.refresh_from_db()
    shown = Client().get(reverse("clinic_logo", args=[clinic.logo_digest]))
    assert shown.content == png()
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in shown["Cache-Control"]
    assert Client().get(reverse("clinic_logo", args=["0" * 64])).status_code == 404
    assert clinic.logo_digest in Client().get("/learn").content.decode()
    assert desk.post(address, {"do": "remove"}).status_code == 302
    assert Client().get(reverse("clinic_logo", args=[clinic.logo_digest])).status_code == 404


def test_own_words_stand_beside_the_evidence(clinic: Clinic, desk: Client):
    said = {"ice-en": "Rest <b>first</b>, then\u202e call us.", "ice-zh": "先休息。"}
    page = posted(desk, "settings_words", said | {"do": "look"}, status=200).content.decode()
    assert page.count("clinic-view__ours") == 2
    assert not OwnWords.objects.exists()
    posted(desk, "settings_words", said)
    care = library().care
    page = Client().get("/learn/heat-and-cold").content.decode()
    assert "Rest &lt;b&gt;first&lt;/b&gt;, then call us." in page
    assert care.pair_words("en")["ice"].clinic_says not in page
    assert care.pair_words("en")["ice"].research_says in page
    long = posted(desk, "settings_words", {"ice-en": "a" * 601}, status=400).content.decode()
    assert "a" * 601 in long
    posted(desk, "settings_words", {})
    assert not OwnWords.objects.exists()


def test_reminders_come_when_the_clinic_says(clinic: Clinic, desk: Client):
    page = desk.get(reverse("settings_notices")).content.decode()
    assert 'value="48"' in page
    said = {"first_hours": "24", "second_hours": "0", "grace_minutes": "5"}
    posted(desk, "settings_notices", said)
    kept = NoticeSettings.objects.get(clinic=clinic)
    assert (kept.first_hours, kept.second_hours, kept.grace_minutes) == (24, 0, 5)
    posted(desk, "settings_notices", said | {"grace_minutes": "999"}, status=400)


def test_the_known_holidays_are_offered_once(clinic: Clinic, desk: Client):
    address = reverse("settings_holidays")
    assert "general holidays of Hong Kong in 2027" in desk.get(address).content.decode()
    posted(desk, "settings_holidays_add", {}, 2027)
    assert clinic.holidays.filter(day__year=2027).count() == 17
    posted(desk, "settings_holidays_add", {}, 2027)
    assert clinic.holidays.count() == 17
    assert "Hong Kong in 2027" not in desk.get(address).content.decode()
    assert desk.post(reverse("settings_holidays_add", args=[2031])).status_code == 404


def test_another_clinics_rows_are_not_there(clinic: Clinic, desk: Client):
    other = a_clinic("other.example.org", "Other")
    theirs = a_practitioner(other)
    for name in ("settings_clinician", "settings_hours", "settings_days"):
        assert desk.get(reverse(name, args=[theirs.pk])).status_code == 404
    place = other.locations.get()
    assert desk.get(reverse("settings_location", args=[place.pk])).status_code == 404
    assert desk.post(reverse("settings_use", args=["location", place.pk])).status_code == 404
    posted(desk, "settings_service_new", SERVICE | {"practitioners": [theirs.pk]}, status=400)
    mine = a_practitioner(clinic)
    there = WEEK | {"work-0-0-place": str(place.pk)}
    posted(desk, "settings_hours", there, mine.pk)
    assert not Hours.objects.filter(practitioner=mine, location=place).exists()
    clinician = signed_in(a_member(clinic, Role.CLINICIAN))
    assert clinician.get(reverse("settings")).status_code == 403
    assert Client().get(reverse("settings")).status_code == 302
