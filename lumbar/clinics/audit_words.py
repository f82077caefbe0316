"""What audit lines say in words, as a clinic's owner reads them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.audit.models import AuditLine
from lumbar.people.forms import ROLE_WORDS
from lumbar.people.models import Role

DONE: dict[str, str | Promise] = {
    "looked_at_result": gettext_lazy("Looked at the result of the check"),
    "looked_at_journal": gettext_lazy("Looked at the journal"),
    "looked_at_reason": gettext_lazy("Read why they come"),
    "looked_at_board": gettext_lazy("Saw them on the morning board"),
    "changed_sharing": gettext_lazy("Changed what the clinic may see of their health"),
    "changed_plan": gettext_lazy("Changed the plan"),
    "wrote_note": gettext_lazy("Wrote a note to a visit"),
    "wrote_message": gettext_lazy("Wrote a message"),
    "read_messages": gettext_lazy("Read the messages"),
    "put_messages_away": gettext_lazy("Noted that messages need no answer"),
    "entered_patient": gettext_lazy("Entered somebody in the register"),
    "changed_patient": gettext_lazy("Changed an entry in the register"),
    "changed_register": gettext_lazy("Changed an entry in the register"),
    "merged_patients": gettext_lazy("Joined two entries of the register"),
    "booked": gettext_lazy("Booked a visit"),
    "approved_visit": gettext_lazy("Confirmed a visit"),
    "declined_visit": gettext_lazy("Declined a visit"),
    "moved_visit": gettext_lazy("Moved a visit"),
    "cancelled_visit": gettext_lazy("Cancelled a visit"),
    "visit_arrive": gettext_lazy("Noted that somebody is here"),
    "visit_run_late": gettext_lazy("Noted a delay"),
    "visit_fulfil": gettext_lazy("Noted that a visit is done"),
    "visit_no_show": gettext_lazy("Noted that somebody did not come"),
    "visit_reopen": gettext_lazy("Took back what was noted to a visit"),
    "sent_again": gettext_lazy("Sent the e-mail about a visit again"),
    "blocked_time": gettext_lazy("Took time out of the book"),
    "unblocked_time": gettext_lazy("Put time back into the book"),
    "put_on_wait_list": gettext_lazy("Put somebody on the wait list"),
    "removed_from_wait_list": gettext_lazy("Took somebody off the wait list"),
    "offered_time": gettext_lazy("Offered a time to somebody on the wait list"),
    "taken_board_line": gettext_lazy("Took a line of the morning board"),
    "let_go_board_line": gettext_lazy("Gave back a line of the morning board"),
    "snoozed_board_line": gettext_lazy("Put off a line of the morning board"),
    "closed_board_line": gettext_lazy("Closed a line of the morning board"),
    "reopened_board_line": gettext_lazy("Put a line back on the morning board"),
    "looked_at_case": gettext_lazy("Looked at a case"),
    "drafted_case": gettext_lazy("Began a case"),
    "changed_case": gettext_lazy("Changed a case"),
    "asked_for_case": gettext_lazy("Asked somebody for their case"),
    "published_case": gettext_lazy("Published a case"),
    "withdrew_case": gettext_lazy("Took back a case"),
    "made_feed": gettext_lazy("Made a calendar feed"),
    "stopped_feed": gettext_lazy("Stopped a calendar feed"),
    "added_calendar": gettext_lazy("Added an outside calendar"),
    "removed_calendar": gettext_lazy("Removed an outside calendar"),
    "invited": gettext_lazy("Invited somebody to the team"),
    "withdrew_invitation": gettext_lazy("Withdrew an invitation"),
    "joined_team": gettext_lazy("Joined the team"),
    "changed_role": gettext_lazy("Changed what somebody on the team may do"),
    "removed_member": gettext_lazy("Took somebody off the team"),
    "changed_settings": gettext_lazy("Changed the settings"),
}
"""By an audit line's ``did``; a test holds it to everything that is ever noted."""

SETTINGS: dict[str, str | Promise] = {
    "clinic": gettext_lazy("the clinic"),
    "location": gettext_lazy("a location"),
    "room": gettext_lazy("a room"),
    "service": gettext_lazy("a service"),
    "practitioner": gettext_lazy("a clinician and their hours"),
    "holiday": gettext_lazy("holidays"),
}
"""What was set, by the kind of the row."""


def done_words(line: AuditLine) -> str:
    """What was done, in a few words and without whom it is about."""
    words = str(DONE.get(line.did) or _("Did something else"))
    if line.did == "changed_settings":
        more = SETTINGS.get(line.subject.partition(":")[0])
        return _("%(what)s: %(more)s") % {"what": words, "more": more} if more else words
    if line.did in {"invited", "joined_team"}:
        return _("%(what)s: %(more)s") % {"what": words, "more": _role(line.details)}
    if line.did == "changed_role":
        before, after = (_role(line.details.get(when) or {}) for when in ("from", "to"))
        return _("%(what)s: %(before)s, now %(after)s") % {
            "what": words, "before": before, "after": after,
        }  # fmt: skip
    return words


def _role(said: dict[str, object]) -> str:
    try:
        name = str(ROLE_WORDS[Role(str(said.get("role")))][0])
    except ValueError:
        return "–"
    return _("%(role)s, treats people") % {"role": name} if said.get("treats") else name
