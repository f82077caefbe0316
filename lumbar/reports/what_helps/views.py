"""What helps you, and the coin."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from lumbar.clinical.library import library
from lumbar.people.http import Request
from lumbar.reports.what_helps import actions, queries
from lumbar.reports.what_helps.presenters import findings_page
from lumbar.site.wording import page_language


@require_GET
def what_helps(request: Request) -> HttpResponse:
    """What a person's own nights say, how much is still missing, and the coin."""
    person, now = request.person, timezone.now()
    trial = queries.running_trial(person)
    return render(
        request,
        "reports/what_helps.html",
        {
            **findings_page(queries.what_helps_of(person, now), library().words(page_language())),
            "known": person is not None,
            "trial": trial,
            "tossed": queries.tossed_nights(trial) if trial else None,
            "coin": queries.coin_tonight(person, now),
            "barred": queries.barred(person),
        },
    )


@require_POST
def what_helps_coin(request: Request) -> HttpResponse:
    """``do``: ``begin`` or ``end`` the coin's nights, or ``toss`` for tonight. Back to Home where
    that is where it was asked (``next``)."""
    if request.person is None:
        return redirect("home")
    does = {
        "begin": actions.begin_coin_trial,
        "end": actions.end_coin_trial,
        "toss": actions.draw_coin,
    }.get(request.POST.get("do", ""))
    if does is None:
        return HttpResponseBadRequest("Begin, end or toss.")
    try:
        does(person=request.person, now=timezone.now())
    except actions.NoCoin:
        # The page says why.
        return redirect("what_helps")
    if request.POST.get("next") == "home":
        return redirect("home")
    response = redirect("what_helps")
    response.headers["Location"] += "#coin"
    return response
