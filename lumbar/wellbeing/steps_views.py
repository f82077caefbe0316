"""Steps out of a file."""

from __future__ import annotations

from typing import BinaryIO, Literal, cast

from django.contrib import messages
from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from lumbar.people.actions import ensure_guest
from lumbar.people.http import Request
from lumbar.wellbeing import actions
from lumbar.wellbeing.imports import ImportFailed, read_steps
from lumbar.wellbeing.models import Steps
from lumbar.wellbeing.uploads import MOST_SENT, LimitedUpload, limit_upload
from lumbar.wellbeing.wording import (
    failed_words,
    imported_words,
    overlapping_words,
    too_large_words,
)

SHOWN = 14


@csrf_exempt  # the form's token is held by `_steps`, after the limit on files is set
def steps(request: HttpRequest) -> HttpResponse:
    """What was imported, and a new file."""
    # Reading the token reads the form, and with it the file: the limit comes first.
    limit = limit_upload(request) if request.method == "POST" else None
    return _steps(cast(Request, request), limit)


@csrf_protect
@require_http_methods(["GET", "POST"])
def _steps(request: Request, limit: LimitedUpload | None) -> HttpResponse:
    if request.method == "GET":
        return _show(request, "", 200)
    now = timezone.now()
    given = request.FILES.get("file")
    if limit is not None and limit.too_large:
        return _show(request, too_large_words(), 400)
    if given is None:
        return _show(request, _("Choose a file first."), 400)
    try:
        imported = read_steps(cast(BinaryIO, given.file), timezone.localdate(now))
    except ImportFailed as failed:
        return _show(request, failed_words(failed), 400)
    actions.keep_steps(person=ensure_guest(request=request), imported=imported, now=now)
    messages.success(request, imported_words(imported))
    if imported.overlapping:
        messages.info(request, overlapping_words())
    return redirect("steps")


@require_POST
def steps_delete(request: Request) -> HttpResponse:
    """Take the newest file back, or delete all imported steps."""
    if request.person is not None:
        which: Literal["all", "last"] = "all" if request.POST.get("which") == "all" else "last"
        count = actions.take_back_steps(person=request.person, which=which)
        said = ngettext("%(count)s day was deleted.", "%(count)s days were deleted.", count)
        messages.success(request, said % {"count": count})
    return redirect("steps")


def _show(request: Request, error: str, status: int) -> HttpResponse:
    kept = Steps.objects.filter(person=request.person)
    span = kept.aggregate(
        first=Min("day"), last=Max("day"), files=Count("imported_at", distinct=True)
    )
    return render(
        request,
        "wellbeing/steps.html",
        {
            "error": error,
            "count": kept.count(),
            "first": span["first"],
            "last": span["last"],
            "files": span["files"],
            "days": kept[:SHOWN],
            "most_sent": MOST_SENT // 1024**2,
            "here": "steps",
        },
        status=status,
    )
