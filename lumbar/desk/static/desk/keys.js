// @ts-check
/**
 * Single keys of the desk: `/` find, `n` a new visit, `t` today, left and right the day before and
 * after. Each is only a shorter way to a link or field of the page, named by `data-key`, or to what
 * the foot of every page names.
 *
 * A key does nothing while somebody types, with a modifier held, or when it is switched off on this
 * device (WCAG 2.1.4: who speaks to a computer must not set them off). Screen readers keep single
 * keys to themselves while they read, so nothing of theirs is taken.
 */
const OFF = "lumbar-desk-keys-off";
const NAMES = /** @type {Record<string, string>} */ ({
  "/": "find", n: "new", t: "today", ArrowLeft: "before", ArrowRight: "after",
});

/** @param {EventTarget|null} target */
const isTyping = (target) =>
  target instanceof HTMLElement
  && (target.isContentEditable || target.closest("input, select, textarea, [role=listbox], [role=grid], [data-own-keys]") !== null);

const isOff = () => {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const name = NAMES[event.key];
  if (!name || isTyping(event.target) || isOff()) return;
  const goal = /** @type {HTMLElement|null} */ (document.querySelector(`[data-key="${name}"]`));
  // A page without that link or field, or one too narrow to show it: where it leads from anywhere.
  const elsewhere = /** @type {HTMLElement|null} */ (document.querySelector("[data-part=keys]"))?.dataset[name];
  if (goal && goal.offsetParent !== null) {
    event.preventDefault();
    if (goal instanceof HTMLInputElement) {
      goal.focus();
      goal.select();
    } else goal.click();
  } else if (elsewhere) {
    event.preventDefault();
    location.assign(elsewhere);
  }
});

const box = document.querySelector("[data-part=keys-on]");
if (box instanceof HTMLInputElement) {
  box.checked = !isOff();
  box.closest("[data-part=keys-switch]")?.removeAttribute("hidden");
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "yes");
    } catch {
      // A browser that keeps nothing keeps the keys on.
    }
  });
}
