"""The settings' first page, the clinic itself, its logo and its own words."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lumbar.booking.models import NoticeSettings
from lumbar.booking.notices.planning import settings_of
from lumbar.clinical.library import library
from lumbar.clinics import actions, queries
from lumbar.clinics.forms import ClinicForm, LogoForm, NoticesForm
from lumbar.clinics.models import WORDS_LENGTH, Logo
from lumbar.clinics.seen import ChangedMeanwhile, Seen, at, read, written
from lumbar.clinics.views.shared import Changed, Kept, changed_by, form_page, here, keep, seen_in
from lumbar.clinics.words import WordsTyped, read_words, shown_words
from lumbar.people.http import Request
from lumbar.people.models import Clinic
from lumbar.people.roles import May, staff_only
from lumbar.site.wording import page_language

FOR_EVER = "public, max-age=31536000, immutable"


@require_GET
@staff_only(May.SETTINGS)
def overview(request: Request) -> HttpResponse:
    """Everything that can be set; what is still missing before anybody can book comes first."""
    clinic, _member = here(request)
    now = timezone.now()
    setup = queries.setup_of(clinic)
    first = clinic.practitioners.filter(active=True).first()
    steps = [
        (setup.location, _("A location"), _("Where people come to, and its phone."),
         reverse("settings_locations") if setup.location else reverse("settings_location_new")),
        (setup.clinician, _("A clinician"), _("Name, profession and registration."),
         reverse("settings_clinicians") if setup.clinician else reverse("settings_clinician_new")),
        (setup.hours, _("Their hours"), _("When they see people, every week."),
         reverse("settings_hours", args=[first.pk]) if first else ""),
        (setup.service, _("A service"), _("What can be booked, how long it is, and with whom."),
         reverse("settings_services") if setup.service else reverse("settings_service_new")),
    ]  # fmt: skip
    return render(
        request,
        "clinics/overview.html",
        {
            "setup": setup,
            "steps": steps,
            "counts": {
                "locations": clinic.locations.filter(active=True).count(),
                "clinicians": clinic.practitioners.filter(active=True).count(),
                "services": clinic.services.filter(active=True).count(),
                "holidays": clinic.holidays.filter(day__gte=queries.today_at(clinic, now)).count(),
            },
            "outside": queries.outside_hours(clinic, now),
        },
    )


@require_http_methods(["GET", "POST"])
@staff_only(May.SETTINGS)
def clinic(request: Request) -> HttpResponse:
    """Names, phone, country, languages, answer time."""
    kept, _member = here(request)
    shown = keep(request, _clinic_form, kept)
    if shown.saved:
        messages.success(request, _("Saved."))
        return redirect("settings_clinic")
    return _clinic_page(request, shown, LogoForm())


def _clinic_form(data: Any, row: Clinic) -> ClinicForm:
    return ClinicForm(data, instance=row)


@require_POST
@staff_only(May.SETTINGS)
def logo(request: Request) -> HttpResponse:
    """Show another logo, or none."""
    kept, member = here(request)
    if request.POST.get("do") == "remove":
        actions.remove_logo(by=member, clinic=kept, now=timezone.now())
        messages.success(request, _("The logo is removed."))
        return redirect("settings_clinic")
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        shown = ClinicForm(instance=kept)
        return _clinic_page(request, Kept(shown, seen=seen_in(shown, kept)), form)
    actions.keep_logo(
        by=member, clinic=kept, content=form.content, picture=form.picture, now=timezone.now()
    )
    messages.success(request, _("The logo is saved."))
    return redirect("settings_clinic")


def _clinic_page(request: Request, kept: Kept, logo_form: LogoForm) -> HttpResponse:
    page = form_page(
        request, kept, title=_("The clinic"), back=(reverse("settings"), _("Settings")),
        logo_form=logo_form, template="clinics/clinic.html",
    )  # fmt: skip
    if logo_form.errors:
        page.status_code = 400
    return page


@require_http_methods(["GET", "POST"])
@staff_only(May.SETTINGS)
def notices(request: Request) -> HttpResponse:
    """When messages about visits go out."""
    clinic, _member = here(request)
    kept = keep(request, _notices_form, settings_of(clinic), actions.keep_notices)
    if kept.saved:
        messages.success(request, _("Saved."))
        return redirect("settings_notices")
    return form_page(
        request, kept, title=_("Messages about visits"), back=(reverse("settings"), _("Settings"))
    )


def _notices_form(data: Any, row: NoticeSettings) -> NoticesForm:
    return NoticesForm(data, instance=row)


@require_GET
def logo_file(request: Request, digest: str) -> HttpResponse:
    """The logo itself. It is only what its own first bytes say, and its address changes with it."""
    shown = request.clinic
    if not shown or not shown.logo_digest or digest != shown.logo_digest:
        raise Http404
    kept = Logo.objects.filter(clinic_id=shown.pk).first()
    if kept is None:
        raise Http404
    response = HttpResponse(bytes(kept.content), content_type=kept.kind)
    response["Cache-Control"] = FOR_EVER
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    # Base64 as RFC 9530 has it; a proxy can hold the bytes against it.
    said = base64.b64encode(bytes.fromhex(digest)).decode()
    response["Repr-Digest"] = f"sha-256=:{said}:"
    return response


@require_http_methods(["GET", "POST"])
@staff_only(May.SETTINGS)
def words(request: Request) -> HttpResponse:
    """The clinic's own words for its protocol, beside what research says; looked at before they are
    kept."""
    kept, member = here(request)
    if request.method != "POST":
        return _words_page(request, shown_words(kept), _words_seen(kept))
    typed, seen = read_words(request.POST), read(request.POST.get("seen", ""))
    if typed.wrong or request.POST.get("do") == "look":
        return _words_page(request, typed, seen, looked_at=not typed.wrong)
    try:
        actions.keep_words(
            by=member, clinic=kept, words=typed.kept(), seen=seen, now=timezone.now()
        )
    except ChangedMeanwhile as no:
        now = shown_words(kept)
        changed = [
            Changed(_words_label(name), now.said(name) or _("empty"), name) for name in no.names
        ]
        fresh = _words_seen(kept)
        by = changed_by(request, kept, ["own_words"], seen)
        shown = typed.over(now, seen, no.names)
        return _words_page(request, shown, fresh, changed=changed, changed_by=by)
    messages.success(request, _("Saved."))
    return redirect("settings_words")


def _words_seen(clinic: Clinic) -> dict[str, str]:
    return at(queries.own_words_seen(clinic), timezone.now())


def _words_label(name: str) -> str:
    topic, _dash, tail = name.rpartition("-")
    pairs = library().care.pair_words(page_language())
    language = _("In English") if tail == "en" else _("In Chinese")
    return f"{pairs[topic].topic}, {language}"


def _words_page(
    request: Request,
    typed: WordsTyped,
    seen: Seen,
    *,
    looked_at: bool = False,
    changed: Sequence[Changed] = (),
    changed_by: str = "",
) -> HttpResponse:
    care = library().care
    english, chinese = care.pair_words("en"), care.pair_words("zh-hant")
    rows: list[dict[str, Any]] = [
        {
            "topic": topic,
            "typed": typed.topics[topic],
            "en": english[topic],
            "zh": chinese[topic],
        }
        for topic in queries.TOPICS
    ]
    return render(
        request,
        "clinics/words.html",
        {
            "rows": rows,
            "looked_at": looked_at,
            "wrong": typed.wrong,
            "length": WORDS_LENGTH,
            "seen": written(seen),
            "changed": changed,
            "changed_by": changed_by,
        },
        status=409 if changed else 400 if typed.wrong else 200,
    )
