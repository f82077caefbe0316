// @ts-check
/**
 * Keeps the book on the page as it is: looks every few seconds while the page is seen, swaps the grid
 * when it changed, and says what changed. Also the arrow keys within the grid, and the line of now.
 *
 * The grid holds links only; whatever can be typed into stands outside and is never touched.
 */
import { neighbour } from "./grid-keys.js";

const EVERY = 5_000;
/** After so many answers that never came the page says that it may be out of date. */
const MISSES = 2;
const TOLD_AT_MOST = 3;
/** How long (ms) what changed stays marked. */
const MARKED = 6_000;
/** A line of now lower on the screen than this part of its height is as good as out of sight. */
const LOW = 0.85;

/** @param {string} part @param {ParentNode} [root] @returns {HTMLElement|null} */
const find = (part, root = document) => root.querySelector(`[data-part=${part}]`);

class Live {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.misses = 0;
    this.asking = false;
    this.prepare();
    this.toNow();
    setInterval(() => this.look(), EVERY);
    setInterval(() => this.moveNow(), 30_000);
    document.addEventListener("visibilitychange", () => this.look());
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("focusin", (event) => this.rove(event.target));
  }

  async look() {
    if (document.hidden || this.asking) return;
    this.asking = true;
    try {
      const answer = await fetch(this.root.dataset.from ?? "", {
        headers: { "If-None-Match": `"${this.root.dataset.stamp}"`, "X-Requested-With": "live" },
        redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(10_000),
      });
      if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
        // Signed out meanwhile: the page itself asks to sign in.
        location.reload();
        return;
      }
      if (answer.status === 200) this.swap(await answer.text());
      else if (answer.status !== 304) throw new Error(`${answer.status}`);
      this.misses = 0;
    } catch {
      this.misses += 1;
    } finally {
      this.asking = false;
      find("stale")?.toggleAttribute("hidden", this.misses < MISSES);
    }
  }

  /** @param {string} html */
  swap(html) {
    const drawn = new DOMParser().parseFromString(html, "text/html");
    const fresh = drawn.querySelector(".book");
    const old = this.root.querySelector(".book");
    if (!(fresh instanceof HTMLElement) || !(old instanceof HTMLElement)) return;
    const before = visits(old);
    const focused = old.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
    const at = focused?.dataset.id;
    const scrolled = old.querySelector(".book__grid")?.scrollLeft ?? 0;
    const open = old.querySelector("details.cancelled")?.hasAttribute("open") ?? false;
    const node = document.importNode(fresh, true);
    old.replaceWith(node);
    this.root.dataset.stamp = node.dataset.stamp;
    const grid = node.querySelector(".book__grid");
    if (grid) grid.scrollLeft = scrolled;
    node.querySelector("details.cancelled")?.toggleAttribute("open", open);
    this.prepare();
    if (focused) {
      const again = at && node.querySelector(`[data-id="${CSS.escape(at)}"]`);
      /** @type {HTMLElement} */ (again || node).focus({ preventScroll: true });
    }
    this.tell(before, visits(node), this.swapPending(drawn));
  }

  /**
   * The requests that wait stand above the day. Returns what their heading says when it changed.
   * @param {Document} drawn
   */
  swapPending(drawn) {
    const old = find("pending"), fresh = find("pending", drawn);
    if (!old || !fresh) return "";
    const heading = old.querySelector("summary")?.textContent ?? "";
    const open = old.querySelector("details")?.hasAttribute("open");
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const node = document.importNode(fresh, true);
    old.replaceWith(node);
    if (open !== undefined) node.querySelector("details")?.toggleAttribute("open", open);
    if (focused) {
      const href = focused.getAttribute("href");
      const again = href && node.querySelector(`a[href="${CSS.escape(href)}"]`);
      /** @type {HTMLElement|null} */ (again || node.querySelector("summary") || this.root.querySelector(".book"))?.focus({ preventScroll: true });
    }
    const now = node.querySelector("summary")?.textContent ?? "";
    return now === heading ? "" : now;
  }

  /** @param {Map<string, HTMLElement>} before @param {Map<string, HTMLElement>} after @param {string} waits */
  tell(before, after, waits) {
    const place = find("told");
    if (!place) return;
    /** @type {string[]} */
    const lines = [];
    for (const [id, visit] of after) {
      const was = before.get(id);
      if (was && was.dataset.version === visit.dataset.version && was.dataset.said === visit.dataset.said) continue;
      visit.parentElement?.classList.add("item--changed");
      setTimeout(() => visit.parentElement?.classList.remove("item--changed"), MARKED);
      lines.push(words(place, was ? "changed" : "new", visit));
    }
    for (const [id, visit] of before) if (!after.has(id)) lines.push(words(place, "gone", visit));
    const rest = lines.length - TOLD_AT_MOST;
    if (rest > 0) lines.splice(TOLD_AT_MOST, rest, (place.dataset.more ?? "").replace("{count}", String(rest)));
    if (waits) lines.push(`${waits}.`);
    if (lines.length) place.textContent = lines.join(" ");
  }

  /** One stop for the tab key; the arrows go on from there. */
  prepare() {
    const slots = this.slots();
    const first = slots.find((slot) => slot.matches(".item--visit .slot")) ?? slots[0];
    for (const slot of slots) slot.tabIndex = slot === first ? 0 : -1;
    this.moveNow();
  }

  /** @param {EventTarget|null} target */
  rove(target) {
    if (!(target instanceof HTMLElement) || !target.matches("a.slot")) return;
    for (const slot of this.slots()) slot.tabIndex = slot === target ? 0 : -1;
  }

  /** @returns {HTMLElement[]} */
  slots() {
    return [...this.root.querySelectorAll("a.slot")].filter((slot) => slot instanceof HTMLElement);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const here = event.target;
    if (!(here instanceof HTMLElement) || !here.matches("a.slot") || event.ctrlKey || event.altKey || event.metaKey) return;
    const columns = [...this.root.querySelectorAll(".column")].map((column) =>
      [...column.querySelectorAll("a.slot")].map((slot) => {
        const box = slot.getBoundingClientRect();
        return { slot, top: box.top, bottom: box.bottom };
      }));
    const goal = neighbour(columns, here, event.key);
    if (goal === null) return;
    event.preventDefault();
    if (goal instanceof HTMLElement) {
      goal.focus();
      goal.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  /**
   * Opened anew, the page shows today and now, at once and without motion. Not where the address or
   * the browser knows a better place, and not past a message.
   */
  toNow() {
    const [came] = performance.getEntriesByType("navigation");
    if (location.hash || scrollY > 0 || (came instanceof PerformanceNavigationTiming && came.type !== "navigate")) return;
    const grid = this.root.querySelector(".book__grid"), today = this.root.querySelector(".column--today");
    if (!grid || !today) return;
    const axis = grid.querySelector(".axis")?.getBoundingClientRect().width ?? 0;
    const frame = grid.getBoundingClientRect(), box = today.getBoundingClientRect();
    if (box.right > frame.right || box.left < frame.left + axis) grid.scrollLeft += box.left - frame.left - axis;
    const now = today.querySelector("[data-part=now]")?.getBoundingClientRect().top ?? 0;
    if (now < innerHeight * LOW || document.querySelector("[role=status] > .message")) return;
    scrollBy({ top: now - innerHeight / 3, behavior: "instant" });
  }

  /** The line stands at the time of the clinic. */
  moveNow() {
    const zone = this.root.querySelector(".book")?.getAttribute("data-zone");
    if (!zone || !this.root.querySelector("[data-part=now]")) return;
    const [hour, minute] = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
      .format(new Date()).split(":").map(Number);
    const at = `now at-${hour} at-m${minute - (minute % 5)}`;
    for (const line of this.root.querySelectorAll("[data-part=now]")) line.className = at;
  }
}

/** @param {ParentNode} root @returns {Map<string, HTMLElement>} */
function visits(root) {
  /** @type {Map<string, HTMLElement>} */
  const found = new Map();
  for (const visit of root.querySelectorAll("a.slot[data-version]")) {
    if (visit instanceof HTMLElement) found.set(visit.dataset.id ?? "", visit);
  }
  return found;
}

/** @param {HTMLElement} place @param {"new"|"gone"|"changed"} what @param {HTMLElement} visit */
function words(place, what, visit) {
  const status = what === "gone" ? "" : visit.querySelector(".visit-mark")?.textContent ?? "";
  const by = visit.dataset.by && what !== "gone" ? (place.dataset.by ?? "").replace("{name}", visit.dataset.by) : "";
  const said = [visit.dataset.said, status, by].filter(Boolean).join(", ");
  return (place.dataset[what] ?? "").replace("{visit}", said);
}

const root = document.querySelector("[data-module=live]");
if (root instanceof HTMLElement) new Live(root);
