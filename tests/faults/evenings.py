"""Evenings in a real browser while everything around them breaks, and the count at the end.

    with Night(browser, seed=7) as night:
        print(night.run(200))

`Server` is `lumbar serve` in a process group of its own, `Line` the network in front of it, and a
`Phone` a browser of the one guest. The line can lose a request or its answer, send it twice or
late, and answer in the server's place; the server can be killed at any moment. Every choice comes
from the seed. What the person did is written down twice: by their taps in `Evening`, and by what
their phone says (read from its IndexedDB, and on the line before any fault). In the end nothing is
broken any more, and the server must have exactly that: `Night.compares` says where it has not.

Time is in the runner's hand. The phone's clock jumps, never so far that it would think it slept,
and the server's clock jumps with it, so that two hundred evenings are two hundred days.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError

from lumbar.tonight.records import Copy
from tests.faults.line import ON_THE_LINE, Line
from tests.faults.phone import OUTBOX, Phone
from tests.faults.server import Server
from tests.faults.tally import Evening, Tally, differences

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
FIRST_EVENING = datetime(2026, 3, 2, 22, 0, tzinfo=HONG_KONG)
STILL_TONIGHT = 8 * 3600
"""Seconds an evening left alone may be gone on with (`static/tonight/main.js`)."""
JUMP = 80.0
"""Seconds passed over at once; after 90 the player thinks that the machine slept."""
A_PHONE_LASTS = 25
"""Evenings. Then the same guest goes on with a new one."""

AROUND = (
    "reloaded",
    "tab closed",
    "tab killed",
    "closed for a while",
    "server killed",
    "cache cleared",
    "no network",
    "second tab",
)
"""What can happen around it."""


class Night:
    """Evening after evening of one guest, with everything that can break breaking."""

    def __init__(self, browser: Browser, seed: int, *, trace: bool = False) -> None:
        self.browser = browser
        self.seed = seed
        self.trace = trace
        self.evenings: dict[str, Evening] = {}
        self.mornings: dict[str, tuple[int, int]] = {}
        self.tally = Tally(seed)
        self.dice = random.Random(seed)  # noqa: S311

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="lumbar-faults-")
        self.server = Server(Path(self._folder.name))
        self.server.sets_clock(FIRST_EVENING.timestamp() - time.time())
        self.server.starts()
        self.server.is_there()
        self.cookie = self.server.asked("a-guest")
        self.line = Line(self.server)
        self.phone = self._new_phone()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.line.ends()
        with suppress(BrowserError):
            self.phone.context.close()
        self.server.killed()
        self._folder.cleanup()

    def run(self, evenings: int) -> Tally:
        """So many evenings, some with a morning after them. Raises AssertionError with everything
        that is off at the end."""
        began = time.monotonic()
        for number in range(evenings):
            # Each evening has dice of its own: what one does never changes the next.
            self.dice = random.Random(f"{self.seed}/{number}")  # noqa: S311
            if number and number % A_PHONE_LASTS == 0:
                self._change_phones()
            self._an_evening(number)
            if self.dice.random() < 0.5:
                self._a_morning()
        self._settles(self.phone)
        self.tally.seconds = time.monotonic() - began
        self.compares()
        assert self.tally.is_right, f"seed {self.seed}\n{self.tally}"
        return self.tally

    # --- time -----------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """Seconds since 1970, on the server's clock and on the phones'."""
        return time.time() + self.server.ahead

    def _passes(self, seconds: float, *phones: Phone) -> None:
        with self.line.clocks:
            self.server.sets_clock(self.server.ahead + seconds)
            for phone in phones or (self.phone,):
                phone.context.clock.fast_forward(round(seconds * 1000))

    def _until(self, hour: float) -> None:
        """Let time pass until this hour of the day."""
        now = datetime.fromtimestamp(self.now, HONG_KONG)
        then = now.replace(hour=int(hour), minute=int(hour % 1 * 60), second=0)
        if then <= now:
            then += timedelta(days=1)
        self._passes((then - now).total_seconds())

    def _tells(self, what: str) -> None:
        if self.trace:
            print(f"  {datetime.fromtimestamp(self.now, HONG_KONG):%m-%d %H:%M:%S} {what}")

    def _happens(self, fault: str) -> None:
        self.tally.faults[fault] += 1
        self._tells(fault)

    def _is_off(self, what: str) -> None:
        self.tally.wrong.append(what)
        self._tells(f"OFF: {what}")

    # --- phones ---------------------------------------------------------------------------------

    def _new_phone(self) -> Phone:
        phone = Phone(self.browser, self.line, self.cookie, self.now)
        phone.keeps_pages()
        return phone

    def _change_phones(self) -> None:
        self._settles(self.phone)
        self.phone.context.close()
        self._happens("new phone")
        self.phone = self._new_phone()

    def _settles(self, phone: Phone) -> None:
        """Nothing is broken any more: what waits on the phone reaches the server."""
        phone.network(True)
        self.line.lifts()
        self.server.is_there()
        for page in phone.context.pages:
            page.close()
        phone.opens("/")
        self._notes(phone.outbox())

        def nothing_waits() -> bool:
            return all(one["serial"] <= one["sent"] for one in phone.outbox().values())

        try:
            phone.eventually(nothing_waits, what="nothing waits on the phone")
        except AssertionError as error:
            waits = [one for one in phone.outbox().values() if one["serial"] > one["sent"]]
            ids = {one["id"] for one in waits}
            told = [(put.fate, put.status) for put in self.line.sent if put.id in ids][-10:]
            raise AssertionError(f"{error}\nwaits: {waits}\non the line: {told}") from error
        # What was given up on the way may still arrive, when all is said.
        self.line.late_ones_arrive()
        if phone.errors:
            self._is_off(f"errors in pages: {phone.errors}")
            phone.errors.clear()

    def _notes(self, entries: dict[str, Any]) -> None:
        """Write down what a phone says it has of each evening."""
        for entry in entries.values():
            if entry["kind"] != "evening":
                continue
            copy = Copy.from_json(entry["record"])
            evening = self.evenings.get(entry["id"])
            if evening is None:
                self._is_off(f"the phone has an evening nobody began: {entry['id']}")
                continue
            if not evening.shared and copy.position < int(evening.position):
                self._is_off(f"{evening.id} went back: {evening.position} to {copy.position}")
            evening.position = max(evening.position, copy.position)
            evening.said.append(copy)

    # --- an evening -----------------------------------------------------------------------------

    def _an_evening(self, number: int) -> None:
        dice, phone = self.dice, self.phone
        # After ten minutes an evening that was left no longer stands where it was by itself.
        self._passes(dice.uniform(15, 90) * 60)
        if dice.random() < 0.85:
            self._until(dice.uniform(20.5, 23.5))
        if phone.offline and dice.random() < 0.5:
            phone.network(True)
        elif dice.random() < 0.5:
            self.server.is_there()
        match dice.choices(
            ["as usual", "no network", "server killed", "page broken"], [8, 1, 1, 1]
        ):
            case ["no network"]:
                self._loses_network()
            case ["server killed"]:
                self._kills_server()
            case ["page broken"]:
                self.line.pages_broken = True
        evening = self._begins(number)
        self.line.pages_broken = False
        shares = dice.random() < 0.05
        if shares:
            self._shares(evening)
        for moment, what in self._what_will_happen(evening):
            if evening.state == "open":
                self._leads(phone, evening, moment)
            if evening.state == "open":
                what()
        if evening.state == "open":
            self._ends(evening, finishes=shares or dice.random() < 0.7)
        else:
            self._says_how_it_is_after(evening)
        evening.left_at = self.now
        if phone.offline and dice.random() < 0.7:
            phone.network(True)
        if not phone.page.is_closed() and dice.random() < 0.5:
            phone.page.close()

    def _begins(self, number: int) -> Evening:
        """Open tonight's page and begin an evening, or take up the one that was left."""
        dice, phone = self.dice, self.phone
        phone.opens("/tonight")
        self._notes(phone.outbox())
        # The page has opened its outbox and read it, each before us.
        phone.outbox()
        shown = phone.shows()
        begun = [
            one
            for one in self.evenings.values()
            if one.state == "open" and self.now - one.left_at < STILL_TONIGHT
        ]
        if shown["plays"] is not None:
            raise AssertionError(f"evening {number}: it plays by itself: {shown}")
        if not shown["starts"]:
            raise AssertionError(f"evening {number}: it cannot be begun: {shown}")
        if shown["offers"] and not begun:
            self._is_off(f"evening {number}: an evening that is over is offered: {shown['begun']}")
        if shown["offers"] and begun and dice.random() < 0.5:
            phone.presses("[data-action=take-up]")
            self._is_running(phone)
            return self._taken_up(phone, begun)
        kind = dice.choices(["pain", "no number", "bad night"], [6, 2, 3])[0]
        pain = dice.randrange(11) if kind == "pain" else None
        button = {
            "pain": f"[name=pain_before][value='{pain}']",
            "no number": "[name=pain_before][value='']",
            "bad night": "[name=evening]",
        }[kind]
        phone.presses(f"[data-part=start] button{button}")
        fresh: list[dict[str, Any]] = []

        def begun_on_the_phone() -> bool:
            fresh[:] = [one for one in phone.outbox().values() if one["id"] not in self.evenings]
            return bool([one for one in fresh if one["kind"] == "evening"])

        phone.eventually(begun_on_the_phone, what="an evening is begun")
        entry = next(one for one in fresh if one["kind"] == "evening")
        steps = entry["steps"]
        evening = Evening(
            id=entry["id"],
            kind=kind,
            began=self.now,
            total=sum(round(step[3] * 1000) for step in steps),
            steps=steps,
            pain_before=pain,
        )
        self.evenings[evening.id] = evening
        self.tally.evenings += 1
        self.tally.kinds[kind] += 1
        self._tells(f"evening {number}: {kind} {pain} {evening.id}")
        return evening

    def _taken_up(self, phone: Phone, among: list[Evening]) -> Evening:
        """The evening that goes on in this tab; it must be one of these."""
        self.tally.kinds["taken up again"] += 1
        entries = phone.outbox()
        running = max(
            (one for one in entries.values() if one["kind"] == "evening"),
            key=lambda one: float(one["kept_at"]),
        )
        ids = [one.id for one in among]
        assert running["id"] in ids, f"another evening goes on: {running['id']}, not of {ids}"
        self._tells(f"goes on with {running['id']}")
        return self.evenings[running["id"]]

    def _what_will_happen(self, evening: Evening) -> Iterator[tuple[float, Callable[[], None]]]:
        """Moments of this evening (ms) and what happens then, in order."""
        dice = self.dice
        todo: list[tuple[float, Callable[[], None]]] = []
        for _ in range(dice.choices([0, 1, 2, 3], [1, 4, 3, 2])[0]):
            fates = dice.choices(ON_THE_LINE, k=dice.choices([1, 2, 5], [6, 3, 1])[0])
            todo.append((dice.uniform(0.02, 0.9), partial(self.line.breaks, *fates)))
        weights = [3, 3, 3, 2, 1, 2, 3, 2]
        for _ in range(dice.choices([0, 1, 2], [3, 5, 2])[0]):
            name = dice.choices(AROUND, weights)[0]
            around = getattr(self, "_" + name.replace(" ", "_"))
            todo.append((dice.uniform(0.05, 0.95), partial(around, evening)))
        if dice.random() < 0.25:
            todo.append((dice.uniform(0.05, 0.9), partial(self._skips, evening)))
        if dice.random() < 0.2:
            todo.append((dice.uniform(0.05, 0.9), partial(self._hurts, evening)))
        for share, what in sorted(todo, key=lambda one: one[0]):
            yield share * evening.total, what

    def _leads(self, phone: Phone, evening: Evening, until: float) -> None:
        """Let the evening pass until this moment (ms), or to its end."""
        position = evening.position
        while position < until:
            shown = phone.shows()
            if shown["plays"] == "paused":
                self._goes_on(phone)
            self._passes(min(JUMP, (until - position) / 1000 + 0.1), *self._phones)
            before = position
            entry: dict[str, Any] | None = None

            def moved(before: float = before) -> bool:
                nonlocal entry
                entry = phone.entry(evening.id)
                return (
                    entry is None
                    or entry["record"]["state"] != "open"
                    or entry["record"]["position"] > before
                )

            phone.eventually(moved, what=f"the evening goes on after {before}")
            if entry is None or entry["record"]["state"] != "open":
                evening.state = "done"
                evening.position = evening.total
                self._tells("good night")
                return
            self._notes({evening.id: entry})
            position = entry["record"]["position"]

    _phones: tuple[Phone, ...] = ()

    def _is_running(self, phone: Phone) -> None:
        phone.eventually(lambda: phone.shows()["plays"] == "running", what="it runs")

    def _goes_on(self, phone: Phone) -> None:
        phone.presses("[data-action=pause]")
        self._is_running(phone)

    def _pauses(self, phone: Phone, evening: Evening) -> float:
        """Pause as one does in the dark; where it stands then (ms)."""
        shown = phone.shows()
        if shown["plays"] == "running":
            phone.presses("[data-action=touch]" if shown["dark"] else "[data-action=pause]")
            phone.eventually(lambda: phone.shows()["plays"] == "paused", what="it pauses")
        seen = [-1.0]

        def stands() -> bool:
            seen.append(phone.position(evening.id))
            return seen[-1] == seen[-2]

        phone.eventually(stands, what="it stands")
        return seen[-1]

    # --- what the person does -------------------------------------------------------------------

    def _skips(self, evening: Evening) -> None:
        position = self._pauses(self.phone, evening)
        item = evening.item_at(position)
        self._tells(f"skips {item}")
        self.phone.presses("[data-action=skip]")
        if item >= 0:
            evening.left.add(item)
        self._is_kept(evening, lambda record: record["position"] > position)

    def _hurts(self, evening: Evening) -> None:
        phone, dice = self.phone, self.dice
        position = self._pauses(phone, evening)
        item = evening.item_at(position)
        answers = phone.page.evaluate(
            """() => [...document.querySelectorAll("[data-consequence]")]
              .filter(one => !("stops" in one.dataset))
              .map(one => [one.dataset.consequence, "leaves" in one.dataset])"""
        )
        answer, leaves = dice.choice(answers)
        enough = leaves and dice.random() < 0.3
        self._tells(f"{item} hurts: {answer}")
        phone.presses("[data-action=hurts]")
        phone.presses(f"[data-answer='{answer}']")
        evening.hurts.append((item, answer))
        if leaves and item >= 0:
            evening.left.add(item)
        phone.presses(f"[data-consequence='{answer}'] [data-action={'end' if enough else 'close'}]")
        if enough:
            evening.enough = True
            evening.state = "done"
        else:
            phone.eventually(lambda: phone.shows()["plays"] != "paused", what="it goes on")
        count = len(evening.hurts)
        self._is_kept(
            evening,
            lambda record: (
                len(record["hurts"]) >= count and (not enough or record["state"] == "done")
            ),
        )

    def _is_kept(self, evening: Evening, true: Callable[[dict[str, Any]], bool]) -> None:
        """Wait until the phone has this of the evening, or the server has all of it."""

        def kept() -> bool:
            entry = self.phone.entry(evening.id)
            if entry is None:
                return True
            self._notes({evening.id: entry})
            return true(entry["record"])

        self.phone.eventually(kept, what="it is kept on the phone")

    def _ends(self, evening: Evening, finishes: bool) -> None:
        """Play to the end, or leave it open for good."""
        if finishes:
            self._leads(self.phone, evening, evening.total + 1)
            self._says_how_it_is_after(evening)
            return
        moment = evening.position + self.dice.uniform(0, 0.8) * (evening.total - evening.position)
        self._leads(self.phone, evening, moment)
        if evening.state == "done":
            self._says_how_it_is_after(evening)
            return
        self.tally.kinds["given up"] += 1
        self._tells("gives up")
        if self.dice.random() < 0.5:
            self.phone.kills_tab()
        else:
            self.phone.page.close()

    def _says_how_it_is_after(self, evening: Evening) -> None:
        phone, dice = self.phone, self.dice
        phone.eventually(lambda: phone.shows()["plays"] == "over", what="good night")
        self.tally.kinds["with an early end" if evening.enough else "to the end"] += 1
        self._tells_what_waits(phone)
        told = dice.choices(["number", "none", "nothing"], [6, 2, 2])[0]
        if told != "nothing":
            if phone.shows()["dark"]:
                phone.presses("[data-action=touch]")
            if dice.random() < 0.3:
                self.line.breaks(*dice.choices(ON_THE_LINE, k=2))
            pain = dice.randrange(11) if told == "number" else None
            value = "" if pain is None else pain
            phone.presses(f"[data-part=after] button[value='{value}']")
            evening.pain_after = pain
            phone.page.locator("[data-part=thanks]").wait_for(state="visible")
            self._tells(f"pain after: {pain}")
            if dice.random() < 0.3:
                # Said, thanked for, and the phone put away in the same moment.
                self._happens("tab killed")
                phone.kills_tab()

    def _tells_what_waits(self, phone: Phone) -> None:
        """The page says that something is kept on this phone exactly while it is."""

        def it_says_so() -> bool:
            waits, says = phone.page.evaluate(
                f"""async () => [
                  (await ({OUTBOX})()).filter(one => one.closed && one.serial > one.sent).length,
                  [...document.querySelectorAll("[data-kept]")].filter(one => !one.hidden).length,
                ]"""
            )
            return bool(waits) == bool(says)

        phone.eventually(it_says_so, what="it says what is kept on this phone")

    # --- what breaks around it ------------------------------------------------------------------

    def _again(self, evening: Evening) -> None:
        """Tonight's page is open again: the same evening waits there, and goes on."""
        phone = self.phone
        self._notes(phone.outbox())
        phone.eventually(
            lambda: phone.shows()["offers"] or phone.shows()["plays"] == "paused",
            what="the evening is there again",
        )
        if phone.shows()["offers"]:
            phone.presses("[data-action=take-up]")
            self._is_running(phone)
        else:
            self._goes_on(phone)
        self.tally.kinds["taken up again"] -= 1
        self._taken_up(phone, [evening])

    def _reloaded(self, evening: Evening) -> None:
        self._happens("reloaded")
        self.phone.page.reload()
        self._again(evening)

    def _tab_closed(self, evening: Evening) -> None:
        self._happens("tab closed")
        self.phone.page.close()
        self.phone.opens("/tonight")
        self._again(evening)

    def _tab_killed(self, evening: Evening) -> None:
        self._happens("tab killed")
        self.phone.kills_tab()
        self.phone.opens("/tonight")
        self._again(evening)

    def _closed_for_a_while(self, evening: Evening) -> None:
        self._happens("closed for a while")
        self.phone.page.close()
        self._passes(self.dice.uniform(11, 300) * 60)
        self.phone.opens("/tonight")
        self._again(evening)

    def _server_killed(self, _evening: Evening) -> None:
        self._kills_server()

    def _kills_server(self) -> None:
        self._happens("server killed")
        self.server.killed()
        self.server.starts(after=self.dice.uniform(0, 1))

    def _cache_cleared(self, _evening: Evening) -> None:
        self._happens("cache cleared")
        self.phone.clears_http_cache()

    def _no_network(self, _evening: Evening) -> None:
        if self.phone.offline:
            self._tells("the network is back")
            self.phone.network(True)
        else:
            self._loses_network()

    def _loses_network(self) -> None:
        self._happens("no network")
        self.phone.network(False)

    def _second_tab(self, _evening: Evening) -> None:
        """Another page of the site looks in, and hands over what waits as well."""
        self._happens("second tab")
        page = self.phone.context.new_page()
        with suppress(BrowserError):
            page.goto(self.line.site + self.dice.choice(["/", "/history", "/tonight", "/morning"]))
            page.evaluate(OUTBOX)
        page.close()

    def _shares(self, evening: Evening) -> None:
        """The evening goes to and fro between the phone and a second device."""
        dice, phone = self.dice, self.phone
        self._leads(phone, evening, 0.2 * evening.total)
        if evening.state != "open":
            return
        self._happens("second device")
        evening.shared = True
        self._pauses(phone, evening)
        phone.network(True)
        self.line.lifts()
        self.server.is_there()
        # The longest wait between two tries.
        self._passes(40)
        phone.eventually(
            lambda: all(one["serial"] <= one["sent"] for one in phone.outbox().values()),
            what="the server has heard of it",
        )
        other = Phone(self.browser, self.line, self.cookie, self.now)
        try:
            other.opens("/tonight")
            other.eventually(lambda: bool(other.shows()["offers"]), what="it is offered there")
            other.presses("[data-action=take-up]")
            self._is_running(other)
            self._phones = (phone, other)
            for share in (0.4, 0.6):
                self._leads(other, evening, share * evening.total)
                self._pauses(other, evening)
                self.line.breaks(*dice.choices(ON_THE_LINE, k=2))
                # This one goes on from where it stood, a little behind the other.
                evening.position = phone.position(evening.id)
                self._leads(phone, evening, (share - 0.1) * evening.total)
                self._pauses(phone, evening)
                evening.position = other.position(evening.id)
                self._goes_on(other)
            self._settles(other)
        finally:
            self._phones = ()
            other.context.close()
        evening.position = phone.position(evening.id)

    # --- a morning ------------------------------------------------------------------------------

    def _a_morning(self) -> None:
        dice, phone = self.dice, self.phone
        self._until(dice.uniform(5.5, 9.5))
        if dice.random() < 0.15:
            self._loses_network()
        for _ in range(dice.choices([1, 2], [8, 2])[0]):
            phone.opens("/morning")
            self._notes(phone.outbox())
            if dice.random() < 0.6:
                self.line.breaks(*dice.choices(ON_THE_LINE, k=dice.choice([1, 2])))
            pain, sleep = dice.randrange(11), dice.randrange(11)
            day = datetime.fromtimestamp(self.now, HONG_KONG).date().isoformat()
            phone.presses(f"[data-part=pain] label:has([value='{pain}'])")
            phone.presses(f"[data-part=sleep] label:has([value='{sleep}'])")
            phone.page.locator("[data-part=thanks]").wait_for(state="visible")
            self.mornings[day] = (pain, sleep)
            self.tally.kinds["morning"] += 1
            self._tells(f"morning {day}: {pain} {sleep}")
            if dice.random() < 0.3:
                self._happens("tab killed")
                phone.kills_tab()
            elif dice.random() < 0.5:
                self._tells_what_waits(phone)
            # Of two answers the later counts, and the phone knows how far its clock is off only as
            # exactly as it was told quickly.
            self._passes(dice.uniform(40, 1800))
        if phone.offline and dice.random() < 0.5:
            phone.network(True)

    # --- the count ------------------------------------------------------------------------------

    def compares(self) -> None:
        """Hold what the server has against what was done."""
        tally = self.tally
        tally.mornings = len(self.mornings)
        tally.records = len(self.line.sent)
        tally.faults += self.line.happened
        kept = self.server.asked("what-is-kept")
        evenings = {row["id"]: row for row in kept["evenings"]}
        for put in self.line.sent:
            if put.is_evening and put.id in self.evenings:
                record = json.loads(put.body)["record"]
                self.evenings[put.id].said.append(Copy.from_json(record))
        tally.lost += [f"evening {one}" for one in self.evenings if one not in evenings]
        tally.twice += [f"evening {one}" for one in evenings if one not in self.evenings]
        for id, row in evenings.items():
            if id in self.evenings:
                tally.wrong += [
                    f"evening {id}: {what}" for what in differences(self.evenings[id], row)
                ]
        days = {day: (pain, sleep) for day, pain, sleep in kept["mornings"]}
        for day, said in self.mornings.items():
            if day not in days:
                tally.lost.append(f"morning {day}")
            elif days[day] != said:
                story = [
                    f"\n      {put.body.decode()} {put.fate} {put.arrived}"
                    for put in self.line.sent
                    if f'"{day}"'.encode() in put.body
                ]
                tally.wrong.append(
                    f"morning {day}: {days[day]}, but {said} was said{''.join(story)}"
                )
        tally.twice += [f"morning {day}" for day in days if day not in self.mornings]
