"""The board in the browser of staff: who sees what, what can be done, and what it costs."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lumbar.audit.models import AuditLine
from lumbar.board import actions
from lumbar.board.board import board_of
from lumbar.board.errors import Changed
from lumbar.board.models import BoardItem
from lumbar.board.shared import courses
from lumbar.board.tests.clinic import DAY, EIGHT, HOUR, Morning
from lumbar.booking.models import Appointment, Service, WaitingEntry
from lumbar.people.export import export_everything
from lumbar.people.models import Person, Role, Sharing
from lumbar.people.tests.staff import a_clinic, a_member, signed_in
from lumbar.tonight.models import SessionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the pages stands at eight on that Friday."""
    monkeypatch.setattr(timezone, "now", lambda: EIGHT)


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def lines_of(morning: Morning, member: Any, now: Any = EIGHT) -> list[tuple[str, list[str]]]:
    """Name and rules of each group, in their order."""
    board = board_of(morning.clinic, member, now)
    return [
        (group.name, [line.rule for line in group.lines])
        for section in board.sections
        for group in section.groups
    ]


def a_busy_morning() -> tuple[Morning, dict[str, Person]]:
    morning = Morning()
    people = {name: morning.patient(name) for name in ("Ada", "Ben", "Di", "Ed", "Flo", "Gus")}
    people["Cy"] = morning.patient("Cy", "nothing")
    people["Hal"] = morning.patient("Hal", "result")
    morning.check(people["Ada"], "emergency", 6)
    morning.mornings(people["Ben"], *[4] * 19, 6, 6)
    morning.evenings(people["Ben"], 1, 2, 4, 5, 6, 8, 20)
    morning.check(people["Cy"], "emergency", 6)
    morning.danger_sign(people["Di"], 9)
    morning.evenings(people["Ed"], 4, 5, 6, 7)
    morning.companion(people["Flo"], 44)
    morning.review(people["Gus"], 10)
    morning.mornings(people["Hal"], 2, 2, 2, 6, 6)
    morning.visit(people["Ada"], "booked", EIGHT + 3 * HOUR)
    morning.visit("Zed", "booked", EIGHT + 2 * HOUR)
    morning.visit("Yan", "pending", EIGHT + 2 * DAY, reason="My back locks")
    morning.waits("Wu")
    return morning, people


def test_the_order_of_a_morning_and_what_is_shared():
    morning, _people = a_busy_morning()
    assert lines_of(morning, morning.clinician()) == [
        ("Ada", ["result-emergency", "visit"]),
        ("Di", ["danger-sign"]),
        ("Gus", ["should-be-seen"]),
        ("Flo", ["two-days-end"]),
        ("Ben", ["worse-on-waking"]),
        ("Ed", ["stopped"]),
        ("Yan", ["request"]),
        ("The clinic", ["waiting"]),
        ("Zed", ["visit"]),
    ]
    # Who may not see a course sees the book; what they look at changes nothing of the rest.
    desk = morning.front_desk()
    assert lines_of(morning, desk) == [
        ("Yan", ["request"]), ("The clinic", ["waiting"]),
        ("Zed", ["visit"]), ("Ada", ["visit"]),
    ]  # fmt: skip
    assert not BoardItem.objects.exclude(gone_at=None).exists()
    # Someone who stops sharing is not shown any more, and that is said without a name.
    Sharing.objects.filter(person__patients__name="Ben").update(scope="result")
    board = board_of(morning.clinic, morning.clinician("Dan Doe"), EIGHT)
    assert board.hidden == 1
    assert "Ben" not in [group.name for one in board.sections for group in one.groups]


def test_every_line_says_why_and_by_which_rule(at_eight, settings):
    morning, people = a_busy_morning()
    clinician = signed_in(morning.clinician())
    page = clinician.get("/desk/board")
    seen = text_of(page)
    for part in (
        "last working evening: Thursday 26 November, 19:00", "Fever, with a change in the legs",
        "Pain on waking was 6 of 10. Before, it was about 4.", "shares the check and the journal",
        "Pain 4 → 5 in 3 weeks, 6 of 14 nights, this morning 6", "Rule worse-on-waking",
        "Ostelo", "My back locks", "Also coming today, shown above:",
    ):  # fmt: skip
        assert part in seen, part
    assert 'href="/how-we-decide#board-worse-on-waking"' in page.content.decode()
    assert "Cy" not in seen and "Hal" not in seen
    # Every rule's anchor is there, with its examples.
    rules = clinician.get("/how-we-decide").content.decode()
    for item in BoardItem.objects.all():
        assert f'id="board-{item.rule}"' in rules
    # Each person is told once a day that this clinician looked.
    clinician.get("/desk/board")
    looked = AuditLine.objects.filter(did="looked_at_board")
    seen_by_cora = {people[name].pk for name in ("Ada", "Di", "Gus", "Flo", "Ben", "Ed")}
    assert set(looked.values_list("person", flat=True)) == seen_by_cora
    assert looked.count() == len(seen_by_cora)
    # Nothing new: the page that asks again is told so at once.
    stamp = re.search(r'data-stamp="(\w+)"', page.content.decode())
    assert stamp
    assert clinician.get(f"/desk/board?stamp={stamp[1]}").status_code == 204
    # The front desk reads nothing about health, not by the address of a line either.
    desk = signed_in(morning.front_desk())
    answer = text_of(desk.get("/desk/board"))
    assert "Zed" in answer and "Yan" in answer
    for part in ("emergency", "Pain", "Di", "locks", "shares"):
        assert part not in answer, part
    red = morning.item("result-emergency", people["Ada"])
    assert desk.get(reverse("board_line", args=[red.pk])).status_code == 404
    assert desk.get("/desk/board/past").status_code == 200
    settings.ALLOWED_HOSTS = ["*"]
    elsewhere = a_member(a_clinic("other.example.org", "Other"), Role.CLINICIAN, "Olga Other")
    theirs = signed_in(elsewhere).get(
        reverse("board_line", args=[red.pk]), headers={"host": "other.example.org"}
    )
    assert theirs.status_code == 404


def test_take_put_off_close_and_who_was_first(at_eight):
    morning, people = a_busy_morning()
    cora, dan = morning.clinician("Cora Lee"), morning.clinician("Dan Doe")
    browser, other = signed_in(cora), signed_in(dan)
    browser.get("/desk/board")
    red = morning.item("result-emergency", people["Ada"])
    path = reverse("board_line", args=[red.pk])
    take = {"do": "take", "version": "0"}
    assert browser.post(path, take).headers["Location"] == f"/desk/board#line-{red.pk}"
    assert browser.post(path, take).status_code == 302, "twice does nothing more"
    late = other.post(path, take)
    assert late.status_code == 409
    assert "Cora Lee did something to this line" in text_of(late)
    assert "Cora Lee has it, since 08:00" in text_of(other.get("/desk/board"))
    # What may be dangerous cannot be put off for long, and nothing without a reason.
    nothing = browser.post(path, {"do": "snooze", "until": "two-hours", "version": "1"})
    assert nothing.status_code == 400 and 'value="two-hours" checked' in nothing.content.decode()
    too_far = {"do": "snooze", "until": "tomorrow", "reason": "Sleeps", "version": "1"}
    refused = browser.post(path, too_far)
    assert refused.status_code == 400 and 'value="Sleeps"' in refused.content.decode()
    assert browser.post(path, {"do": "snooze", "until": "two-hours", "reason": "Sleeps",
                               "version": "1"}).status_code == 302  # fmt: skip
    board = board_of(morning.clinic, dan, EIGHT)
    assert [group.name for group in board.snoozed] == ["Ada"]
    later = board_of(morning.clinic, dan, EIGHT + 2 * HOUR)
    assert later.sections[0].groups[0].name == "Ada"
    red.refresh_from_db()
    assert red.state == "open"
    for sent, status in (
        ({"do": "close", "outcome": "other", "note": " "}, 400),
        ({"do": "close"}, 400),
        ({"do": "nonsense"}, 400),
        ({"do": "close", "outcome": "rang", "note": "Sent to A&E"}, 302),
    ):
        answer = other.post(path, {**sent, "version": str(red.version)})
        assert answer.status_code == status, sent
    board = board_of(morning.clinic, cora, EIGHT)
    assert [group.name for group in board.closed] == ["Ada"]
    # It stays closed for what it was about; what comes anew is a line of its own.
    assert ("Ada", ["visit"]) in lines_of(morning, cora)
    morning.check(people["Ada"], "emergency", 1)
    assert lines_of(morning, cora)[0] == ("Ada", ["result-emergency", "visit"])
    history = text_of(browser.get("/desk/board/past"))
    for part in ("Cora Lee took it", "put it off until 10:00 – Sleeps", "Rang – Sent to A&amp;E"):
        assert part in history, part
    did = AuditLine.objects.filter(person=people["Ada"].pk, did__endswith="_board_line")
    assert list(did.order_by("pk").values_list("did", "name")) == [
        ("taken_board_line", "Cora Lee"), ("snoozed_board_line", "Cora Lee"),
        ("closed_board_line", "Dan Doe"),
    ]  # fmt: skip
    # The person's own copy tells it, and goes with them.
    told = export_everything(people["Ada"])["board"]
    assert [one["rule"] for one in told].count("result-emergency") == 2
    people["Ada"].delete()
    assert not BoardItem.objects.filter(rule="result-emergency").exists()


def test_what_is_no_longer_true_says_so_and_danger_stays():
    morning, people = a_busy_morning()
    cora = morning.clinician()
    board_of(morning.clinic, cora, EIGHT)
    morning.check(people["Di"], "self_care", 0)
    morning.mornings(people["Flo"], 3)
    morning.clinic.appointments.filter(status="pending").update(status="cancelled")
    people["Flo"].companions.update(ended_at=EIGHT)
    board = board_of(morning.clinic, cora, EIGHT + HOUR)
    told = {
        group.name: line
        for section in board.sections
        for group in section.groups
        for line in group.lines
        if line.kind != "visit"
    }
    # Where nothing is left to be done it is out of the way, and nobody is asked to take it.
    gone = {group.name: group.lines for group in board.gone}
    assert set(gone) == {"Flo", "Yan"} and not told["Ben"].gone
    assert all(line.gone and not line.to_take for lines in gone.values() for line in lines)
    # A danger sign that a newer check answered is still what came overnight.
    assert "A new check was done since. It says:" in told["Di"].why
    people["Di"].companions.all().delete()
    tomorrow = lines_of(morning, cora, EIGHT + DAY)
    names = [name for name, _rules in tomorrow]
    assert "Flo" not in names and "Yan" not in names
    assert ("Di", ["danger-sign"]) in tomorrow and ("Ada", ["result-emergency"]) in tomorrow
    lapsed = BoardItem.objects.filter(state="lapsed").values_list("rule", flat=True)
    assert {"two-days-end", "request"} <= set(lapsed)


def test_who_waits_and_which_time_would_suit(at_eight):
    morning = Morning()
    morning.service.practitioners.add(morning.practitioner)
    late = morning.waits("Late", "0:morning", "4:morning", days=1)
    first = morning.waits("First", "4:morning", days=9)
    morning.waits("Never", "6:evening", days=30)
    fay, desk = morning.front_desk(), signed_in(morning.front_desk("Ed Else"))
    assert lines_of(morning, fay) == [
        ("First", ["time-suits"]), ("Late", ["time-suits"]), ("The clinic", ["waiting"]),
    ]  # fmt: skip
    page = desk.get("/desk/board").content.decode()
    seen = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    # No time is named to two. Two hours of notice: not before ten.
    assert "10:00 is free with Cora Lee." in seen and "10:30 is free with Cora Lee." in seen
    assert "Their place in line: 2." in seen and "Rule time-suits" in seen
    links = [
        link.replace("&amp;", "&") for link in re.findall(r'href="(/desk/waiting\?[^"]+)', page)
    ]
    opened, _hash, anchor = links[0].partition("#")
    list_ = desk.get(opened).content.decode()
    assert anchor == f"waits-{first.pk}" and f'id="{anchor}"' in list_
    # One press there, and the board says that it is done; the next has the time they had.
    time_ = re.search(r'name="time" value="([^"]+)"', list_)
    assert time_ and "Offer by e-mail" not in list_
    sent = {"do": "book", "time": time_[1]}
    assert desk.post(reverse("waiting_entry", args=[first.pk]), sent).status_code == 302
    board = board_of(morning.clinic, fay, EIGHT)
    lines = {group.name: group.lines for one in board.sections for group in one.groups}
    assert [line.rule for group in board.gone for line in group.lines] == ["time-suits"]
    assert [group.name for group in board.gone] == ["First"]
    assert "10:30" in lines["Late"][0].why
    assert lines_of(morning, fay, EIGHT + DAY)[0] == ("Late", ["time-suits"])
    assert morning.clinic.board_items.get(waiting=late, state="open").occasion == "2026-11-28"


def test_whom_an_e_mail_did_not_reach_is_to_be_rung():
    morning = Morning()
    desk = morning.front_desk()

    def fails(name: str, status: str, at: datetime, **more: object) -> Appointment:
        visit = morning.visit(name, status, at, **more)
        visit.notices.create(
            kind="moved", occasion="moved:1", state="failed", due_at=EIGHT - HOUR,
            next_try_at=EIGHT - HOUR,
        )  # fmt: skip
        return visit

    ann = fails("Ann", "booked", EIGHT + 9 * DAY)
    fails("Off", "cancelled", EIGHT + 2 * DAY, cancelled_by="clinic")
    # They know, it is over, or nobody ever confirmed that there is such a mailbox.
    fails("Own", "cancelled", EIGHT + 2 * DAY, cancelled_by="person")
    fails("Past", "noshow", EIGHT - 2 * HOUR)
    fails("Nobody", "proposed", EIGHT + 2 * DAY)
    assert sorted(lines_of(morning, desk)) == [("Ann", ["undelivered"]), ("Off", ["undelivered"])]
    board = board_of(morning.clinic, desk, EIGHT)
    assert [section.id for section in board.sections] == ["look"]
    ann.notices.create(
        kind="reminder", occasion="reminder:48h:1", state="sent", due_at=EIGHT, next_try_at=EIGHT
    )
    board = board_of(morning.clinic, desk, EIGHT + HOUR)
    assert [group.name for group in board.gone] == ["Ann"]
    assert [group.name for group in board.sections[0].groups] == ["Off"]


def test_taking_is_for_one(at_eight):
    morning, people = a_busy_morning()
    cora, dan = morning.clinician("Cora Lee"), morning.clinician("Dan Doe")
    board_of(morning.clinic, cora, EIGHT)
    item = morning.item("danger-sign", people["Di"])
    taken = actions.take(item=item, by=cora, version=0, now=EIGHT)
    with pytest.raises(Changed):
        actions.let_go(item=item, by=dan, version=taken.version, now=EIGHT)
    with pytest.raises(Changed):
        actions.close(item=item, by=dan, outcome="seen", note="", version=0, now=EIGHT)
    # Who saw that a colleague has it may take it over.
    assert actions.take(item=item, by=dan, version=1, now=EIGHT).by == dan
    freed = actions.let_go(item=item, by=dan, version=2, now=EIGHT)
    assert freed.state == "open"
    done = actions.close(item=item, by=cora, outcome="seen", note="", version=3, now=EIGHT)
    again = actions.close(item=item, by=cora, outcome="seen", note="", version=3, now=EIGHT)
    assert done.version == again.version == 4
    assert actions.reopen(item=item, by=dan, version=4, now=EIGHT).state == "open"
    assert [act.did for act in item.acts.all()] == [
        "taken", "taken", "let_go", "closed", "reopened",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "now", [EIGHT, EIGHT.replace(month=3, day=30), EIGHT.replace(month=10, day=26)]
)
@pytest.mark.parametrize("name", ["Asia/Hong_Kong", "Europe/London"])
def test_a_night_is_a_night_of_the_clinic(now, name):
    """Also where the clocks have just been changed."""
    zone = ZoneInfo(name)
    morning = Morning(now=now)
    morning.clinic.time_zone = name
    person = morning.patient("Ada")
    morning.evenings(person, 1)
    (session,) = person.evenings.all()
    today = now.astimezone(zone).date()
    for clock, ago in (("22:00", 1), ("03:59", 1), ("04:00", 0), ("22:00", 3), ("03:30", 4)):
        nights = ago - (clock < "04:00")
        at = datetime.combine(today - nights * DAY, time.fromisoformat(clock), zone)
        SessionRecord.objects.filter(pk=session.pk).update(started_at=at)
        found = courses(morning.clinic, [person.pk.hex], now + DAY)
        assert list(found[person.pk.hex].done) == [today - ago * DAY], (clock, ago)


def test_the_queries_do_not_grow_with_the_people():
    morning = Morning()
    cora = morning.clinician()

    def grow(count: int) -> None:
        for n in range(count):
            person = morning.patient(f"Person {n} of {count}")
            morning.mornings(person, *[3] * 12, 6, 6)
            morning.evenings(person, 1, 2, 3)
            morning.visit(person, "booked", EIGHT + (n + 1) * timedelta(minutes=5))

    def asked() -> int:
        board_of(morning.clinic, cora, EIGHT)
        with CaptureQueriesContext(connection) as queries:
            board_of(morning.clinic, cora, EIGHT)
        return len(queries)

    grow(2)
    few = asked()
    grow(12)
    assert asked() == few == 9
    # Somebody waits: three more for the book, whatever they wait for.
    for n in range(3):
        service = Service.objects.create(clinic=morning.clinic, name_en="Long", minutes=45 + n)
        service.practitioners.add(morning.practitioner)
        WaitingEntry.objects.filter(pk=morning.waits(f"W{n}").pk).update(service=service)
    assert asked() == 12
