"""Who gets what at every address of the site: a line for each address and method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One address with one method.

    ``looker``, ``owner``, ``other``: the status they get; a redirect with where to, as in
    ``"302 /plan"``. ``other`` is somebody with rows of their own who asks for the owner's.
    """

    name: str
    looker: int | str
    owner: int | str
    other: int | str
    method: str = "get"
    send: dict[str, Any] | str | None = None
    """A form; or whose record a device sends."""


FOR_WHOEVER_HAS_THE_LINK = {
    "waiting_place", "waiting_offer", "waiting_confirm", "stop_reminders", "confirm_email",
}  # fmt: skip
"""Addresses from a message: what they do, they do for anybody; the secret is the address."""
VISIT_OF_WHOEVER_HAS_THE_LINK = {"confirm_visit", "move_to", "cancel_visit"}
"""The same for a visit; these may make a guest of who asks."""

SCREEN = "302 /check/nerves"
LEGS = "302 /check/legs"
COIN = "302 /what-helps#coin"
ASKED = "302 /report?range=weeks#questions"
QUESTION = {"id": "{question}", "text": "May I run?"}
BEGUN = {"id": "{uuid}", "pain_before": "4"}
NOTHING_DONE = {"position": 0, "steps": [], "hurts": [], "state": "open"}
MORNING = {"id": "{morning}", "pain": "3", "sleep": "7"}
DOSE = {"id": "{dose}", "medicine": "opioid", "when": "now", "amount": "one"}
MEDICINES = "302 /medicines"
ASKED_FIRST = {"applies": "ibuprofen:none"}
MOOD_NEXT = "302 /check-in/mood"
ALSO = "302 /check-in#also"
NOTED = "302 /wellbeing?kept=tension#tension"
READINGS = "302 /blood-pressure"
PRESSURE = {"id": "{reading}", "systolic": "130", "diastolic": "80"}
BREATHED = {"id": "{breathing}", "minutes": "5"}
BEGUN_48 = {"began": "1", "pain": "4", "leg": "no"}
REVIEWED = {"signs": "no", "outcome": "worse", "pain": "5"}
COMPANION = "302 /companion"
COLD = "302 /companion/pack/cold"
READ = "302 /messages#new"
NEW_ID = "6d8b6e0e-2c3e-4a52-9a57-0d9b5f1d3a11"
REMINDERS = "302 /reminders"
TO_WAYS = "302 /reminders#ways"
REMINDED = {
    "wish": ["tonight:push"], "tonight_at": "21:00", "morning_at": "08:00", "measures_at": "18:00",
    "quiet_from": "22:00", "quiet_to": "07:00", "time_zone": "Asia/Hong_Kong",
}  # fmt: skip
BOOKED = "302 /book/done/*"
TO_VISIT = "302 /visit/*"
PLACE = "302 /waiting/*"
TYPED = {"name": "Ada", "email": "ada@example.org", "phone": "+852 6000 0000"}
TABLE = (
    Line("home", 200, 200, 200),
    Line("journal", "302 /", 200, 200),
    Line("how_we_decide", 200, 200, 200),
    Line("healthz", 200, 200, 200),
    Line("token", 200, 200, 200),
    Line("service_worker", 200, 200, 200),
    Line("manifest", 200, 200, 200),
    Line("offline", 200, 200, 200),
    Line("set_theme", "302 /", "302 /", "302 /", "post", {"theme": "day", "next": "/"}),
    Line("set_language", "302 /", "302 /", "302 /", "post", {"language": "en", "next": "/"}),
    Line("set_figure", "302 /", "302 /", "302 /", "post", {"body": "man", "next": "/"}),
    Line("figure_still", 200, 200, 200),
    Line("figure_patterns", 200, 200, 200),
    Line("devices", 200, 200, 200),
    Line("devices", "302 /devices", 200, 200, "post"),
    Line("join", 400, 400, 400, "post", {"code": "NOSUCHCODE"}),
    Line("privacy", 200, 200, 200),
    Line("privacy_export", "302 /privacy", 200, 200),
    Line("privacy_erase", "302 /privacy", 200, 200),
    Line("privacy_erase", "302 /privacy", "302 /privacy/erased", "302 /privacy/erased", "post"),
    Line("privacy_erased", 200, 200, 200),
    Line("check", 200, 200, 200),
    Line("check", SCREEN, SCREEN, SCREEN, "post"),
    Line("check_screen", "302 /check", 200, 200),
    Line("check_screen", "302 /check", LEGS, LEGS, "post", {"rest": "no"}),
    Line("check_answers", "302 /check", 200, 200),
    Line("check_finish", "302 /check", LEGS, LEGS, "post"),
    Line("check_result", 404, 200, 404),
    Line("check_summary", 404, 200, 404),
    Line("check_change", 404, "302 /check/answers", 404, "post"),
    Line("plan", 200, 200, 200),
    Line("plan_handout", 404, 200, 200),
    Line("plan_change", 200, "302 /plan", "302 /plan", "post", {"place": "chair"}),
    Line("plan_back", 200, 400, 400, "post"),
    Line("plan_swap", 200, 200, 200),
    Line("plan_swap", 200, 400, 400, "post", {"choice": "no-such:"}),
    Line("plan_version", 404, 200, 404),
    Line("tonight", "302 /plan", 200, 200),
    Line("tonight", "302 /plan", "302 /tonight/{uuid}", 404, "post", BEGUN),
    Line("set_sleep", "302 /tonight", "302 /tonight", "302 /tonight", "post", {"sleep": "back"}),
    Line("evening_list", 404, 200, 404),
    Line("keep_evening", 401, 200, 404, "put", "evening"),
    Line("morning", "302 /", 200, 200),
    Line("morning", "302 /", "302 /morning?kept", 404, "post", MORNING),
    Line("check_in", "302 /", 200, 200),
    Line("check_in_measure", "302 /", 200, 200),
    Line("check_in_measure", "302 /", MOOD_NEXT, MOOD_NEXT, "post", {"how-much": "5"}),
    Line("check_in_done", "302 /", 200, 200),
    Line("check_in_also", "302 /", ALSO, ALSO, "post", {"measure": "phq-2", "on": "yes"}),
    Line("goals", "302 /", 200, 200),
    Line("goals", "302 /", "302 /goals", "302 /goals", "post", {"text": "Walk to work"}),
    Line("goal_change", 404, "302 /goals", 404, "post", {"do": "end"}),
    Line("answer_heard", 404, "302 /", 404, "post", {"danger": "none"}),
    Line("answer_shorter", 404, "302 /", "302 /", "post", {"shorter": "1"}),
    Line("keep_morning", 401, 200, 404, "put", "morning"),
    Line("medicines", 200, 200, 200),
    Line("medicines", 404, "302 /medicines#kept", 404, "post", DOSE),
    Line("medicine_ask", "302 /medicines", 200, 200),
    Line("medicine_ask", MEDICINES, MEDICINES, MEDICINES, "post", ASKED_FIRST),
    Line("dose", 404, 200, 404),
    Line("dose", 404, "302 /medicines#kept", 404, "post", DOSE),
    Line("dose_remove", 404, "302 /medicines", 404, "post"),
    Line("dose_restore", 404, "302 /medicines", 404, "post"),
    Line("keep_dose", 401, 200, 404, "put", "dose"),
    Line("did_tonight", 404, "302 /history/{uuid}", 404, "post", {"did": ["0"]}),
    Line("finish", 404, "302 /history/{uuid}", 404),
    Line("finish", 404, "302 /history/{uuid}", 404, "post", {"pain_after": "3"}),
    Line("history", 200, 200, 200),
    Line("evening", 404, 200, 404),
    Line("wellbeing", 200, 200, 200),
    Line("wellbeing", NOTED, NOTED, NOTED, "post", {"name": "tension", "value": ""}),
    Line("blood_pressure", 200, 200, 200),
    Line("blood_pressure", 404, "302 /blood-pressure", 404, "post", PRESSURE),
    Line("pressure_reading", 404, 200, 404),
    Line("pressure_reading", 404, "302 /blood-pressure", 404, "post", PRESSURE),
    Line("pressure_signs", 404, 200, 404),
    Line("pressure_signs", 404, "302 /blood-pressure", 404, "post", {"sign": "none"}),
    Line("pressure_delete", 404, "302 /blood-pressure", 404, "post"),
    Line("pressure_standard", READINGS, READINGS, READINGS, "post", {"standard": "esh-2023"}),
    Line("breathing", 200, 200, 200),
    Line("breathing", 404, "302 /breathing?kept=", 404, "post", BREATHED),
    Line("keep_breathing", 401, 200, 404, "put", "breathing"),
    Line("steps", 200, 200, 200),
    Line("steps", 400, 400, 400, "post"),
    Line("steps_delete", "302 /steps", "302 /steps", "302 /steps", "post", {"which": "all"}),
    Line("report", 200, 200, 200),
    Line("report_pdf", 404, 200, 200),
    Line("report_csv", 404, 200, 200),
    Line("report_questions", "302 /report", ASKED, 404, "post", QUESTION),
    Line("report_questions", "302 /report", ASKED, 404, "post", {"delete": "{question}"}),
    Line("messages", 200, 200, 200),
    Line("messages", 404, READ, READ, "post", {"id": NEW_ID, "text": "May I run?"}),
    # Sent twice it is one message, and another's it is not.
    Line("messages", 404, READ, 404, "post", {"id": "{message}", "text": "Hello"}),
    Line("what_helps", 200, 200, 200),
    Line("what_helps_coin", "302 /", COIN, COIN, "post", {"do": "begin"}),
    Line("companion", 200, 200, 200),
    Line("companion", 200, "302 /companion", "302 /companion", "post", BEGUN_48),
    Line("companion_signs", "302 /companion", 200, 200),
    Line("companion_signs", "302 /companion", SCREEN, SCREEN, "post", {"signs": "yes"}),
    Line("companion_review", "302 /companion", 200, 200),
    Line("companion_review", COMPANION, COMPANION, COMPANION, "post", REVIEWED),
    Line("companion_time", COMPANION, COMPANION, COMPANION, "post", {"do": "hold"}),
    Line("companion_pain", COMPANION, COMPANION, COMPANION, "post", {"pain": "4"}),
    Line("companion_end", "302 /companion", "302 /", "302 /", "post"),
    Line("pack", "302 /companion", 200, 200),
    Line("pack", "302 /companion", COLD, COLD, "post", {"action": "again"}),
    Line("pack_off", 404, f"{COLD}#ended", 404, "post"),
    Line("keep_pack", 401, 200, 404, "put", "pack"),
    Line("reminders", 200, 200, 200),
    Line("reminders", REMINDERS, REMINDERS, REMINDERS, "post", REMINDED),
    Line("make_calendar", "302 /reminders", 200, 200, "post"),
    Line("revoke_calendar", TO_WAYS, TO_WAYS, TO_WAYS, "post"),
    Line("ask_for_address", REMINDERS, REMINDERS, REMINDERS, "post", {"email": "ada@example.org"}),
    Line("forget_address", TO_WAYS, TO_WAYS, TO_WAYS, "post"),
    Line("push", 401, 400, 400, "post"),
    Line("push", 401, 400, 400, "delete"),
    Line("stop_everything", REMINDERS, REMINDERS, REMINDERS, "post"),
    Line("stop_reminders", 200, 200, 200),
    Line("stop_reminders", 200, 200, 200, "post"),
    Line("confirm_email", 200, 200, 200),
    Line("confirm_email", 200, 200, 200, "post"),
    Line("calendar_feed", 200, 200, 200),
    Line("book", 200, 200, 200),
    Line("clinicians", 200, 200, 200),
    Line("book_times", 200, 200, 200),
    Line("book_details", 200, 200, 200),
    Line("book_details", BOOKED, BOOKED, BOOKED, "post", TYPED),
    Line("booking_done", 200, 200, 200),
    Line("visits", 200, 200, 200),
    Line("visit_link", 200, 200, 200),
    Line("visit", 200, 200, 200),
    Line("visit_file", 200, 200, 200),
    Line("practitioner_feed", 200, 200, 200),
    Line("confirm_visit", 200, 200, 200),
    Line("confirm_visit", TO_VISIT, TO_VISIT, TO_VISIT, "post"),
    Line("move_visit", 200, 200, 200),
    Line("move_to", 200, 200, 200),
    Line("move_to", TO_VISIT, TO_VISIT, TO_VISIT, "post", {"version": "0"}),
    Line("cancel_visit", 200, 200, 200),
    Line("cancel_visit", TO_VISIT, TO_VISIT, TO_VISIT, "post", {"version": "0"}),
    Line("waiting_join", 200, 200, 200),
    Line("waiting_join", 400, 400, 400, "post", TYPED),
    Line("waiting_join", PLACE, PLACE, PLACE, "post", TYPED | {"when": "any"}),
    Line("waiting_place", 200, 200, 200),
    Line("waiting_place", PLACE, PLACE, PLACE, "post"),
    Line("waiting_confirm", 200, 200, 200),
    Line("waiting_confirm", PLACE, PLACE, PLACE, "post"),
    Line("waiting_offer", 200, 200, 200),
    Line("waiting_offer", TO_VISIT, TO_VISIT, TO_VISIT, "post", {"answer": "yes"}),
    Line("cases", 200, 200, 200),
    Line("case", 200, 200, 200),
    Line("cases_like_yours", "302 /check", 200, 200),
    Line("cases_mine", 200, 200, 200),
    Line("count_in", "302 /cases", "302 /cases/mine", "302 /cases/mine", "post", {"on": "yes"}),
    Line("case_asked", 404, 200, 404),
    Line("case_asked", 404, "302 /cases/mine", 404, "post", {"do": "take-back"}),
    Line("learn", 200, 200, 200),
    Line("learn_topic", 200, 200, 200),
    Line("exercises", 200, 200, 200),
    Line("exercise", 200, 200, 200),
    Line("positions", 200, 200, 200),
    # Of a clinic without a logo; the demo's door is only on one's own machine.
    Line("clinic_logo", 404, 404, 404),
    Line("demo", 404, 404, 404),
    Line("demo", 404, 404, 404, "post"),
)  # fmt: skip
