"""Writing cases, for clinicians."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lumbar.cases import actions, forms, wording
from lumbar.cases.errors import CaseRefused
from lumbar.cases.forms import CaseForm
from lumbar.cases.identity import words_to_look_at
from lumbar.cases.models import Case
from lumbar.cases.views import shown
from lumbar.people.http import Request
from lumbar.people.queries import scope_of
from lumbar.people.roles import May, staff_only, the_member
from lumbar.people.sharing import shows_journal
from lumbar.people.who import note_look


@require_safe
@staff_only(May.WRITE_CASES)
def cases(request: Request) -> HttpResponse:
    """All cases of the clinic, whatever became of them."""
    states = wording.states()
    found = the_member(request).clinic.cases.select_related("written_by", "clinic")
    return render(
        request,
        "cases/desk/list.html",
        {"cases": [(one, states[one.state]) for one in found[:500]]},
    )


@require_POST
@staff_only(May.WRITE_CASES)
def new(request: Request, uuid: UUID) -> HttpResponse:
    """Begin a case about somebody in the register."""
    member = the_member(request)
    patient = get_object_or_404(member.clinic.patients.select_related("person"), pk=uuid)
    try:
        if patient.person is None:
            raise CaseRefused("not-shared")
        case = actions.draft_case(
            clinic=member.clinic, person=patient.person, by=member, now=timezone.now()
        )
    except CaseRefused as refusal:
        return render(
            request,
            "cases/desk/refused.html",
            {"why": wording.refused(refusal.why), "patient": patient},
            status=409,
        )
    return redirect("desk_case", case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(May.WRITE_CASES)
def case(request: Request, uuid: UUID) -> HttpResponse:
    """Write a case, ask for it, show it, take it back. Looking is noted."""
    member = the_member(request)
    found = get_object_or_404(
        member.clinic.cases.select_related("clinic", "person", "written_by"), pk=uuid
    )
    if not _may_see(found):
        raise PermissionDenied
    if not found.over:
        note_look(by=member, person=found.person, did="looked_at_case", now=timezone.now())
    if request.method != "POST":
        return _page(request, found, forms.shown(found))
    form = forms.read(request.POST)
    if form.errors:
        return _page(request, found, form, status=400)
    try:
        _do(request, found, form)
    except CaseRefused as refusal:
        status = 400 if refusal.why in ("words", "looked-twice", "no-course") else 409
        found.refresh_from_db()
        typed = request.POST.get("do", "keep") in TYPED
        if not typed or refusal.why in ("words", "looked-twice", "too-few") or found.over:
            # What was typed is kept by now, or nothing was: the page shows it as it stands.
            form = forms.shown(found)
        return _page(request, found, form, wording.refused(refusal.why), status)
    return redirect("desk_case", uuid)


TYPED = ("keep", "ask")
"""What the form with the words does; the others are buttons of their own."""


def _may_see(case: Case) -> bool:
    """A case is a copy of a journal: it is seen while the journal may be, and where the person
    agreed that everybody sees it. Of one that is over nothing is left to see."""
    agreed = case.state in (Case.State.AGREED, Case.State.PUBLISHED)
    return case.over or agreed or shows_journal(scope_of(case.clinic, case.person))


def _do(request: Request, found: Case, form: CaseForm) -> None:
    member, now, pk = the_member(request), timezone.now(), found.pk
    do = request.POST.get("do", "keep")
    if do in TYPED:
        kept = actions.write_case(
            case=pk,
            by=member,
            version=form.version,
            written=form.written,
            looked_twice=form.looked_twice,
            now=now,
        )
        if do == "ask":
            actions.ask_for_case(case=pk, by=member, version=kept.version, now=now)
        said = _("Kept.") if do == "keep" else _("The person is asked now. They see exactly this.")
    elif do == "draw":
        actions.draw_again(case=pk, by=member, version=form.version, now=now)
        said = _("The figures are the newest now.")
    elif do == "publish":
        actions.publish_case(case=pk, by=member, version=form.version, now=now)
        said = _("It is shown to everybody now.")
    else:
        actions.withdraw_case(case=pk, by=member, version=form.version, now=now)
        said = _("It is shown to nobody any more.")
    messages.success(request, said)


def _page(
    request: Request, found: Case, form: CaseForm, why: str = "", status: int = 200
) -> HttpResponse:
    kinds = wording.kinds()
    return render(
        request,
        "cases/desk/case.html",
        {
            **shown(found),
            "form": form,
            "state": wording.states()[found.state],
            "words": [
                (word.words, kinds[word.kind], word.words in form.looked_twice)
                for word in {one.words: one for one in words_to_look_at(found)}.values()
            ],
            "error": why,
        },
        status=status,
    )
