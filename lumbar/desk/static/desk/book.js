// @ts-check
/**
 * Booking by keyboard alone: who is found while they are typed, Enter takes the first and goes on to
 * what and when, and Enter on a time books. Without this file the same page is links and a form.
 */
const WAIT = 110;
/** How long (ms) an answer is waited for. */
const PATIENCE = 10_000;
const NUMBERS = /^[+\d][\d\s()+-]{4,}$/;

/** @typedef {{id: string, name: string, reach: string}} Somebody */

/** What was asked for is not to be had before somebody signs in again. */
class SignedOut extends Error {}

/**
 * Ask the desk. A page to sign in with is no answer, and is not taken for one.
 * @param {string} address @param {Record<string, string>} headers
 */
async function answerOf(address, headers) {
  const answer = await fetch(address, { headers, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) throw new SignedOut();
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer;
}

/** @param {string} part @returns {HTMLElement} */
const part = (part) => {
  const found = document.querySelector(`[data-part="${part}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`no ${part}`);
  return found;
};
/** @param {string} name */
const input = (name) => /** @type {HTMLInputElement} */ (part(name));

class Book {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.query = input("q");
    this.list = part("found");
    this.form = /** @type {HTMLFormElement} */ (document.getElementById("book"));
    /** @type {Somebody[]} */
    this.some = [];
    /** The words that the list belongs to: Enter takes nobody while others stand in the field. */
    this.listed = "";
    this.chosen = 0;
    /** What was asked last; an answer to anything older is dropped. */
    this.asked = "";
    /** @type {Promise<void>|null} the answer that is under way */
    this.answer = null;
    /** @type {number|undefined} */
    this.timer = undefined;
    this.round = 0;
    part("find").hidden = true;
    part("again").hidden = true;
    part("new").hidden = part("new").hidden || !this.hasNew();
    this.query.setAttribute("role", "combobox");
    this.query.setAttribute("aria-autocomplete", "list");
    this.query.setAttribute("aria-expanded", "false");
    this.query.setAttribute("aria-controls", "found-list");
    this.query.addEventListener("input", () => this.later());
    this.query.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.press(event));
    part("another").addEventListener("click", (event) => this.another(event));
    this.form.addEventListener("keydown", (event) => this.onwards(event));
    part("new").addEventListener("keydown", (event) => this.onwards(event));
    for (const name of ["service", "with", "from"]) {
      for (const field of document.querySelectorAll(`[data-part="${name}"]`)) field.addEventListener("change", () => this.again(name));
    }
    if (this.query.value && part("new").hidden) this.later();
  }

  hasNew() {
    return [...part("new").querySelectorAll("input")].some((field) => field.value !== "" || field.getAttribute("aria-invalid"));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.answer = this.look(); }, WAIT);
  }

  async look() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const asked = this.query.value.trim();
    this.asked = asked;
    if (!asked) return this.clear();
    try {
      const answer = await answerOf(`${this.root.dataset.find}?q=${encodeURIComponent(asked)}`, { Accept: "application/json" });
      const { people } = await answer.json();
      if (asked === this.asked) this.show(people, asked);
    } catch (error) {
      if (asked === this.asked) this.fail(error);
    }
  }

  clear() {
    this.some = [];
    this.listed = "";
    this.chosen = 0;
    this.list.replaceChildren();
    this.query.setAttribute("aria-expanded", "false");
    this.query.removeAttribute("aria-activedescendant");
    part("count").textContent = "";
  }

  /** Nobody can be found: whom was found before must not be taken. @param {unknown} error */
  fail(error) {
    this.clear();
    // Enter asks once more; the button asks for a whole page.
    this.asked = "";
    part("find").hidden = false;
    this.list.append(trouble(this.root, error, this.query.value.trim()));
  }

  /** @param {Somebody[]} people @param {string} asked */
  show(people, asked) {
    this.clear();
    this.some = people;
    this.listed = asked;
    part("find").hidden = true;
    this.query.setAttribute("aria-expanded", "true");
    const list = document.createElement("ul");
    list.id = "found-list";
    list.className = "found__list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", part("who-label").textContent ?? "");
    people.forEach((one, at) => list.append(option(at, one.name, one.reach)));
    const words = (this.list.dataset.new ?? "").replace("{name}", asked);
    list.append(option(people.length, words, ""));
    this.list.append(list);
    this.mark(0);
    const said = people.length ? this.list.dataset.some ?? "" : this.list.dataset.none ?? "";
    part("count").textContent = said.replace("{count}", String(people.length));
  }

  /** @param {number} at */
  mark(at) {
    const options = [...this.list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    this.chosen = (at + options.length) % options.length;
    options.forEach((one, n) => one.setAttribute("aria-selected", String(n === this.chosen)));
    options[this.chosen].scrollIntoView({ block: "nearest" });
    this.query.setAttribute("aria-activedescendant", `found-${this.chosen}`);
  }

  /** @param {KeyboardEvent} event */
  async key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.mark(this.chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") {
      this.query.value = "";
      this.asked = "";
      this.clear();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!this.query.value.trim()) return;
      // Enter came before the answer: it is waited for, so that nobody else is taken.
      if (this.timer !== undefined || this.asked !== this.query.value.trim()) this.answer = this.look();
      await this.answer;
      // It failed, or somebody typed on meanwhile.
      if (this.listed !== "" && this.listed === this.query.value.trim()) this.take(this.chosen);
    }
  }

  /** @param {MouseEvent} event */
  press(event) {
    const one = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (one) this.take(Number(one.id.replace("found-", "")));
  }

  /** @param {number} at */
  take(at) {
    const somebody = this.some[at];
    this.clear();
    if (!somebody) return this.enter();
    input("patient").value = somebody.id;
    part("chosen-name").textContent = somebody.name;
    part("chosen-reach").textContent = somebody.reach;
    part("chosen").hidden = false;
    part("finder").hidden = true;
    this.setNew(false);
    this.usual(somebody.id);
  }

  /** Somebody new: what was typed is their name, or their number. */
  enter() {
    this.setNew(true);
    const typed = this.query.value.trim();
    const [name, phone] = [...part("new").querySelectorAll("input")];
    const field = NUMBERS.test(typed) ? phone : typed.includes("@") ? /** @type {HTMLInputElement} */ (part("new").querySelector("[name=email]")) : name;
    if (field) field.value = typed;
    (name?.value ? phone : name)?.focus();
  }

  /** @param {boolean} on */
  setNew(on) {
    part("new").hidden = !on;
    for (const field of part("new").querySelectorAll("input")) field.disabled = !on;
  }

  /** @param {Event} event */
  another(event) {
    event.preventDefault();
    input("patient").value = "";
    part("chosen").hidden = true;
    part("finder").hidden = false;
    this.setNew(false);
    this.query.value = "";
    this.query.focus();
  }

  /** What somebody had last is likely what they want: asked of the server with the times. @param {string} id */
  async usual(id) {
    this.service()?.focus();
    await this.times(id);
  }

  /** @returns {HTMLInputElement|null} */
  service() {
    return this.form.querySelector("[name=service]:checked") ?? this.form.querySelector("[name=service]");
  }

  /** Enter goes on to the next question, and books only on a time. @param {KeyboardEvent} event */
  onwards(event) {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || !(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
    if (part("new").contains(field)) {
      event.preventDefault();
      const fields = [...part("new").querySelectorAll("input")];
      const [name, phone] = fields;
      if (!name.value.trim()) name.focus();
      else if (fields.every((one) => one === name || !one.value.trim())) phone.focus();
      else this.service()?.focus();
    } else if (["service", "with", "day"].includes(field.name)) {
      event.preventDefault();
      this.toTimes();
    }
  }

  async toTimes() {
    await this.coming;
    const time = this.form.querySelector("[name=slot]:checked") ?? this.form.querySelector("[name=slot]");
    if (time instanceof HTMLElement) time.focus();
  }

  /** Another service, clinician or day; the time that was pressed in the day goes with its day. @param {string} what */
  again(what) {
    const pressed = this.form.querySelector("[name=at]");
    if (what === "from" && pressed instanceof HTMLInputElement) pressed.value = "";
    this.times();
  }

  /** @param {string} [patient] */
  times(patient) {
    this.coming = this.ask(patient);
    return this.coming;
  }

  /** @param {string} [patient] */
  async ask(patient) {
    this.round += 1;
    const round = this.round;
    const fields = new FormData(this.form);
    const asked = new URLSearchParams();
    for (const name of ["service", "with", "day", "at"]) {
      const value = fields.get(name);
      if (typeof value === "string" && value) asked.set(name, value);
    }
    if (patient) {
      asked.delete("service");
      asked.set("patient", patient);
    }
    try {
      const answer = await answerOf(`${this.root.dataset.times}?${asked}`, { "X-Requested-With": "book" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (round !== this.round) return;
      const usual = page.querySelector("[data-service]")?.getAttribute("data-service");
      if (patient && usual) {
        const focused = document.activeElement instanceof HTMLInputElement && document.activeElement.name === "service";
        const service = this.form.querySelector(`[name=service][value="${CSS.escape(usual)}"]`);
        if (service instanceof HTMLInputElement) {
          service.checked = true;
          if (focused) service.focus();
        }
      }
      part("times").replaceChildren(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
      part("again").hidden = true;
    } catch (error) {
      if (round !== this.round) return;
      // The times that were shown belong to another service, clinician or day.
      part("times").replaceChildren(trouble(this.root, error, this.query.value.trim()));
      part("again").hidden = false;
    }
  }
}

/**
 * Why there is no answer, in words; a link to sign in comes back to this page.
 * @param {HTMLElement} root @param {unknown} error @param {string} typed
 */
function trouble(root, error, typed) {
  const words = document.createElement("p");
  words.className = "message message--error";
  words.setAttribute("role", "alert");
  if (error instanceof SignedOut) {
    const here = new URL(location.href);
    if (typed) here.searchParams.set("q", typed);
    const link = document.createElement("a");
    link.href = `${here.pathname}${here.search}`;
    link.textContent = root.dataset.again ?? "";
    words.append(`${root.dataset.signedout} `, link);
  } else words.textContent = root.dataset.offline ?? "";
  return words;
}

/** @param {number} at @param {string} name @param {string} reach */
function option(at, name, reach) {
  const one = document.createElement("li");
  one.id = `found-${at}`;
  one.setAttribute("role", "option");
  const strong = document.createElement("span");
  strong.textContent = name;
  const small = document.createElement("span");
  small.className = "soft small";
  small.textContent = reach;
  one.append(strong, small);
  return one;
}

const root = document.querySelector("[data-module=book]");
if (root instanceof HTMLElement) new Book(root);
