"""Which of a clinic's staff may do what at every staff address: a line for each and method.

What follows from a line is worked out by ``test_staff_addresses``: whose role may (`roles.ROLES`)
gets ``allowed``, other staff 403, everybody else 404, somebody not signed in is asked to sign in,
and a row of another clinic is 404 for whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lumbar.people.roles import May

SEEN = "what the page shows"
"""As a value of a form: what the page itself would send under that name."""


@dataclass(frozen=True)
class StaffLine:
    """One address with one method."""

    name: str
    may: May
    allowed: int | str = 200
    """What those who may get; a redirect with where to, as in ``"302 /desk/team"``. ``{uuid}``
    stands for any id."""
    method: str = "get"
    send: dict[str, Any] | None = None
    """A form; a value ``"{patient}"`` is the id of that row of the clinic (`house.ROWS`), and
    ``"{appointment.version}"`` one of its values; `SEEN` what the page shows at that moment."""
    arguments: tuple[Any, ...] = field(default=())
    """What the address needs, in its order; rows as in ``send``."""

    @property
    def names_rows(self) -> bool:
        """Whether the address names a row of a clinic."""
        return any(isinstance(one, str) and one.startswith("{") for one in self.arguments)


HAND = {"name": "New Hand", "email": "hand@example.org", "role": "front_desk"}
SETTINGS = "302 /desk/settings"
CALENDARS = f"{SETTINGS}/calendars"
PLACE = {"name_en": "Pier", "name_zh_hant": "碼頭", "time_zone": "Asia/Hong_Kong"}
WEEK = {"work-0-0-begins": "09:00", "work-0-0-ends": "12:00"}
STAFF = (
    StaffLine("team", May.TEAM),
    StaffLine("team_invite", May.TEAM, 200, "post", HAND),
    StaffLine("team_invite", May.TEAM, 400, "post", {"name": "", "role": "king"}),
    StaffLine("team_withdraw", May.TEAM, "302 /desk/team", "post", arguments=("{invitation}",)),
    StaffLine("team_member", May.TEAM, arguments=("{member}",)),
    StaffLine("team_member", May.TEAM, "302 /desk/team", "post",
              {"name": "Fay", "role": "clinician"}, ("{member}",)),
    StaffLine("team_member", May.TEAM, 400, "post", {"name": ""}, ("{member}",)),
    StaffLine("team_remove", May.TEAM, "302 /desk/team", "post", arguments=("{member}",)),
    StaffLine("patient", May.BOOK, arguments=("{patient}",)),
    StaffLine("patient_register", May.BOOK, 400, "post", {"name": ""}, ("{patient}",)),
    StaffLine("patient_plan", May.WRITE_COURSE, arguments=("{patient}",)),
    StaffLine("patient_plan", May.WRITE_COURSE, 409, "post", {"do": "save"}, ("{patient}",)),
    StaffLine("patient_report_pdf", May.SEE_COURSE, arguments=("{patient}",)),
    StaffLine("patient_report_csv", May.SEE_COURSE, arguments=("{patient}",)),
    StaffLine("staff_messages", May.MESSAGE),
    StaffLine("staff_conversation", May.MESSAGE, arguments=("{patient}",)),
    StaffLine("staff_conversation", May.MESSAGE, "302 /desk/messages/{uuid}#new", "post",
              {"id": "6d8b6e0e-2c3e-4a52-9a57-0d9b5f1d3a11", "text": "Hello"}, ("{patient}",)),
    StaffLine("waiting", May.BOOK),
    StaffLine("waiting_new", May.BOOK),
    StaffLine("waiting_new", May.BOOK, 400, "post", {"service": "{service}"}),
    StaffLine("waiting_entry", May.BOOK, arguments=("{waiting}",)),
    StaffLine("waiting_entry", May.BOOK, "302 /desk/waiting", "post", {"do": "remove"},
              ("{waiting}",)),
    StaffLine("desk", May.BOOK),
    StaffLine("desk_week", May.BOOK),
    StaffLine("desk_grid", May.BOOK),
    StaffLine("desk_book", May.BOOK),
    StaffLine("desk_book", May.BOOK, 400, "post", {"do": "book", "service": "{service}"}),
    StaffLine("desk_times", May.BOOK),
    StaffLine("desk_block", May.BLOCK_TIME),
    StaffLine("desk_block", May.BLOCK_TIME, 400, "post", {"whose": ""}),
    StaffLine("desk_unblock", May.BLOCK_TIME, "302 /desk/block", "post", arguments=("{block}",)),
    StaffLine("desk_visit", May.BOOK, arguments=("{appointment}",)),
    StaffLine("desk_visit_change", May.BOOK, "302 /desk/appointments/{uuid}", "post",
              {"do": "arrive", "version": "{appointment.version}"}, ("{appointment}",)),
    StaffLine("desk_visit_note", May.BOOK, "302 /desk/appointments/{uuid}", "post",
              {"text": "Needs the lift"}, ("{appointment}",)),
    StaffLine("desk_visit_move", May.BOOK, arguments=("{appointment}",)),
    StaffLine("desk_visit_move", May.BOOK, 400, "post", {"version": "0"}, ("{appointment}",)),
    StaffLine("desk_visit_reason", May.SEE_COURSE, arguments=("{appointment}",)),
    StaffLine("desk_people", May.BOOK),
    StaffLine("desk_people", May.BOOK, 400, "post", {"name": ""}),
    StaffLine("desk_find", May.BOOK),
    StaffLine("patient_merge", May.BOOK, arguments=("{patient}",)),
    StaffLine("patient_merge", May.BOOK, 404, "post",
              {"one": "6d8b6e0e-2c3e-4a52-9a57-0d9b5f1d3a11"}, ("{patient}",)),
    StaffLine("board", May.TAKE_BOARD),
    StaffLine("board_past", May.TAKE_BOARD),
    StaffLine("board_line", May.TAKE_BOARD, arguments=("{board_item}",)),
    StaffLine("board_line", May.TAKE_BOARD, "302 /desk/board#line-{uuid}", "post",
              {"do": "take", "version": "0"}, ("{board_item}",)),
    StaffLine("board_line", May.TAKE_BOARD, 400, "post", {"do": "snooze", "version": "0"},
              ("{board_item}",)),
    StaffLine("desk_cases", May.WRITE_CASES),
    StaffLine("desk_case_new", May.WRITE_CASES, 409, "post", arguments=("{patient}",)),
    StaffLine("desk_case", May.WRITE_CASES, arguments=("{case}",)),
    StaffLine("desk_case", May.WRITE_CASES, "302 /desk/cases/{uuid}", "post",
              {"version": "0", "do": "withdraw"}, ("{case}",)),
    StaffLine("audit", May.AUDIT),
    StaffLine("audit", May.AUDIT, 400, send={"first": "tomorrow"}),
    StaffLine("calendars", May.CALENDARS),
    StaffLine("make_feed", May.CALENDARS, 200, "post", arguments=("{practitioner}",)),
    StaffLine("make_feed", May.CALENDARS, CALENDARS, arguments=("{practitioner}",)),
    StaffLine("stop_feed", May.CALENDARS, CALENDARS, "post", arguments=("{practitioner}",)),
    StaffLine("add_calendar", May.CALENDARS, CALENDARS, "post",
              {"url": "https://calendar.example.org/a.ics"}, ("{practitioner}",)),
    StaffLine("add_calendar", May.CALENDARS, 400, "post", {"url": "a"}, ("{practitioner}",)),
    StaffLine("add_calendar", May.CALENDARS, CALENDARS, arguments=("{practitioner}",)),
    StaffLine("remove_calendar", May.CALENDARS, CALENDARS, "post", arguments=("{calendar}",)),
    StaffLine("settings", May.SETTINGS),
    StaffLine("settings_clinic", May.SETTINGS),
    StaffLine("settings_clinic", May.SETTINGS, 400, "post", {"name_en": ""}),
    StaffLine("settings_logo", May.SETTINGS, 400, "post"),
    StaffLine("settings_notices", May.SETTINGS),
    StaffLine("settings_notices", May.SETTINGS, 400, "post", {"first_hours": "-1"}),
    StaffLine("settings_words", May.SETTINGS),
    StaffLine("settings_words", May.SETTINGS, f"{SETTINGS}/words", "post",
              {"seen": SEEN, "ice-en": "Rest."}),
    StaffLine("settings_locations", May.SETTINGS),
    StaffLine("settings_location_new", May.SETTINGS),
    StaffLine("settings_location_new", May.SETTINGS, f"{SETTINGS}/locations", "post", PLACE),
    StaffLine("settings_location", May.SETTINGS, arguments=("{location}",)),
    StaffLine("settings_location", May.SETTINGS, 400, "post", {"name_en": ""}, ("{location}",)),
    StaffLine("settings_room_new", May.SETTINGS),
    StaffLine("settings_room_new", May.SETTINGS, 400, "post"),
    StaffLine("settings_room", May.SETTINGS, arguments=("{room}",)),
    StaffLine("settings_room", May.SETTINGS, 400, "post", {"name_en": ""}, ("{room}",)),
    StaffLine("settings_services", May.SETTINGS),
    StaffLine("settings_service_new", May.SETTINGS),
    StaffLine("settings_service_new", May.SETTINGS, 400, "post"),
    StaffLine("settings_service", May.SETTINGS, arguments=("{service}",)),
    StaffLine("settings_service", May.SETTINGS, 400, "post", {"minutes": "0"}, ("{service}",)),
    StaffLine("settings_clinicians", May.SETTINGS),
    StaffLine("settings_clinician_new", May.SETTINGS),
    StaffLine("settings_clinician_new", May.SETTINGS, 400, "post"),
    StaffLine("settings_clinician", May.SETTINGS, arguments=("{practitioner}",)),
    StaffLine("settings_clinician", May.SETTINGS, 400, "post", {"name_en": ""},
              ("{practitioner}",)),
    StaffLine("settings_hours", May.SETTINGS, arguments=("{practitioner}",)),
    StaffLine("settings_hours", May.SETTINGS, f"{SETTINGS}/clinicians/*", "post",
              WEEK | {"seen": SEEN}, ("{practitioner}",)),
    StaffLine("settings_days", May.SETTINGS, arguments=("{practitioner}",)),
    StaffLine("settings_days", May.SETTINGS, 400, "post", {"first": "2020-01-01"},
              ("{practitioner}",)),
    StaffLine("settings_day_remove", May.SETTINGS, f"{SETTINGS}/clinicians/*", "post",
              arguments=("{practitioner}", "2030-01-01")),
    StaffLine("settings_holidays", May.SETTINGS),
    StaffLine("settings_holidays", May.SETTINGS, 400, "post", {"day": "2020-01-01"}),
    StaffLine("settings_holidays_add", May.SETTINGS, f"{SETTINGS}/holidays", "post",
              arguments=(2027,)),
    StaffLine("settings_holiday_remove", May.SETTINGS, f"{SETTINGS}/holidays", "post",
              arguments=("2030-01-01",)),
    StaffLine("settings_use", May.SETTINGS, f"{SETTINGS}/services",
              arguments=("service", "{service}")),
    StaffLine("settings_use", May.SETTINGS, f"{SETTINGS}/services", "post", {"do": "retire"},
              ("service", "{service}")),
)  # fmt: skip
