"""Privacy: what is kept, download it, erase it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lumbar.people.actions import (
    adopt_guest,
    erase_account,
    erase_person,
    join_device,
    keep_apart,
    make_join_code,
)
from lumbar.people.export import export_everything
from lumbar.people.guests import GUEST_COOKIE, token_hash
from lumbar.people.http import Request, next_page
from lumbar.people.models import Account
from lumbar.people.queries import guest_here, guest_to_join, is_account


@require_safe
def privacy(request: Request) -> HttpResponse:
    """What is kept and why, and the two buttons."""
    return render(request, "people/privacy.html", {"person": request.person})


@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: Request) -> HttpResponse:
    """Another device: make a code here (POST), or type one there."""
    code = ""
    if request.method == "POST":
        if request.person is None:
            return redirect("devices")
        cookie = "" if is_account(request.user) else request.COOKIES.get(GUEST_COOKIE, "")
        code = make_join_code(
            person=request.person, now=timezone.now(), device=token_hash(cookie) if cookie else ""
        )
    return render(
        request,
        "people/devices.html",
        {"person": request.person, "code": f"{code[:4]} {code[4:]}" if code else ""},
    )


@require_POST
def join(request: Request) -> HttpResponse:
    """A code from another device: from here on both are one."""
    code = request.POST.get("code", "")
    if join_device(request=request, code=code, now=timezone.now()):
        messages.success(request, _("This device is yours too now. What you did on it is added."))
        return to_choose_again(request) or redirect("home")
    return render(
        request, "people/devices.html", {"person": request.person, "wrong": code}, status=400
    )


def to_choose_again(request: Request) -> HttpResponse | None:
    """After joining: to where they say what a clinic may see, if it sees less now."""
    if request.person is None or not request.clinic:
        return None
    narrowed = request.person.sharings.filter(narrowed=True).exists()
    return redirect("sharing") if narrowed else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def this_device(request: Request) -> HttpResponse:
    """What was done here without an account: ask once (GET), then join it with the account or
    leave it to the device (POST). Where there is nothing to join, on to the next page."""
    account, after = cast(Account, request.user), next_page(request, reverse("home"))
    guest = guest_to_join(account, request)
    if guest is None:
        return redirect(after)
    wish = request.POST.get("do", "")
    if wish == "join":
        adopt_guest(account=account, request=request)
        messages.success(request, _("What was done on this device is added to your account."))
        return to_choose_again(request) or redirect(after)
    if wish == "apart":
        keep_apart(account=account, guest=guest)
        return redirect(after)
    page = {"guest": guest, "next": after, "wrong": request.method == "POST"}
    status = 400 if request.method == "POST" else 200
    return render(request, "people/this_device.html", page, status=status)


@require_safe
def privacy_export(request: Request) -> HttpResponse:
    """Everything kept about this person, as a file. Somebody we keep nothing about goes back."""
    if request.person is None:
        return redirect("privacy")
    return JsonResponse(
        export_everything(request.person),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="lumbar.json"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def privacy_erase(request: Request) -> HttpResponse:
    """Ask once (GET), then erase everything (POST)."""
    account = request.user if is_account(request.user) else None
    if request.person is None and account is None:
        return redirect("privacy")
    if request.method != "POST":
        return render(request, "people/erase.html", {"account": account})
    if request.person is not None:
        erase_person(person=request.person)
    elif isinstance(account, Account):
        erase_account(account=account)
    logout(request)
    request.person = None
    # Whoever lent their phone stays known on it.
    request.guest_erased = guest_here(request) is None
    response = redirect("privacy_erased")
    # What the device has goes too. Where others' records wait, the page has taken out its own.
    others = request.POST.get("others") == "yes"
    response.headers["Clear-Site-Data"] = '"cache"' if others else '"cache", "storage"'
    return response


@require_safe
def privacy_erased(request: Request) -> HttpResponse:
    """Said once everything is gone."""
    return render(request, "people/erased.html")
