"""Privacy: what is kept, download it, erase it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lumbar.people.actions import erase_account, erase_person, join_device, make_join_code
from lumbar.people.export import export_everything
from lumbar.people.http import Request
from lumbar.people.models import Account
from lumbar.people.queries import is_account


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
        code = make_join_code(person=request.person, now=timezone.now())
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
        return redirect("home")
    return render(
        request, "people/devices.html", {"person": request.person, "wrong": code}, status=400
    )


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
    request.guest_erased = True
    response = redirect("privacy_erased")
    # What the player kept in the browser for a reload goes too.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def privacy_erased(request: Request) -> HttpResponse:
    """Said once everything is gone."""
    return render(request, "people/erased.html")
