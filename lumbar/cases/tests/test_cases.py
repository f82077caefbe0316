"""A case from the first draft to the person's last word, and people with answers alike."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lumbar.audit.models import AuditLine
from lumbar.booking.models import Appointment
from lumbar.cases import actions, worker
from lumbar.cases.errors import CaseRefused
from lumbar.cases.models import Case, Counted
from lumbar.cases.tests.helpers import somebody
from lumbar.check.models import StoredAssessment
from lumbar.people.models import Clinic, Membership, Person, Role, Sharing
from lumbar.people.sharing import share
from lumbar.people.tests.staff import a_clinic, a_member, signed_in

pytestmark = pytest.mark.django_db

TEXTS = {
    "title_en": "Eight weeks with a sore back",
    "story_en": "It hurt in the mornings.\n\nWalking helped.",
    "title_zh_hant": "八個星期",
    "story_zh_hant": "早上痛。\n\n走路有幫助。",
}


@pytest.fixture
def clinic() -> Clinic:
    return a_clinic()


@pytest.fixture
def writer(clinic: Clinic) -> Membership:
    return a_member(clinic, Role.CLINICIAN, "Dr Ho")


def kept(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def send(browser: Client, case: Case, do: str, **more: object) -> int:
    data = {**TEXTS, "version": kept(case).version, "do": do, **more}
    return browser.post(reverse("desk_case", args=[case.pk]), data).status_code


def drafted(browser: Client, clinic: Clinic) -> tuple[Case, Client]:
    patient, own = somebody(clinic)
    answer = browser.post(reverse("desk_case_new", args=[patient.pk]))
    assert answer.status_code == 302
    return Case.objects.get(person=patient.person), own


def test_from_a_draft_to_everybody_and_back(clinic: Clinic, writer: Membership) -> None:
    desk = signed_in(writer)
    case, own = drafted(desk, clinic)
    assert case.outcome == "better"
    assert len(case.weeks) == 8
    # Nobody else of the clinic is like them: neither age nor pattern is told.
    assert (case.age_band, case.pattern) == ("", "")
    page = reverse("case", args=[case.pk])
    asked = reverse("case_asked", args=[case.pk])

    # Before it is asked for, the person sees nothing, and nobody can show it.
    assert own.get(asked).status_code == 404
    assert send(desk, case, "publish") == 409
    # A name, and a number of the register, have to be looked at first.
    named = TEXTS | {"story_en": "Mr Chan came to Mong Kok."}
    assert send(desk, case, "ask", **named) == 400
    body = desk.get(reverse("desk_case", args=[case.pk])).content.decode()
    assert "“Mr Chan”" in body and "“Mong Kok”" in body
    assert kept(case).story_en == named["story_en"]
    assert send(desk, case, "ask", **named, looked_twice=["Mong Kok"]) == 400
    assert send(desk, case, "ask") == 302

    # The person reads exactly this, in both languages, and agrees.
    body = own.get(asked).content.decode()
    for text in ("Eight weeks with a sore back", "八個星期", "走路有幫助"):
        assert text in body
    assert own.post(asked, {"do": "agree", "digest": kept(case).digest}).status_code == 400
    agree = {"do": "agree", "read": "yes", "digest": kept(case).digest}
    assert own.post(asked, agree | {"digest": "old"}).status_code == 409
    assert own.post(asked, agree).status_code == 302
    assert Client().get(page).status_code == 404
    assert send(desk, case, "publish") == 302
    assert Client().get(page).status_code == 200
    assert "Less pain in the end" in Client().get(reverse("cases")).content.decode()

    # A single word changed: nobody sees it until they agree again.
    assert send(desk, case, "keep", title_en="Nine weeks") == 302
    assert kept(case).state == Case.State.DRAFT
    assert Client().get(page).status_code == 404
    assert send(desk, case, "ask") == 302
    own.post(asked, agree | {"digest": kept(case).digest})
    assert send(desk, case, "publish") == 302
    # What they agreed to show everybody stays seen when they share nothing else any more; it can
    # not become something else.
    shares(case, Sharing.Scope.NOTHING)
    assert desk.get(reverse("desk_case", args=[case.pk])).status_code == 200
    assert send(desk, case, "keep", title_en="Ten weeks") == 409
    assert send(desk, case, "draw") == 409
    assert own.post(asked, {"do": "take-back"}).status_code == 302
    assert Client().get(page).status_code == 404
    assert send(desk, case, "keep") == 409
    assert nothing_is_left(case, desk, own)
    did = set(AuditLine.objects.filter(person=case.person_id).values_list("did", flat=True))
    assert {"drafted_case", "changed_case", "asked_for_case", "published_case"} <= did
    assert AuditLine.objects.filter(person=case.person_id, did="looked_at_case").count() == 1


def shares(case: Case, scope: Sharing.Scope) -> None:
    share(person=case.person, clinic=case.clinic, scope=scope, now=timezone.now())


def nothing_is_left(case: Case, desk: Client, own: Client) -> bool:
    """Neither in the row nor on either side's page."""
    row = kept(case)
    texts = (row.title_en, row.story_en, row.title_zh_hant, row.story_zh_hant, row.pattern)
    pages = [desk.get(reverse("desk_case", args=[case.pk])).content.decode()]
    if row.asked_at:
        pages.append(own.get(reverse("case_asked", args=[case.pk])).content.decode())
    return (
        not any((*texts, row.age_band, row.weeks, row.exercises, row.looked_twice, row.digest))
        and row.outcome == Case.NOT_TOLD
        and not any(word in page for page in pages for word in ("case-chart", "It hurt in"))
        and all("is deleted" in page for page in pages)
    )


def test_a_case_does_not_outlive_what_is_shared(clinic: Clinic, writer: Membership) -> None:
    desk = signed_in(writer)
    case, own = drafted(desk, clinic)
    there = reverse("desk_case", args=[case.pk])
    send(desk, case, "keep")
    # However it came about that the journal is not shown: the copy is not either.
    Sharing.objects.update(scope="result")
    assert desk.get(there).status_code == 403
    assert send(desk, case, "ask") == 403
    Sharing.objects.update(scope="journal")
    shares(case, Sharing.Scope.RESULT)
    assert kept(case).state == Case.State.WITHDRAWN
    assert nothing_is_left(case, desk, own)

    # Asked for, and answered no.
    shares(case, Sharing.Scope.JOURNAL)
    patient = clinic.patients.get(person=case.person)
    desk.post(reverse("desk_case_new", args=[patient.pk]))
    case = Case.objects.get(state="draft")
    assert send(desk, case, "ask") == 302
    decline = {"do": "decline", "digest": kept(case).digest}
    assert own.post(reverse("case_asked", args=[case.pk]), decline).status_code == 302
    assert nothing_is_left(case, desk, own)
    assert send(desk, case, "ask") == 409


def test_what_can_go_wrong_is_said_and_loses_nothing(clinic: Clinic, writer: Membership) -> None:
    desk = signed_in(writer)
    patient, _own = somebody(clinic, weeks=1)
    new = reverse("desk_case_new", args=[patient.pk])
    assert "Too few mornings" in desk.post(new).content.decode()
    assert patient.person is not None
    share(person=patient.person, clinic=clinic, scope=Sharing.Scope.RESULT, now=timezone.now())
    assert "shows your clinic no journal" in desk.post(new).content.decode()

    case, own = drafted(desk, clinic)
    stale = kept(case).version
    assert send(desk, case, "keep") == 302
    answer = desk.post(
        reverse("desk_case", args=[case.pk]), TEXTS | {"version": stale, "story_en": "Typed long"}
    )
    assert answer.status_code == 409
    assert "Typed long" in answer.content.decode()
    long = desk.post(
        reverse("desk_case", args=[case.pk]),
        TEXTS | {"version": kept(case).version, "title_zh_hant": "長" * 61},
    )
    assert long.status_code == 400
    assert "長" * 61 in long.content.decode()
    assert send(desk, case, "ask") == 302
    asked = reverse("case_asked", args=[case.pk])
    assert own.post(asked, {"do": "decline", "digest": kept(case).digest}).status_code == 302
    assert kept(case).state == Case.State.DECLINED
    assert own.post(asked, {"do": "agree", "read": "yes", "digest": ""}).status_code == 409
    # Somebody else's, and another clinic's, are not there.
    _other, browser = somebody(clinic, "Lee Siu Ming")
    assert browser.get(asked).status_code == 404
    elsewhere = a_clinic("hill.example.org", "Hill Clinic")
    stranger = signed_in(a_member(elsewhere, Role.CLINICIAN, "Dr Ng"))
    there = reverse("desk_case", args=[case.pk])
    assert stranger.get(there).status_code == 404
    Case.objects.filter(pk=case.pk).update(clinic=elsewhere)
    assert desk.get(there).status_code == 404


def test_a_case_that_did_not_improve_says_so_and_is_described_once_it_hides(
    clinic: Clinic, writer: Membership
) -> None:
    for number in range(4):
        somebody(clinic, f"Person {number}")
    patient, _own = somebody(clinic, "Wong Mei", first=6, last=6)
    assert patient.person is not None
    case = actions.draft_case(clinic=clinic, person=patient.person, by=writer, now=timezone.now())
    assert case.outcome == "same"
    # Five people of the clinic answered alike when their courses began: now age and pattern hide
    # them well enough. What they answer later describes another course.
    assert case.age_band == "young"
    later = StoredAssessment.objects.get(person=patient.person)
    later.pk, later._state.adding, later.answers = uuid4(), True, {"age": "70_plus"}
    later.save()
    written = actions.Written(*TEXTS.values())
    case = actions.draw_again(case=case.pk, by=writer, version=case.version, now=timezone.now())
    assert case.age_band == "young"
    case = actions.write_case(
        case=case.pk, by=writer, version=case.version, written=written, looked_twice=(),
        now=timezone.now(),
    )  # fmt: skip
    case = actions.ask_for_case(case=case.pk, by=writer, version=case.version, now=timezone.now())
    case = actions.answer_case(
        case=case.pk, person=patient.person, agree=True, digest=case.digest, now=timezone.now()
    )
    # One who only booked hides nobody, nor one who shares no more: there is nothing to publish.
    other = Person.objects.get(patients__name="Person 0")
    for undo in (False, True):
        Appointment.objects.filter(patient__person=other).update(
            status="fulfilled" if undo else "booked"
        )
        scope = Sharing.Scope.RESULT if undo else Sharing.Scope.JOURNAL
        share(person=other, clinic=clinic, scope=scope, now=timezone.now())
        with pytest.raises(CaseRefused, match="too-few"):
            actions.publish_case(case=case.pk, by=writer, version=case.version, now=timezone.now())
    share(person=other, clinic=clinic, scope=Sharing.Scope.JOURNAL, now=timezone.now())
    with CaptureQueriesContext(connection) as caught:
        actions.publish_case(case=case.pk, by=writer, version=case.version, now=timezone.now())
    # Everybody's checks are one query, and read before anything is locked.
    sql = [one["sql"] for one in caught]
    checks = [n for n, one in enumerate(sql) if "check_storedassessment" in one]
    begins = next(n for n, one in enumerate(sql) if one.startswith(("BEGIN", "SAVEPOINT")))
    assert len(checks) == 1
    assert checks[0] < begins


def test_people_with_answers_alike_from_five_on(clinic: Clinic) -> None:
    now = timezone.now()
    patient, own = somebody(clinic, "Wong Mei")
    assert patient.person is not None
    page = reverse("cases_like_yours")
    for number in range(4):
        one, _browser = somebody(clinic, f"Person {number}")
        assert one.person is not None
        actions.count_in(person=one.person, on=True, now=now)
    # Who looks is not counted among the others.
    actions.count_in(person=patient.person, on=True, now=now)
    assert "nothing of fewer than 5" in own.get(page).content.decode()
    _fifth, browser = somebody(clinic, "Person 5")
    assert browser.post(reverse("count_in"), {"on": "yes"}).status_code == 302
    body = own.get(page).content.decode()
    assert "5 to 9 people here answered" in body
    # Shares and quarters of so few would be somebody's own numbers.
    assert "of 10 hurt" not in body
    assert "A quarter at most" not in body
    # The check made again on the same day changes nobody.
    again = StoredAssessment.objects.get(person=patient.person)
    soon = again.created_at + timedelta(seconds=1)
    again.pk, again._state.adding, again.answers = uuid4(), True, {"age": "under_6"}
    again.save()
    StoredAssessment.objects.filter(pk=again.pk).update(created_at=soon)
    assert "5 to 9 people here answered" in own.get(page).content.decode()
    # Who only booked, as anybody can as often as they like, is not counted.
    Appointment.objects.filter(patient__name="Person 5").update(status="booked")
    assert "nothing of fewer than 5" in own.get(page).content.decode()
    Appointment.objects.update(status="arrived")
    assert "5 to 9 people here answered" in own.get(page).content.decode()
    assert browser.post(reverse("count_in"), {"on": "no"}).status_code == 302
    assert "nothing of fewer than 5" in own.get(page).content.decode()

    # What is counted is brought up to date once a day, for each.
    Counted.objects.update(weeks=[], worked_out_at=now - timedelta(days=2))
    assert worker.round(now) == 5
    assert worker.round(now) == 0
    assert all(Counted.objects.values_list("weeks", flat=True))
