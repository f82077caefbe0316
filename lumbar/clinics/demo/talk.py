"""Messages and cases of the demo."""

from __future__ import annotations

from datetime import datetime, timedelta

from lumbar.cases import actions as cases
from lumbar.cases import drawing
from lumbar.cases.errors import CaseRefused
from lumbar.cases.models import Case
from lumbar.clinical.case_course import outcome
from lumbar.clinics.demo.book import Comes
from lumbar.clinics.demo.chance import Chance
from lumbar.clinics.demo.clinic import DemoClinic
from lumbar.clinics.demo.invented import CASES, TALK, WAITING_FOR_AN_ANSWER
from lumbar.clinics.demo.journal import Rows
from lumbar.conversation.models import Conversation, Message
from lumbar.people.models import Membership, Person


def write_messages(
    made: DemoClinic, people: list[Comes], rows: Rows, chance: Chance, now: datetime
) -> None:
    """Some conversations that are over, and some that wait for an answer."""
    for n, comes in enumerate(people[:18]):
        person = comes.patient.person
        staff = comes.usual.membership
        if person is None or staff is None:
            continue
        waits = WAITING_FOR_AN_ANSWER[n] if n < len(WAITING_FOR_AN_ANSWER) else ""
        asked_at = now - timedelta(days=2 + n * 3, hours=chance.randrange(1, 9))
        answered_at = asked_at + timedelta(hours=chance.choice([2, 5, 19]))
        question, answer = TALK[n % len(TALK)]
        last = now - timedelta(hours=10 + n) if waits else answered_at
        talk = Conversation(
            uuid=chance.id(), clinic=made.clinic, person=person, last_at=last,
            waits_since=last if waits else None, person_read_at=last,
            staff_read_at=answered_at,
        )  # fmt: skip
        rows.add(talk)
        rows.add(_message(talk, question, None, asked_at, chance))
        rows.add(_message(talk, answer, staff, answered_at, chance))
        if waits:
            rows.add(_message(talk, waits, None, last, chance))


def _message(
    talk: Conversation, text: str, by: Membership | None, when: datetime, chance: Chance
) -> Message:
    return Message(
        uuid=chance.id(), conversation=talk, text=text, by_person=by is None, written_by=by,
        name=by.name if by else "", written_at=when,
    )  # fmt: skip


def write_cases(made: DemoClinic, people: list[Comes], chance: Chance, now: datetime) -> None:
    """People who let themselves be counted, and a few cases: drafted, asked for and published by
    the same steps as real ones. Needs every row of theirs in the database."""
    tellers = [one for one in people if one.patient.person is not None]
    for comes in tellers[:40]:
        if comes.patient.person is not None:
            cases.count_in(person=comes.patient.person, on=True, now=now - timedelta(days=30))
    left = {how: list(texts) for how, texts in CASES.items()}
    ends = ["published", "published", "published", "asked", "draft"]
    for n, comes in enumerate(tellers):
        if not ends:
            return
        person, writer = comes.patient.person, comes.usual.membership
        drawn = drawing.draw(person) if person is not None else None
        if person is None or writer is None or drawn is None:
            continue
        texts = left.get(outcome(drawn.weeks, drawing.meaningful_points()), [])
        if not texts and ends[0] != "draft":
            continue
        began = now - timedelta(days=20 + n)
        try:
            case = cases.draft_case(clinic=made.clinic, person=person, by=writer, now=began)
        except CaseRefused:
            # What makes no case in real life makes none here.
            continue
        _tells(case, person, writer, texts.pop(0) if texts else None, ends.pop(0), began)


def _tells(
    case: Case,
    person: Person,
    writer: Membership,
    text: tuple[str, str, str, str] | None,
    end: str,
    began: datetime,
) -> None:
    """Take a drafted case as far as it goes."""
    if end == "draft" or text is None:
        return
    written = cases.Written(*text)
    case = cases.write_case(
        case=case.pk, by=writer, version=case.version, written=written, looked_twice=(), now=began,
    )  # fmt: skip
    case = cases.ask_for_case(case=case.pk, by=writer, version=case.version, now=began)
    if end == "asked":
        return
    case = cases.answer_case(
        case=case.pk, person=person, agree=True, digest=case.digest, now=began + timedelta(days=1),
    )  # fmt: skip
    cases.publish_case(case=case.pk, by=writer, version=case.version, now=began + timedelta(days=2))
