"""The table of roles as it stands in docs/operator/roles.md; a test holds the two equal."""

from __future__ import annotations

from lumbar.people.models import Role
from lumbar.people.roles import ROLES, May

DOES = {
    May.BOOK: "See the day and the week; book, move, cancel, check in; find and enter patients",
    May.BLOCK_TIME: "Take time out of the book",
    May.TAKE_BOARD: "Read the morning board; take, snooze and close its lines",
    May.SEE_COURSE: "See of a person's health what that person shares",
    May.WRITE_COURSE: "Change a person's plan; write notes about health",
    May.MESSAGE: "Read and write messages with a person",
    May.WRITE_CASES: "Draft, ask for and publish cases",
    May.CALENDARS: "See to one's own calendars (an owner: to everybody's)",
    May.SETTINGS: "Change hours, services, rooms, wording",
    May.TEAM: "Invite and remove staff, change roles",
    May.AUDIT: "Read who of the team did what, and when",
}
"""What each permission lets somebody do."""


def table() -> str:
    """The table, as Markdown."""
    roles = (Role.OWNER, Role.CLINICIAN, Role.FRONT_DESK)
    head = ("What", "Owner", "Clinician", "Front desk", "Owner who treats")
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for may, does in DOES.items():
        allowed = [role in ROLES[may] for role in roles]
        both = allowed[0] or allowed[1]
        marks = ["yes" if one else "–" for one in (*allowed, both)]
        lines.append(f"| {does} | {' | '.join(marks)} |")
    return "\n".join(lines)
