"""What the pages of the settings share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lumbar.booking.models import NoticeSettings
from lumbar.booking.notices.planning import settings_of
from lumbar.clinics import actions, queries
from lumbar.clinics.seen import ChangedMeanwhile, Seen, at, digest, opened, read, written
from lumbar.people.http import Request
from lumbar.people.models import Clinic, Membership
from lumbar.people.roles import the_member


def here(request: Request) -> tuple[Clinic, Membership]:
    """The clinic and who is asking; ``staff_only`` has looked at both. The clinic is read anew: a
    form that does not fit must not change what the page shows of it."""
    membership = the_member(request)
    return Clinic.objects.get(pk=membership.clinic_id), membership


def sent(request: Request) -> Any:
    """What was sent, even when it is nothing; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def own_row(rows: Any, pk: int) -> Any:
    """One of the clinic's own rows. Raises ``Http404``: another's is as if it were not there."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Changed:
    """Something somebody else changed since a page was opened."""

    label: str
    now: str
    """What it is now, in words."""
    id: str = ""
    """Of its field on the page."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a form about a row: a page to show, or the row that was kept."""

    form: Any
    seen: str = ""
    """What the page shows, for its hidden field; empty for a new row."""
    changed: Sequence[Changed] = ()
    changed_by: str = ""
    """Who changed it and when, in words, where the audit log tells."""
    saved: Any = None


class Keep(Protocol):
    """An action that keeps a form (`actions.keep_form`)."""

    def __call__(self, *, by: Membership, form: Any, seen: Seen, now: datetime) -> Any: ...


def keep(
    request: Request,
    make: Callable[[Any, Any], Any],
    row: Any,
    keep_form: Keep = actions.keep_form,
) -> Kept:
    """Show a form about a row, or keep what was sent. ``make`` makes the form out of what was sent
    and the row; ``row`` None: a new one. Where somebody else changed the row since the page was
    opened, nothing is kept: what was typed stays, what was not touched shows what it is now."""
    if request.method != "POST":
        form = make(None, row)
        return Kept(form, seen=seen_in(form, row))
    form, seen = make(request.POST, row), request.POST.get("seen", "")
    if not form.is_valid():
        return Kept(form, seen=seen)
    try:
        saved = keep_form(by=the_member(request), form=form, seen=read(seen), now=timezone.now())
    except ObjectDoesNotExist as error:
        # Somebody took it out meanwhile.
        raise Http404 from error
    except ChangedMeanwhile as no:
        fresh = _again(row)
        now = make(None, fresh)
        data = merged(request.POST, form, read(seen), now, no.names)
        changed = [changed_field(now[name]) for name in no.names]
        own = isinstance(row, NoticeSettings)
        names = [f"{actions.NOTICES}{name}" if own else name for name in no.names]
        by = changed_by(request, row.clinic if own else row, names, read(seen))
        return Kept(make(data, fresh), seen=seen_in(now, fresh), changed=changed, changed_by=by)
    return Kept(form, saved=saved)


def changed_by(request: Request, row: Model, fields: Sequence[str], seen: Seen) -> str:
    """Who changed these fields of a row since a page was opened, and when, in words; empty where
    neither the page nor the audit log tells."""
    member, since = the_member(request), opened(seen)
    clinic = member.clinic
    line = since and queries.last_change(clinic, actions.subject_of(row), fields, since)
    if not line:
        return ""
    when = date_format(line.at.astimezone(ZoneInfo(clinic.time_zone)), _("D j M, H:i"))
    if line.account == member.account_id:
        return _("You changed it yourself after you opened this page: %(when)s.") % {"when": when}
    said = {"name": line.name or _("Somebody"), "when": when}
    return _("%(name)s changed it after you opened this page: %(when)s.") % said


def seen_in(form: Any, row: Any) -> str:
    """What a form shows of a row, for its hidden field; nothing of a new one."""
    if row is None:
        return ""
    return written(at(queries.row_seen(row, form._meta.fields), timezone.now()))


def _again(row: Any) -> Any:
    if isinstance(row, NoticeSettings):
        return settings_of(row.clinic)
    return type(row)._default_manager.get(pk=row.pk)


def merged(
    posted: QueryDict,
    form: forms.BaseForm,
    seen: Seen,
    now: forms.BaseForm,
    names: Sequence[str],
) -> QueryDict:
    """What was sent, with what a field is now where it was not touched and somebody else changed
    it."""
    data = posted.copy()
    for name in names:
        field = form.fields[name]
        typed = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        if digest(typed) != seen.get(name):
            continue
        value = now[name].value()
        if value is None or value is False:
            data.pop(name, None)
        elif isinstance(value, list | tuple):
            data.setlist(name, [str(getattr(one, "pk", one)) for one in value])
        else:
            data[name] = "on" if value is True else str(value)
    return data


def changed_field(field: forms.BoundField) -> Changed:
    """A field of a form as it is now, in words."""
    value: Any = field.value()
    chosen = value if isinstance(value, list | tuple) else [value]
    known = {
        str(key): str(words)
        for key, words in _flat(getattr(field.field, "choices", ()))
        if key not in ("", None)
    }
    if isinstance(value, bool):
        words = _("yes") if value else _("no")
    else:
        keys = [str(getattr(one, "pk", one)) for one in chosen if one not in ("", None)]
        words = ", ".join(known.get(key, key) for key in keys) or _("empty")
    return Changed(str(field.label), words, field.id_for_label or "")


def _flat(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for key, words in choices:
        if isinstance(words, list | tuple):
            yield from _flat(words)
        else:
            yield getattr(key, "value", key), words


def form_page(
    request: Request, kept: Kept, *, title: str, back: tuple[str, str], **more: Any
) -> HttpResponse:
    """A page with one form; ``back``: address and name of the page before. Status 400 where
    something has to be put right, 409 where somebody else changed it meanwhile."""
    page = {
        "form": kept.form, "seen": kept.seen, "changed": kept.changed,
        "changed_by": kept.changed_by, "title": title,
        "back_url": back[0], "back_name": back[1], "save": _("Save"), **more,
    }  # fmt: skip
    status = 409 if kept.changed else 400 if kept.form.errors else 200
    return render(request, more.get("template", "clinics/form.html"), page, status=status)
