"""What is said of an import, and of one that failed."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.wellbeing.imports import Imported, ImportFailed
from lumbar.wellbeing.uploads import MOST_SENT


def imported_words(imported: Imported) -> str:
    """ "31 days from 1 October 2026 to 31 October 2026." """
    count = len(imported.days)
    said = ngettext(
        "%(count)s day, %(first)s.", "%(count)s days from %(first)s to %(last)s.", count
    )
    return said % {
        "count": count,
        "first": date_format(imported.first, _("j F Y")),
        "last": date_format(imported.last, _("j F Y")),
    }


def overlapping_words() -> str:
    return _(
        "More than one device counted on the same day. "
        "Of each day we took the one with the most steps."
    )


def too_large_words() -> str:
    size = {"size": MOST_SENT // 1024**2}
    return _("The file is larger than %(size)s MB. Send the zip as your phone makes it.") % size


def failed_words(failed: ImportFailed) -> str:
    """What is wrong with a file, where, and what to do."""
    words = {
        "unknown": _("This is none of the files we can read. The list below says which."),
        "empty": _("The file has no steps in it. Nothing was changed."),
        "too_much": _("The file unpacks to more than we can read. Nothing was changed."),
        "broken_zip": _("The zip cannot be opened. Please export it again and send it as it is."),
        "zip_without": _(
            "The zip has neither Apple Health’s data nor Google Fit’s daily activity in it."
        ),
        "broken_xml": _(
            "The file from Apple Health is cut short or damaged. Please export it again."
        ),
        "not_text": _("Line %(line)s cannot be read as text."),
        "no_columns": _(
            "We found no column of dates and one of steps. "
            "Name them “Date” and “Steps” in the first line."
        ),
        "bad_date": _("Line %(line)s: “%(text)s” is no date we know. Write it like 2026-11-27."),
        "bad_count": _("Line %(line)s: “%(text)s” is no number of steps."),
        "far_date": _("Line %(line)s: the date “%(text)s” lies too far back or ahead."),
        "too_many_steps": _("Line %(line)s: “%(text)s” are too many steps for one day."),
        "mixed_dates": _(
            "Line %(line)s: the date “%(text)s” is written in another way than the others."
        ),
        "unclear_dates": _(
            "Line %(line)s: in “%(text)s” it is not clear which is the day and which the month. "
            "Write dates like 2026-11-27."
        ),
    }
    said = words[failed.failure]
    return said % {"line": failed.line, "text": failed.text} if failed.line is not None else said
