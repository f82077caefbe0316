"""Cold and warmth: what speaks against it is asked first; then the timer, or the clock's times."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lumbar.clinical.library import library
from lumbar.companion import actions, queries
from lumbar.companion.models import PackUse
from lumbar.companion.pack_pages import NONE, pack_page
from lumbar.companion.sent import PackSent
from lumbar.people.http import Request
from lumbar.people.models import Person


@require_http_methods(["GET", "POST"])
def pack(request: Request, method: str) -> HttpResponse:
    """One method. Only for somebody whose newest check allows care at home."""
    person, now = request.person, timezone.now()
    if person is None or queries.closed_because(person) is not None:
        return redirect("companion")
    try:
        page = pack_page(person, method, now)
    except KeyError:
        raise Http404 from None
    if request.method == "POST":
        match request.POST.get("action"):
            case "ask":
                return _ask(request, person, method, page)
            case "agreed":
                actions.keep_agreed(person=person, method=method, now=now)
            case "again":
                actions.forget_asked(person=person, method=method)
            case "start":
                return _start(request, person, method, page)
            case _:
                return render(request, "companion/pack.html", page, status=400)
        return redirect("pack", method)
    return render(request, "companion/pack.html", page)


def _ask(request: Request, person: Person, method: str, page: dict[str, object]) -> HttpResponse:
    given = request.POST.getlist("applies")
    applies = [one for one in given if one != NONE]
    # Nothing ticked is no answer: silence must not open a method.
    wrong = "missing" if not given else "both" if applies and NONE in given else ""
    if not wrong:
        try:
            actions.keep_asked(person=person, method=method, applies=applies, now=timezone.now())
        except ValueError:
            wrong = "missing"
    if wrong:
        page |= {"errors": (wrong,), "chosen": given, "state": "ask"}
        return render(request, "companion/pack.html", page, status=400)
    return redirect("pack", method)


def _start(request: Request, person: Person, method: str, page: dict[str, object]) -> HttpResponse:
    try:
        actions.start_pack(
            person=person,
            uuid=UUID(request.POST.get("id", "")),
            method=method,
            minutes=int(request.POST.get("minutes", "")),
            now=timezone.now(),
        )
    except ValueError:
        page |= {"errors": ("minutes",)}
        return render(request, "companion/pack.html", page, status=400)
    except actions.NotTheirs:
        raise Http404 from None
    except actions.PackClosed:
        # It has changed meanwhile; the page says what.
        return redirect("pack", method)
    return redirect("pack", method)


@require_POST
def pack_off(request: Request, uuid: UUID) -> HttpResponse:
    """Without the timer: the pack is off, or the skin did not look well."""
    if request.person is None:
        raise Http404
    trouble = request.POST.get("skin") == "trouble"
    try:
        use = actions.take_off(
            person=request.person, uuid=uuid, trouble=trouble, now=timezone.now()
        )
    except actions.NotTheirs:
        raise Http404 from None
    return redirect(f"{reverse('pack', args=[use.method])}#ended")


@require_http_methods(["PUT"])
def keep_pack(request: Request, uuid: UUID) -> HttpResponse:
    """Keep a use as a device timed it; twice, late or out of order changes nothing. 401 asks who is
    there, 404 is another person's, 400 can never be kept."""
    if request.person is None:
        return JsonResponse({"error": "nobody"}, status=401)
    try:
        sent = PackSent.from_json(
            json.loads(request.body), timezone.now(), library().care.heat_cold
        )
        kept: PackUse = actions.keep_pack(person=request.person, uuid=uuid, sent=sent)
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    except actions.NotTheirs:
        return JsonResponse({"error": "not yours"}, status=404)
    return JsonResponse({"seconds": kept.seconds, "ended": kept.ended})
