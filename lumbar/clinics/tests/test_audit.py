"""Owners read who did what: names where the role may know them, by member and by day, in a few
queries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lumbar.audit.actions import record
from lumbar.audit.models import AuditLine
from lumbar.booking.tests.book import a_book
from lumbar.clinics.audited import trail_of
from lumbar.people.models import Patient, Person, Role
from lumbar.people.tests.staff import a_clinic, a_member, signed_in
from lumbar.people.who import staff_did

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 2, 30, tzinfo=UTC)


def test_an_owner_reads_who_did_what() -> None:
    book = a_book(practitioners=1)
    clinic = book.clinic
    owner, cora = (
        a_member(clinic, role, name)
        for role, name in ((Role.OWNER, "Olive Lo"), (Role.CLINICIAN, "Cora Lee"))
    )
    person = Person.objects.create()
    Patient.objects.create(clinic=clinic, person=person, name="Maple Leung")
    caller = book.patient("Ivy Fong")
    staff_did(cora, "looked_at_journal", now=NOW, person=person)
    staff_did(cora, "published_case", now=NOW - timedelta(days=2), person=person)
    staff_did(cora, "changed_register", now=NOW, subject=f"patient:{caller.pk}")
    staff_did(owner, "changed_role", now=NOW, subject=f"member:{cora.pk}",
              details={"from": {"role": "front_desk"}, "to": {"role": "clinician"}})  # fmt: skip
    record(now=NOW, did="changed_sharing", clinic=clinic.pk, person=person.pk)
    other = a_member(a_clinic("other.example.org"), Role.CLINICIAN, "Tom Elsewhere")
    staff_did(other, "looked_at_journal", now=NOW, person=person)

    with CaptureQueriesContext(connection) as asked:
        trail = trail_of(clinic, owner, list(clinic.memberships.all()))
    assert len(asked) <= 3
    told = {
        (one.who, one.what, one.whom.name if one.whom else one.colleague)
        for day in trail.days
        for one in day.done
    }
    assert told == {
        ("Cora Lee", "Looked at the journal", "Maple Leung"),
        ("Cora Lee", "Changed an entry in the register", "Ivy Fong"),
        # Whose story a case tells is not for who only runs the clinic.
        ("Cora Lee", "Published a case", ""),
        ("Olive Lo", "Changed what somebody on the team may do: Front desk, now Clinician",
         "Cora Lee"),
        ("Maple Leung", "Changed what the clinic may see of their health", ""),
    }  # fmt: skip
    owner.treats = True
    whole = trail_of(clinic, owner, [])
    assert [one.whom.name for one in whole.days[-1].done if one.whom] == ["Maple Leung"]

    desk = signed_in(owner)
    day = (NOW - timedelta(days=2)).date().isoformat()
    page = desk.get(
        "/desk/audit", {"who": str(cora.pk), "first": day, "last": day}
    ).content.decode()
    assert "Published a case" in page
    assert "your role is not told about whom" in page
    assert "Looked at the journal" not in page
    none = desk.get("/desk/audit", {"last": "2001-01-01"})
    assert "Nothing was done by them" in none.content.decode()
    wrong = desk.get(
        "/desk/audit", {"first": "2027-02-30", "last": "2027-01-01", "who": str(other.pk)}
    )
    assert wrong.status_code == 400
    shown = wrong.content.decode()
    assert "Choose somebody of the team." in shown
    assert 'value="2027-02-30"' in shown


def test_a_long_trail_has_pages() -> None:
    owner = a_member(a_clinic(), Role.OWNER)
    AuditLine.objects.bulk_create(
        AuditLine(
            at=NOW - timedelta(minutes=n), clinic=owner.clinic_id, account=owner.account_id,
            name=owner.name, did="invited" if n == 100 else "blocked_time",
        )
        for n in range(101)
    )  # fmt: skip
    desk = signed_in(owner)
    first = desk.get("/desk/audit?last=2100-12-31").content.decode()
    assert "Invited somebody" not in first
    assert '"?last=2100-12-31&amp;page=2"' in first
    second = desk.get("/desk/audit?last=2100-12-31&page=2").content.decode()
    assert second.count('class="trail__clock"') == 1
    assert "Invited somebody to the team: –" in second
    # A number that no page has, however long.
    for number in ("0", "x", "000001" + "9" * 30):
        assert desk.get("/desk/audit", {"page": number}).context["trail"].number == 1
