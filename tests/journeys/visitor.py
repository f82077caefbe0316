"""Somebody at a browser, for the journeys.

A `Visitor` finds things as people do: by what is written on them, or by the role and name a
screen reader says. The words come from the knowledge and the translations, so a journey walks the
same way in every language; `visitor.label("Next")` is the word on the button in theirs.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

from lumbar.check.forms import NONE_OF_THESE, is_body_map, is_checklist
from lumbar.check.models import StoredAssessment
from lumbar.check.presenters.body_map import feeling_name
from lumbar.clinical.conditions import NOT_SURE
from lumbar.clinical.library import library
from lumbar.clinical.schema import Question, Screen
from lumbar.clinical.values import Step
from lumbar.people.guests import GUEST_COOKIE, new_token, token_hash
from lumbar.people.models import Person
from lumbar.plans.tests.helpers import check
from lumbar.tonight.models import SessionRecord

SIMPLE_BACK_PAIN: dict[str, Any] = {
    "age": "20_to_44",
    "pregnancy": "not_for_me",
    "pain_areas": ["low_back_left"],
    "started": "strain",
    "duration": "2_to_14_days",
    "pain_now": 5,
    "trend": "better",
    "worse_when": ["bending"],
    "better_when": ["lying_down"],
    "place": "bed",
    "minutes": "10",
}
"""A grown-up who lifted something last week. What is not listed is answered "no" or "none"."""


class Visitor:
    """One person at one page of one browser."""

    def __init__(self, page: Page, site: str, language: str = "en") -> None:
        self.page = page
        self.site = site
        self.language = language
        self.words = library().words(language)

    # --- words ----------------------------------------------------------------------------------

    def label(self, english: str, **values: object) -> str:
        """An interface text in this visitor's language."""
        with translation.override(self.language):
            text = gettext(english)
        return text % values if values else text

    def exercise(self, slug: str) -> str:
        """An exercise's name."""
        return self.words.exercises[slug].name

    # --- moving about ---------------------------------------------------------------------------

    def opens(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.site + path)

    def follows(self, english: str) -> None:
        """Follow the first link of this name."""
        self.main.get_by_role("link", name=self.label(english), exact=True).first.click()

    def presses(self, english: str) -> None:
        """Press the button of this name."""
        self.button(english).click()

    def button(self, english: str) -> Locator:
        return self.main.get_by_role("button", name=self.label(english), exact=True)

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def path(self) -> str:
        """The address without the site."""
        return re.split("[?#]", self.page.url.removeprefix(self.site))[0]

    def is_at(self, pattern: str) -> None:
        """Wait until the address (after the site) begins with this pattern."""
        expect(self.page).to_have_url(re.compile(re.escape(self.site) + pattern))

    def sees(self, *texts: str) -> None:
        """Every text stands in the page's main part, in view."""
        for text in texts:
            expect(self.main.get_by_text(text).filter(visible=True).first).to_be_visible()

    def headline(self, text: str) -> None:
        """The page's main heading is this."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    # --- the check ------------------------------------------------------------------------------

    def starts_the_check(self) -> None:
        """From the page before the questions to the first of them."""
        self.is_at("/check$")
        self.presses("Start")
        self.is_at("/check/nerves")

    def screen(self) -> Screen | None:
        """The screen of the check that is open, or None on another page."""
        name = self.path().removeprefix("/check/")
        return next((one for one in library().screens if one.id == name), None)

    def answers_everything(self, **said: Any) -> list[str]:
        """Answer screen by screen to the end of the check; return the screens that were asked.

        `said` is laid over simple back pain; every other answer is "no" or "none of these".
        """
        asked: list[str] = []
        while (screen := self.screen()) is not None:
            assert len(asked) < 40, f"the check does not end: {asked}"
            asked.append(screen.id)
            self.answers_screen(**said)
        return asked

    def answers_screen(self, **said: Any) -> None:
        """Answer the open screen and go on to whatever page is next."""
        screen = self.screen()
        assert screen is not None, f"{self.page.url} is not a screen of the check"
        self.fills_in(screen, {**SIMPLE_BACK_PAIN, **said})
        self.goes_on()

    def goes_on(self) -> None:
        """Press the screen's one button and wait for the page that follows."""
        before = self.page.url
        self.next_button.click()
        expect(self.page).not_to_have_url(before)

    @property
    def next_button(self) -> Locator:
        names = [self.label(one) for one in ("Next", "None of these", "Next – no to the rest")]
        return self.main.get_by_role(
            "button", name=re.compile("^(" + "|".join(map(re.escape, names)) + ")$")
        )

    def fills_in(self, screen: Screen, said: Mapping[str, Any]) -> None:
        """Give the answers of one screen without going on."""
        for name in screen.questions:
            question = library().questions[name]
            if is_checklist(screen, library()):
                if name in said:
                    self.option(question, said[name]).check()
            elif is_body_map(screen, library()):
                for area in said.get(name, ()):
                    self.feeling(name).check()
                    self.area(area).click()
                    expect(self.area(area)).to_be_checked()
            else:
                for value in values_of(question, said):
                    self.option(question, value).check()

    def option(self, question: Question, value: object) -> Locator:
        """The radio button or checkbox of one answer."""
        words = self.words.questions[question.id]
        role: Literal["checkbox", "radio"] = "checkbox" if question.kind == "many" else "radio"
        label, hint = self._option_words(question, value)
        group = self.page.get_by_role(
            "group" if question.kind == "many" else "radiogroup", name=words.ask, exact=True
        )
        name = re.compile(rf"^{re.escape(label)}\s*{re.escape(hint)}$")
        return group.get_by_role(role, name=name)

    def _option_words(self, question: Question, value: object) -> tuple[str, str]:
        words = self.words.questions[question.id]
        if value == NONE_OF_THESE:
            return self.label("None of these"), ""
        if value == NOT_SURE:
            screen = next(s for s in library().screens if question.id in s.questions)
            unsure = "Not sure" if is_checklist(screen, library()) else "I’m not sure"
            return self.label(unsure), ""
        if question.kind == "number":
            return str(value), ""
        if question.kind == "yes_no":
            return self.label("Yes" if value == "yes" else "No"), ""
        return words.options[str(value)], words.hints.get(str(value), "")

    def feeling(self, question: str) -> Locator:
        """The choice of what is marked on the body map: pain, pins and needles …"""
        with translation.override(self.language):
            name = feeling_name(question)
        return self.main.get_by_role("radio", name=name, exact=True)

    def area(self, region: str) -> Locator:
        """One area of the body map."""
        name = self.words.regions[region]
        return self.main.get_by_role("checkbox", name=name, exact=True)

    # --- the keyboard ---------------------------------------------------------------------------

    def tabs_to(self, target: Locator) -> None:
        """Press Tab until the target has the focus, as someone without a mouse does."""
        element = target.element_handle()
        for _ in range(200):
            self.page.keyboard.press("Tab")
            if element.evaluate(
                "e => e === document.activeElement || (e.type === 'radio' && e.name &&"
                " e.form === document.activeElement.form && e.name === document.activeElement.name)"
            ):
                return
        raise AssertionError(f"Tab never reaches {target}")

    def chooses_by_keyboard(self, target: Locator) -> None:
        """Tab to a checkbox or a group of radio buttons and choose, with arrows where needed."""
        self.tabs_to(target)
        element = target.element_handle()
        for _ in range(20):
            if element.evaluate("e => e === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        if not target.is_checked():
            self.page.keyboard.press("Space")
        expect(target).to_be_checked()


def values_of(question: Question, said: Mapping[str, Any]) -> list[object]:
    """The options to tick: what was said, else "no", none, the first option or the least."""
    if question.id in said:
        value = said[question.id]
        if question.kind == "many":
            return list(value) or [NONE_OF_THESE]
        return [value]
    match question.kind:
        case "many":
            return [NONE_OF_THESE]
        case "number":
            return [question.minimum or 0]
        case "yes_no":
            return ["no"]
        case _:
            return ["no" if "no" in question.options else next(iter(question.options))]


# --- what was done before a journey begins ------------------------------------------------------


def given_a_check(context: BrowserContext, site: str, **said: Any) -> StoredAssessment:
    """A guest in this browser who has finished the check; `said` is laid over simple back pain."""
    token = new_token()
    person = Person.objects.create(guest_token_hash=token_hash(token))
    context.add_cookies([{"name": GUEST_COOKIE, "value": token, "url": site}])
    return check(person, **{**SIMPLE_BACK_PAIN, **said})


# --- the player ---------------------------------------------------------------------------------


PATIENCE = 30
"""Seconds after which a page gives an answer up (`site/static/site/link.js`)."""


class Evening:
    """The player, with time in the test's hand: an evening passes in seconds."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    @classmethod
    def begins(cls, visitor: Visitor, pain: int | None = 5, lights: str = "on") -> Evening:
        """Open tonight's page, say the pain, and stand at the first second of the player."""
        visitor.page.clock.install()
        visitor.opens("/tonight")
        cls.chooses_lights(visitor, lights)
        name = str(pain) if pain is not None else visitor.label("Start without a number")
        visitor.main.get_by_role("button", name=name, exact=True).click()
        evening = cls(visitor)
        evening.holds_time()
        return evening

    @staticmethod
    def chooses_lights(visitor: Visitor, lights: str) -> None:
        """Fold the choices open and switch the lights of the evening ``on`` or ``off``."""
        visitor.main.get_by_text(visitor.label("Length, sound and light"), exact=True).click()
        box = visitor.main.get_by_role("checkbox", name=re.compile(visitor.label("Lights off")))
        box.set_checked(lights == "off")

    def holds_time(self) -> None:
        """From here on time only passes when the test says so."""
        expect(self.timer).not_to_have_text("0:00")
        now = self.page.evaluate("Date.now()")
        self.page.clock.pause_at((now + 1000) / 1000)

    def passes(self, seconds: float) -> None:
        """Let time pass; every timer of the page runs as often as it would have."""
        if seconds >= PATIENCE:
            self.nothing_is_under_way()
        self.page.clock.run_for(round(seconds * 1000))

    def jumps(self, seconds: float) -> None:
        """Let time pass at once, as for a page that slept: what was due meanwhile runs once."""
        self.nothing_is_under_way()
        self.page.clock.fast_forward(round(seconds * 1000))

    def nothing_is_under_way(self) -> None:
        """Wait until no record is on its way to the server. A page that learns the server's time
        meanwhile would take it for a sleep, and try again only when time passes again."""
        quiet = 0

        def is_quiet() -> bool:
            nonlocal quiet
            locks = self.page.evaluate("navigator.locks.query()")
            quiet = 0 if locks["held"] or locks["pending"] else quiet + 1
            return quiet > 5

        eventually(is_quiet, self.page)

    @property
    def record(self) -> SessionRecord:
        """What the server has kept of the newest evening, read anew."""
        eventually(lambda: SessionRecord.objects.exists(), self.page)
        return SessionRecord.objects.order_by("-started_at")[0]

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.record.tonight().steps

    def starts_of(self, kind: str) -> list[float]:
        """The seconds into the evening at which the steps of this kind begin."""
        starts, passed = [], 0.0
        for step in self.steps:
            if step.kind == kind:
                starts.append(passed)
            passed += step.seconds
        return starts

    def position(self) -> float:
        """The seconds into the evening that this page has on the device."""
        kept = kept_on_device(self.page)
        assert len(kept) == 1, kept
        return float(kept[0]["body"]["record"]["position"]) / 1000

    def goes_to(self, seconds: float) -> None:
        """Let time pass until this many seconds into the evening, and pause there."""
        self.pauses()
        self.passes_after_going_on(seconds - self.position())
        self.pauses()

    def passes_after_going_on(self, seconds: float) -> None:
        self.goes_on()
        self.passes(seconds)

    def pauses(self) -> None:
        self.visitor.presses("Pause")
        expect(self.visitor.button("Go on")).to_be_visible()

    def goes_on(self) -> None:
        self.visitor.presses("Go on")
        expect(self.visitor.button("Pause")).to_be_visible()

    def is_paused(self) -> None:
        expect(self.visitor.button("Go on")).to_be_visible()

    @property
    def timer(self) -> Locator:
        # In the dark it is not drawn, but goes on.
        return self.page.locator("[role=timer]")

    def shows(self, exercise: str) -> None:
        """The player is at this exercise."""
        self.visitor.headline(self.visitor.exercise(exercise))

    def hurts(self, answer: str) -> None:
        """Press "This hurts" and say where."""
        self.visitor.presses("This hurts")
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        words = self.visitor.words.routine.hurt_answers[answer]
        dialog.get_by_role("button", name=words, exact=True).click()

    def plays_to_the_end(self) -> None:
        """Let the rest of the evening pass; the page that asks for the pain after follows."""
        self.passes(sum(step.seconds for step in self.steps))
        self.visitor.headline(self.visitor.words.routine.finish)
        eventually(lambda: self.record.state == "done", self.page)


def kept_on_device(page: Page) -> list[dict[str, Any]]:
    """What lies in this browser's outbox."""
    found: list[dict[str, Any]] | bool = page.evaluate(
        """async () => (await indexedDB.databases()).some(({ name }) => name === "lumbar")
          && new Promise((resolve, reject) => {
          const opening = indexedDB.open("lumbar");
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const database = opening.result;
            const asked = database.transaction("outbox").objectStore("outbox").getAll();
            asked.onsuccess = () => { database.close(); resolve(asked.result); };
          };
        })"""
    )
    return found if isinstance(found, list) else []


def eventually(what: Callable[[], object], page: Page, within: float = 5.0) -> None:
    """Wait until `what` is true. The page goes on meanwhile; its clock does not matter."""
    deadline = time.monotonic() + within
    while not _holds(what):
        assert time.monotonic() < deadline, "it did not become true in time"
        page.wait_for_timeout(20)


def _holds(what: Callable[[], object]) -> bool:
    """Whether it is true; a page that is just going elsewhere cannot be asked."""
    try:
        return bool(what())
    except Error as error:
        if "Execution context was destroyed" not in str(error):
            raise
        return False
