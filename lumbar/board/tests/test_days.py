"""The board from one day to the next: what stays, what comes back, and what is not told twice."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from lumbar.board import actions
from lumbar.board.board import Board, board_of
from lumbar.board.lines import LineView
from lumbar.board.models import BoardItem
from lumbar.board.queries import kept
from lumbar.board.tests.clinic import DAY, EIGHT, HOUR, Morning
from lumbar.booking.models import Holiday
from lumbar.check.models import Recheck
from lumbar.clinical.board_kept import Meeting
from lumbar.clinical.board_values import Line
from lumbar.clinical.library import library
from lumbar.people.tests.staff import signed_in

pytestmark = pytest.mark.django_db


def shown_in(board: Board) -> dict[str, LineView]:
    """What stands open on a board, by rule."""
    return {
        line.rule: line
        for section in board.sections
        for group in section.groups
        for line in group.lines
    }


def put_off(item: BoardItem, by: Any, until: str, now: Any = EIGHT) -> BoardItem:
    return actions.snooze(
        item=item, by=by, until=until, reason="Away", version=item.version, now=now
    )


def test_what_may_be_dangerous_stays_until_somebody_answers_it():
    morning = Morning()
    cora = morning.clinician()
    red, soon = morning.patient("Red"), morning.patient("Soon")
    morning.check(red, "emergency", 6)
    morning.danger_sign(red, 3)
    Recheck.objects.create(person=red, asked_at=EIGHT - 2 * HOUR, by="progress")
    morning.check(soon, "same_day", 6)
    morning.review(soon, 3)
    stays = {"result-emergency", "danger-sign", "new-check", "result-same-day", "should-be-seen"}
    assert set(shown_in(board_of(morning.clinic, cora, EIGHT))) == stays
    for days in (8, 70):
        lines = shown_in(board_of(morning.clinic, cora, EIGHT + days * DAY))
        assert set(lines) == stays, days
        assert not any(line.gone for line in lines.values()), "nothing was said since"
    morning.check(red, "self_care", -24)
    lines = shown_in(board_of(morning.clinic, cora, EIGHT + 71 * DAY))
    assert {rule for rule, line in lines.items() if line.gone} == {
        "result-emergency", "danger-sign", "new-check",
    }  # fmt: skip
    assert set(lines) == stays, "and somebody has to close them"


def test_what_was_closed_long_ago_is_not_opened_by_an_older_line_that_was_not():
    morning = Morning()
    cora, red = morning.clinician(), morning.patient("Red")
    morning.check(red, "emergency", 24 * 40)
    board_of(morning.clinic, cora, EIGHT - 39 * DAY)
    # As two people who turn out to be one: each had a line of their own.
    older = morning.item("result-emergency", red)
    morning.check(red, "emergency", 24 * 30)
    BoardItem.objects.filter(pk=older.pk).update(state="closed")
    board_of(morning.clinic, cora, EIGHT - 29 * DAY)
    newer = BoardItem.objects.exclude(pk=older.pk).get()
    BoardItem.objects.filter(pk=older.pk).update(state="open")
    BoardItem.objects.filter(pk=newer.pk).update(state="closed")
    line = shown_in(board_of(morning.clinic, cora, EIGHT))["result-emergency"]
    assert line.item.pk == older.pk and line.gone
    newer.refresh_from_db()
    assert newer.state == "closed"


def test_what_was_put_off_comes_back_for_a_day_though_it_is_no_longer_true():
    morning = Morning()
    cora, ben = morning.clinician(), morning.patient("Ben")
    morning.mornings(ben, *[3] * 12, 6, 6)
    board_of(morning.clinic, cora, EIGHT)
    monday = put_off(morning.item("worse-on-waking", ben), cora, "three-days").until
    assert monday == EIGHT + 3 * DAY
    assert not shown_in(board_of(morning.clinic, cora, EIGHT + 2 * DAY))
    board = board_of(morning.clinic, cora, monday + HOUR)
    (line,) = (line for group in board.gone for line in group.lines)
    assert line.rule == "worse-on-waking" and not line.again
    assert board_of(morning.clinic, cora, monday + 8 * HOUR).gone
    assert not board_of(morning.clinic, cora, monday + DAY).gone
    assert morning.item("worse-on-waking", ben).state == "lapsed"


def test_only_what_was_put_off_and_came_anew_says_that_it_came_again():
    morning = Morning()
    cora, ben = morning.clinician(), morning.patient("Ben")
    morning.mornings(ben, *[3] * 12, 6, 6)
    morning.visit("Yan", "pending", EIGHT + 5 * DAY)
    board_of(morning.clinic, cora, EIGHT)
    actions.take(item=morning.item("request"), by=cora, version=0, now=EIGHT)
    put_off(morning.item("worse-on-waking", ben), cora, "three-days")
    ben.check_ins.create(morning=(EIGHT + DAY).date(), pain=7, sleep=6, said_at=EIGHT + DAY)
    lines = shown_in(board_of(morning.clinic, cora, EIGHT + DAY - HOUR))
    assert lines["worse-on-waking"].again
    assert not lines["request"].again and lines["request"].by == "Cora Lee"
    # What somebody has already, and what comes anew in it, was never put off.
    morning.check(ben, "emergency", 6)
    board_of(morning.clinic, cora, EIGHT + DAY)
    actions.take(item=morning.item("result-emergency", ben), by=cora, version=0, now=EIGHT + DAY)
    morning.check(ben, "emergency", -25)
    line = shown_in(board_of(morning.clinic, cora, EIGHT + DAY + 2 * HOUR))["result-emergency"]
    assert line.item.occasion.startswith("2026-11-28") and not line.again and line.mine
    # Nor does a request that was put off until eight come back at seven, or say so then.
    put_off(morning.item("request"), cora, "tomorrow", EIGHT + DAY)
    board = board_of(morning.clinic, cora, EIGHT + 2 * DAY - HOUR)
    assert [line.rule for group in board.snoozed for line in group.lines] == ["request"]
    assert not shown_in(board_of(morning.clinic, cora, EIGHT + 2 * DAY))["request"].again


def test_what_came_while_the_clinic_was_closed_is_there_afterwards():
    morning = Morning()
    for days in range(1, 12):
        Holiday.objects.create(clinic=morning.clinic, day=(EIGHT - days * DAY).date(), name_en="x")
    di, flo = morning.patient("Di"), morning.patient("Flo")
    morning.danger_sign(di, 24 * 10)
    morning.companion(flo, 24 * 10)
    Recheck.objects.create(person=di, asked_at=EIGHT - 10 * DAY, by="progress")
    morning.review(morning.patient("Gus"), 24 * 10)
    lines = shown_in(board_of(morning.clinic, morning.clinician(), EIGHT))
    assert set(lines) == {"danger-sign", "new-check", "should-be-seen", "two-days-end"}


def test_bringing_back_says_what_it_does(monkeypatch: pytest.MonkeyPatch):
    morning = Morning()
    cora, ben, ed = morning.clinician(), morning.patient("Ben"), morning.patient("Ed")
    morning.mornings(ben, *[3] * 12, 6, 6)
    morning.evenings(ed, 7, 8, 9, 10, 11)
    morning.visit("Zed", "booked", EIGHT + HOUR)
    board_of(morning.clinic, cora, EIGHT)
    browser, now = signed_in(cora), EIGHT + 2 * DAY
    for rule, at in (("visit", EIGHT), ("worse-on-waking", now)):
        board_of(morning.clinic, cora, at)
        (item,) = BoardItem.objects.filter(rule=rule)
        actions.close(item=item, by=cora, outcome="rang", note="", version=0, now=at)
    board_of(morning.clinic, cora, EIGHT + 3 * DAY)
    monkeypatch.setattr(timezone, "now", lambda: EIGHT + 3 * DAY)

    def tried(rule: str, before: str) -> tuple[bool, int]:
        (item,) = BoardItem.objects.filter(rule=rule)
        assert item.state == before
        path = reverse("board_line", args=[item.pk])
        offered = "Bring back" in browser.get(path).content.decode()
        sent = {"do": "reopen", "version": str(item.version)}
        return offered, browser.post(path, sent).status_code

    # Closed, or let go: it is there for the rest of the day, and says that it is no longer true.
    assert tried("worse-on-waking", "closed") == (True, 302)
    assert tried("stopped", "lapsed") == (True, 302)
    board = board_of(morning.clinic, cora, EIGHT + 3 * DAY)
    assert {line.rule for group in board.gone for line in group.lines} == {
        "worse-on-waking", "stopped",
    }  # fmt: skip
    # A visit of another day is over with it, and what came anew has a line of its own.
    assert tried("visit", "closed") == (False, 400)
    (item,) = BoardItem.objects.filter(rule="stopped")
    actions.close(
        item=item, by=cora, outcome="rang", note="", version=item.version, now=EIGHT + 3 * DAY
    )
    BoardItem.objects.create(
        clinic=morning.clinic, rule="stopped", person=ed, occasion="2026-11-30",
        at=EIGHT + 4 * DAY, evidence={"nights": 3, "done": 5}, shown_at=EIGHT + 4 * DAY,
    )  # fmt: skip
    path = reverse("board_line", args=[item.pk])
    item.refresh_from_db()
    assert "Bring back" not in browser.get(path).content.decode()
    sent = {"do": "reopen", "version": str(item.version)}
    assert browser.post(path, sent).status_code == 400


def test_what_came_anew_while_somebody_closed_the_line_is_not_closed_with_it():
    morning = Morning()
    cora, ada = morning.clinician(), morning.patient("Ada")
    morning.check(ada, "emergency", 6)
    board_of(morning.clinic, cora, EIGHT)
    item = morning.item("result-emergency", ada)
    rule = next(one for one in library().care.board.rule if one.id == item.rule)
    anew = Meeting(Line(rule, item.subject, "later", EIGHT), kept(item), "again", "board")
    actions.close(item=item, by=cora, outcome="rang", note="", version=0, now=EIGHT)
    actions.write_down(clinic=morning.clinic, met=[anew], now=EIGHT)
    before = item.occasion
    item.refresh_from_db()
    assert item.occasion == before and item.state == "closed"


def test_many_of_one_rule_are_folded_and_danger_never():
    morning = Morning()
    for n in range(5):
        morning.evenings(morning.patient(f"Ed {n}"), 4, 5, 6, 7)
        morning.check(morning.patient(f"Red {n}"), "emergency", 6)
    board = board_of(morning.clinic, morning.clinician(), EIGHT)
    danger, look = board.sections
    assert [(len(run.groups), len(run.more)) for run in danger.runs] == [(5, 0)]
    assert [(len(run.groups), len(run.more)) for run in look.runs] == [(3, 2)]
    assert look.runs[0].title == "Stopped the evenings"


def test_earlier_lines_have_danger_first_on_each_day(monkeypatch: pytest.MonkeyPatch):
    morning = Morning()
    monkeypatch.setattr(timezone, "now", lambda: EIGHT + HOUR)
    cora, ada = morning.clinician(), morning.patient("Ada")
    for name in ("Ed", "Eve"):
        morning.evenings(morning.patient(name), 4, 5, 6, 7)
    board_of(morning.clinic, cora, EIGHT - HOUR)
    morning.check(ada, "emergency", 0)
    board_of(morning.clinic, cora, EIGHT)
    browser = signed_in(cora)
    page = browser.get("/desk/board/past").content.decode()
    assert re.findall(r">(Ada|Ed|Eve)</a></td>", page)[0] == "Ada"
    assert "level--emergency" in page
    for number in ("000001" + "9" * 25, "000001" + "9" * 4400, "0", "²", "9999"):
        assert browser.get(f"/desk/board/past?page={number}").status_code < 500, number[:9]
