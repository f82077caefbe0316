// @ts-check
/**
 * Keeps an open board up to date: every half minute, while the page is seen, it asks whether anything
 * changed. If so the lines are put in the place of the old ones; when somebody is in the middle of
 * them (a field or button of a line has the focus) a sentence with a link is shown instead, so that
 * nothing moves under their hands. A board that cannot be renewed says so, or asks to sign in again.
 */
const EVERY = 30_000;
/** After so many answers that never came the page says that it may be out of date. */
const MISSES = 2;

const board = () => document.querySelector("#board");
const news = document.querySelector("[data-part=news]");
const stale = document.querySelector("[data-part=stale]");
const printer = document.querySelector("[data-part=print]");
let misses = 0;

if (printer instanceof HTMLButtonElement) {
  printer.hidden = false;
  printer.addEventListener("click", () => window.print());
}

/** What is asked for in the address may lie in a fold. */
const unfold = () => {
  const at = window.location.hash.slice(1);
  const asked = at ? document.getElementById(at) : null;
  const fold = asked?.closest("details");
  if (!asked || !fold || fold.open) return;
  fold.open = true;
  asked.scrollIntoView();
};

/** The clock in the head, by the clinic's time: until then all of this was seen to be so. */
const told = () => {
  const clock = document.querySelector("[data-part=clock]");
  if (!(clock instanceof HTMLElement)) return;
  clock.textContent = new Date().toLocaleTimeString("en-GB", {
    timeZone: clock.dataset.zone, hour: "2-digit", minute: "2-digit",
  });
};

/** @param {Element} fold */
const named = (fold) => fold.getAttribute("data-fold");

/** @param {HTMLElement} shown @param {string} html */
const swap = (shown, html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("#board");
  if (!(fresh instanceof HTMLElement)) throw new Error("no board");
  if (fresh.dataset.stamp === shown.dataset.stamp) return told();
  const busy = shown.contains(document.activeElement) && document.activeElement !== shown;
  if (busy) {
    if (news instanceof HTMLElement) news.hidden = false;
    return undefined;
  }
  const open = new Set([...shown.querySelectorAll("details[open]")].map(named));
  shown.replaceWith(fresh);
  for (const one of fresh.querySelectorAll("details")) one.open = open.has(named(one));
  if (news instanceof HTMLElement) news.hidden = true;
  return undefined;
};

const ask = async () => {
  const shown = board();
  if (!(shown instanceof HTMLElement) || document.hidden) return;
  const address = new URL(window.location.href);
  address.hash = "";
  address.search = new URLSearchParams({ stamp: shown.dataset.stamp ?? "" }).toString();
  try {
    const answer = await fetch(address, {
      headers: { Accept: "text/html" }, redirect: "manual", cache: "no-store",
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
      // Signed out meanwhile: the page itself asks to sign in.
      window.location.reload();
      return;
    }
    if (answer.status === 200) swap(shown, await answer.text());
    else if (answer.status === 204) told();
    else throw new Error(`${answer.status}`);
    misses = 0;
  } catch {
    misses += 1;
  }
  stale?.toggleAttribute("hidden", misses < MISSES);
};

unfold();
window.addEventListener("hashchange", unfold);
window.setInterval(ask, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
