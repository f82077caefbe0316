"""The morning's page: two taps, with a network or without."""

from __future__ import annotations

import json
import uuid as uuids
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lumbar.journal import actions
from lumbar.journal.lower_body import lower_body
from lumbar.journal.models import CheckIn
from lumbar.journal.sent import STIFF_MINUTES, MorningError, MorningSent, areas_of, stiffness
from lumbar.people.http import Request
from lumbar.site.kept_pages import SHARED_FILES, kept_on_device

NUMBERS = range(11)
SHOWN = 7
FILES = (
    *SHARED_FILES,
    "check/body-map.css",
    "journal/journal.css",
    "journal/morning.js",
)
"""Every file the page is made of; without a network each has to be on the device."""


@require_http_methods(["GET", "POST"])
def morning(request: Request) -> HttpResponse:
    """Pain on waking and how one slept. With JavaScript the second tap keeps both on the device
    and sends them; without, the form does."""
    if request.person is None:
        return redirect("home")
    if request.method == "POST":
        now = timezone.now()
        try:
            sent = MorningSent(
                morning=timezone.localdate(now),
                pain=_number(request.POST.get("pain")),
                sleep=_number(request.POST.get("sleep")),
                said_at=now,
                stiff_minutes=_stiffness(request.POST.get("stiff_minutes")),
                areas=areas_of(request.POST.getlist("region") or None),
            )
            identifier = UUID(request.POST.get("id", ""))
        except ValueError:
            return render(request, "journal/morning.html", _page(request, wrong=True), status=400)
        try:
            actions.keep_morning(person=request.person, uuid=identifier, sent=sent, now=now)
        except actions.NotTheirs:
            raise Http404 from None
        return redirect(f"{reverse('morning')}?kept")
    response = render(request, "journal/morning.html", _page(request))
    return kept_on_device(response)


@require_http_methods(["PUT"])
def keep_morning(request: Request, uuid: UUID) -> HttpResponse:
    """Keep a morning that a device sends; twice, late or out of order changes nothing. 401 asks
    who is there, 404 is another person's, 400 can never be kept."""
    if request.person is None:
        return JsonResponse({"error": "nobody"}, status=401)
    try:
        now = timezone.now()
        sent = MorningSent.from_json(json.loads(request.body), now)
        kept = actions.keep_morning(person=request.person, uuid=uuid, sent=sent, now=now)
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    except actions.NotTheirs:
        return JsonResponse({"error": "not yours"}, status=404)
    return JsonResponse(
        {
            "morning": kept.morning.isoformat(),
            "pain": kept.pain,
            "sleep": kept.sleep,
            "stiff_minutes": kept.stiff_minutes,
            "areas": kept.areas,
        }
    )


def _page(request: Request, *, wrong: bool = False) -> dict[str, object]:
    return {
        "new_id": uuids.uuid4(),
        "numbers": NUMBERS,
        "wrong": wrong,
        "kept": "kept" in request.GET,
        "chosen": {name: request.POST.get(name, "") for name in ("pain", "sleep", "stiff_minutes")},
        "stiff": stiff_words(),
        "map": lower_body(request.POST.getlist("region")),
        "mornings": CheckIn.objects.filter(person=request.person)[:SHOWN],
        "record_address": reverse("keep_morning", args=[UUID(int=0)]),
        "pain_ask": _("How much did your back hurt when you woke?"),
        "sleep_ask": _("How well did you sleep?"),
        "needs": [static(name) for name in FILES],
    }


def stiff_words() -> list[tuple[int, str]]:
    """The taps for how long the back was stiff."""
    words = (
        _("Not at all"),
        _("Up to 15 minutes"),
        _("Up to half an hour"),
        _("Up to an hour"),
        _("Longer"),
    )
    return list(zip(STIFF_MINUTES, words, strict=True))


def _stiffness(given: str | None) -> int | None:
    return stiffness(int(given) if given and given.isdecimal() else given or None)


def _number(given: str | None) -> int:
    if given is None or not given.isdecimal() or int(given) not in NUMBERS:
        raise MorningError("a number from 0 to 10")
    return int(given)
