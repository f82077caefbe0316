// @ts-check
/**
 * Keeps an open board up to date: every half minute, while the page is seen, it asks whether anything
 * changed. If so the lines are put in the place of the old ones; when somebody is in the middle of
 * them (a field or button of a line has the focus) a sentence with a link is shown instead, so that
 * nothing moves under their hands.
 */
const EVERY = 30_000;

const board = () => document.querySelector("#board");
const news = document.querySelector("[data-part=news]");
const printer = document.querySelector("[data-part=print]");

if (printer instanceof HTMLButtonElement) {
  printer.hidden = false;
  printer.addEventListener("click", () => window.print());
}

const ask = async () => {
  const shown = board();
  if (!(shown instanceof HTMLElement) || document.hidden) return;
  const address = new URL(window.location.href);
  address.hash = "";
  address.search = new URLSearchParams({ stamp: shown.dataset.stamp ?? "" }).toString();
  let answer;
  try {
    answer = await fetch(address, { headers: { Accept: "text/html" } });
  } catch {
    // No network: the next time asks again.
    return;
  }
  if (answer.status !== 200 || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#board");
  if (!(fresh instanceof HTMLElement) || fresh.dataset.stamp === shown.dataset.stamp) return;
  const busy = shown.contains(document.activeElement) && document.activeElement !== shown;
  if (busy) {
    if (news instanceof HTMLElement) news.hidden = false;
    return;
  }
  const open = [...shown.querySelectorAll("details")].map((one) => one.open);
  shown.replaceWith(fresh);
  fresh.querySelectorAll("details").forEach((one, n) => { one.open = open[n] ?? false; });
  if (news instanceof HTMLElement) news.hidden = true;
};

window.setInterval(ask, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
