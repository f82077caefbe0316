"""What a clinic may see of a person's health, and who looked."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lumbar.people.http import Request
from lumbar.people.models import Clinic, Sharing
from lumbar.people.queries import scope_of
from lumbar.people.sharing import looks_at, narrowed_by_joining, share


@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: Request) -> HttpResponse:
    """Show what is shared (GET), change it (POST)."""
    person, clinic = request.person, request.clinic
    if request.method == "POST" and person is not None and clinic:
        # Another clinic than this address's can only be told to see nothing.
        other = request.POST.get("stop")
        if other is not None:
            known = {str(one.pk): one for one in Clinic.objects.filter(sharings__person=person)}
            if (wanted := known.get(other)) is None:
                raise Http404
            share(person=person, clinic=wanted, scope=Sharing.Scope.NOTHING, now=timezone.now())
        elif (scope := request.POST.get("scope", "")) in Sharing.Scope.values:
            share(person=person, clinic=clinic, scope=Sharing.Scope(scope), now=timezone.now())
        else:
            return render(request, "people/sharing.html", _page(request, wrong=True), status=400)
        messages.success(request, _("Kept. You can change it at any time."))
        return redirect("sharing")
    if request.method == "POST":
        return redirect("sharing")
    return render(request, "people/sharing.html", _page(request))


def _page(request: Request, *, wrong: bool = False) -> dict[str, object]:
    """What the page shows."""
    person, clinic = request.person, request.clinic
    if person is None or not clinic:
        return {"person": person, "clinic": clinic}
    told = ~Q(scope=Sharing.Scope.NOTHING) | Q(narrowed=True)
    others = person.sharings.filter(told).exclude(clinic_id=clinic.pk)
    return {
        "person": person,
        "clinic": clinic,
        "wrong": wrong,
        "scope": scope_of(clinic, person).value,
        "narrowed": narrowed_by_joining(clinic, person),
        "others": others.select_related("clinic"),
        "looks": looks_at(person),
    }
