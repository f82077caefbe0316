"""Messages: the person's page, and the staff's, where reading is noted."""

from __future__ import annotations

import uuid as uuids
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from lumbar.check.views import emergency_number
from lumbar.clinical.library import library
from lumbar.conversation import actions
from lumbar.conversation.models import LONGEST, Conversation
from lumbar.conversation.queries import (
    conversation_of,
    last_of,
    lines_of,
    may_write,
    messages_in,
    patient_here,
)
from lumbar.people.http import Request, clinic_here
from lumbar.people.models import Clinic, Patient
from lumbar.people.roles import May, staff_only, the_member
from lumbar.people.who import note_look
from lumbar.site.reading import read_uuid, uuid_or_404
from lumbar.site.wording import page_language


@require_http_methods(["GET", "POST"])
def messages(request: Request) -> HttpResponse:
    """What a person and the clinic wrote to each other, and a box to write in."""
    clinic, person = request.clinic or None, request.person
    if request.method == "POST":
        if clinic is None or person is None or not may_write(clinic, person):
            raise Http404
        try:
            actions.write_to_clinic(
                clinic=clinic,
                person=person,
                uuid=uuid_or_404(request.POST.get("id")),
                text=request.POST.get("text", ""),
                name=request.POST.get("name", ""),
                now=timezone.now(),
            )
        except actions.Unfit as error:
            return _page(request, clinic, wrong=error.code, status=400)
        except actions.TooMany:
            return _page(request, clinic, wrong="many", status=429)
        except actions.NotTheirs:
            raise Http404 from None
        return _to_the_end("messages")
    return _page(request, clinic)


def _page(
    request: Request, clinic: Clinic | None, wrong: str = "", status: int = 200
) -> HttpResponse:
    person, now = request.person, timezone.now()
    conversation = conversation_of(clinic, person)
    page = {
        **_shared(request, conversation, wrong),
        "clinic": clinic,
        "may_write": may_write(clinic, person),
        "ask_name": patient_here(clinic, person) is None,
        "typed_name": request.POST.get("name", ""),
        "answered": answer_words(clinic) if clinic else "",
        "emergency_number": emergency_number(library(), clinic),
        "watch_for": library().words(page_language()).watch_for,
        "read": _read(conversation, of_person=True),
    }
    response = render(request, "conversation/messages.html", page, status=status)
    _note_read(conversation, by_person=True, now=now)
    return response


@require_GET
@staff_only(May.MESSAGE)
def staff_messages(request: Request) -> HttpResponse:
    """The clinic's conversations, those that wait for an answer first."""
    lines = lines_of(clinic_here(request))
    return render(
        request,
        "conversation/staff_messages.html",
        {
            "waiting": [line for line in lines if line.waits_since],
            "others": [line for line in lines if not line.waits_since],
        },
    )


@require_http_methods(["GET", "POST"])
@staff_only(May.MESSAGE)
def staff_conversation(request: Request, uuid: UUID) -> HttpResponse:
    """One patient's conversation, by the register's id. ``do=no-answer`` puts what waits away.
    ``seen`` is the last message that the form's page showed: what the person wrote after it is
    answered by nothing that was typed before (409)."""
    patient = get_object_or_404(clinic_here(request).patients, pk=uuid)
    member = the_member(request)
    if request.method == "GET":
        return _staff_page(request, patient)
    seen, now = read_uuid(request.POST.get("seen")), timezone.now()
    try:
        if request.POST.get("do") == "no-answer":
            if actions.needs_no_answer(by=member, patient=patient, seen=seen, now=now):
                return _staff_page(request, patient, wrong="newer", status=409)
            return redirect("staff_messages")
        actions.write_to_person(
            by=member,
            patient=patient,
            uuid=uuid_or_404(request.POST.get("id")),
            text=request.POST.get("text", ""),
            seen=seen,
            now=now,
        )
    except actions.Unfit as error:
        return _staff_page(request, patient, wrong=error.code, status=400)
    except actions.WroteMeanwhile:
        return _staff_page(request, patient, wrong="newer", status=409)
    except actions.NotTheirs:
        raise Http404 from None
    return _to_the_end("staff_conversation", patient.pk)


def _staff_page(
    request: Request, patient: Patient, wrong: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    conversation = conversation_of(patient.clinic, patient.person)
    page = {
        **_shared(request, conversation, wrong),
        "patient": patient,
        "newer": wrong == "newer",
        "reachable": patient.person_id is not None,
        "waits": conversation is not None and conversation.waits_since is not None,
        "read": _read(conversation, of_person=False),
    }
    if page["written"] and patient.person is not None:
        note_look(by=the_member(request), person=patient.person, did="read_messages", now=now)
    response = render(request, "conversation/staff_conversation.html", page, status=status)
    _note_read(conversation, by_person=False, now=now)
    return response


def _shared(request: Request, conversation: Conversation | None, wrong: str) -> dict[str, Any]:
    given = request.POST.get("id") if wrong else None
    written = messages_in(conversation)
    return {
        "written": written,
        "seen": last_of(written),
        "new_id": given or uuids.uuid4(),
        "typed": request.POST.get("text", "") if wrong else "",
        "wrong": wrong_words(wrong) if wrong not in {"name", "newer"} else "",
        "wrong_name": wrong_words(wrong) if wrong == "name" else "",
        "longest": LONGEST,
    }


def wrong_words(code: str) -> str:
    """What to do about a message that could not be sent."""
    return {
        "": "",
        "empty": _("Write your message first."),
        "long": _("This is too long: %(most)s characters at most. Send it in two messages.")
        % {"most": LONGEST},
        "many": _("You have written many messages. Please wait an hour, or call the clinic."),
        "name": _("Tell the clinic your name, so that they know who writes."),
    }[code]


def answer_words(clinic: Clinic) -> str:
    """When an answer may be expected, as far as the clinic says."""
    hours = clinic.answer_hours
    if not hours:
        return _("The clinic reads messages when it is open. If it cannot wait, call.")
    if hours % 24 == 0:
        days = hours // 24
        return ngettext(
            "The clinic usually answers within %(count)s day.",
            "The clinic usually answers within %(count)s days.",
            days,
        ) % {"count": days}
    return ngettext(
        "The clinic usually answers within %(count)s hour.",
        "The clinic usually answers within %(count)s hours.",
        hours,
    ) % {"count": hours}


def _read(conversation: Conversation | None, *, of_person: bool) -> datetime | None:
    """Until when the other side has read."""
    if conversation is None:
        return None
    return conversation.staff_read_at if of_person else conversation.person_read_at


def _note_read(conversation: Conversation | None, *, by_person: bool, now: datetime) -> None:
    """Only where something new was shown: looking again writes nothing."""
    if conversation is None:
        return
    read_at = conversation.person_read_at if by_person else conversation.staff_read_at
    if read_at is None or read_at < conversation.last_at:
        actions.note_read(conversation=conversation, by_person=by_person, now=now)


def _to_the_end(name: str, *arguments: object) -> HttpResponse:
    response = redirect(name, *arguments)
    response.headers["Location"] += "#new"
    return response
