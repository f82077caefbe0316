// @ts-check
/**
 * An entry of the medicine log: kept on the device first, and sent when there is a network. Only
 * the server compares it with labels, so the page goes on to what the server has to say as soon as
 * it answers; until then it lists what waits here.
 */
import { deviceOutbox } from "../site/kept.js";

/** Where the id stands in the address of a record. */
const NO_ID = "00000000-0000-0000-0000-000000000000";
/** How long (ms) the server may take before the page says that the entry is kept here. */
const PATIENCE = 4_000;
const KIND = "dose";
/** Longer ago (ms) the server takes for a wrong clock; the form is told so in words. */
const LONGEST_AGO = 399 * 86_400_000;

/** @param {string} name @param {ParentNode} within @returns {HTMLElement|null} */
const part = (name, within = document) => within.querySelector(`[data-part=${name}]`);

/**
 * The moment the form tells, by this device's clock; null when it tells none that has passed.
 *
 * @param {FormData} data
 * @param {Date} now
 * @returns {Date|null}
 */
function momentOf(data, now) {
  const when = data.get("when");
  if (when === "now") return now;
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const moment = new Date(`${when === "today" ? today : data.get("date")}T${data.get("time")}`);
  return moment <= now && now.getTime() - moment.getTime() < LONGEST_AGO ? moment : null;
}

/** What the form says, as it is sent. @param {FormData} data @param {Date} takenAt */
function bodyOf(data, takenAt) {
  const text = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
  const medicine = text("medicine");
  const own = data.getAll("applies").map(String).filter((one) => one.startsWith(`${medicine}:`));
  return {
    medicine,
    name: medicine === "other" ? text("name") : "",
    amount: text("amount"),
    tablets: text("tablets"),
    milligrams_each: text("milligrams_each"),
    taken_at: takenAt.toISOString(),
    applies: own.length ? own.map((one) => one.slice(medicine.length + 1)) : null,
  };
}

/**
 * Whether the server can take it as it is. Where it cannot, the form goes the old way, and the
 * server says in the person's language what is missing.
 *
 * @param {ReturnType<typeof bodyOf>} body
 * @returns {boolean}
 */
function isWhole(body) {
  const number = /^\d{1,5}([.,]\d)?$/;
  if (!body.medicine || (body.medicine === "other" && !body.name)) return false;
  if (!body.tablets && !body.milligrams_each) return body.amount !== "";
  return number.test(body.tablets) && /^\d{1,5}$/.test(body.milligrams_each);
}

/** Go to a page of the log; to this one by loading it anew. @param {string} address */
function goTo(address) {
  const to = new URL(address, location.href);
  if (to.pathname !== location.pathname) {
    location.assign(to);
    return;
  }
  history.replaceState(null, "", to);
  location.reload();
}

/** Only for somebody the server knows: the first entry makes them known. @param {HTMLFormElement} form */
async function connect(form) {
  const outbox = await deviceOutbox();
  /** Ids of the entries made on this page. @type {Set<string>} */
  const made = new Set();
  let busy = false;
  let typing = false;
  outbox.acknowledged.push((id, answer) => {
    // A slow answer must not take away what is being typed meanwhile; the next entry leads there too.
    if (made.has(id) && (busy || !typing)) goTo(answer.next);
  });
  outbox.changed.push(() => void listWaiting());
  await listWaiting();

  form.addEventListener("input", () => { typing = true; });
  form.addEventListener("submit", (event) => {
    const now = new Date();
    const data = new FormData(form);
    const takenAt = momentOf(data, now);
    const body = takenAt && bodyOf(data, takenAt);
    if (!body || !isWhole(body)) return;
    event.preventDefault();
    if (!busy) void keep(body);
  });

  /** @param {ReturnType<typeof bodyOf>} body */
  async function keep(body) {
    busy = true;
    const id = crypto.randomUUID();
    made.add(id);
    const address = String(form.dataset.address).replace(NO_ID, id);
    const chosen = form.querySelector("[name=medicine]:checked")?.closest("label")?.textContent ?? "";
    const numbers = body.tablets && `${body.tablets} × ${body.milligrams_each} mg`;
    const extra = { what: (body.name || chosen).trim(), how: [body.amount, numbers].filter(Boolean).join(" – ") };
    try {
      await outbox.keep({ id, kind: KIND, address, closed: true, body, extra });
    } catch {
      // A full disk: then it goes the old way, at once.
      form.submit();
      return;
    }
    const late = setTimeout(keptHere, PATIENCE);
    await outbox.hurry();
    if ((await outbox.waiting()).some((one) => one.id === id)) {
      clearTimeout(late);
      keptHere();
    }
  }

  function keptHere() {
    busy = typing = false;
    form.reset();
    const thanks = part("thanks");
    if (!thanks) return;
    thanks.hidden = false;
    thanks.focus();
  }

  /** What lies on this device and the list from the server cannot have. */
  async function listWaiting() {
    const place = part("waiting");
    const list = place?.querySelector("ul");
    if (!place || !list) return;
    const doses = (await outbox.waiting()).filter(({ kind }) => kind === KIND);
    place.hidden = doses.length === 0;
    list.replaceChildren(...doses.map(({ body, extra }) => row(body.taken_at, extra)));
  }
}

/** @param {string} takenAt @param {{what: string, how: string}} extra @returns {HTMLLIElement} */
function row(takenAt, extra) {
  const line = document.createElement("li");
  const at = new Date(takenAt);
  const today = at.toDateString() === new Date().toDateString();
  const time = at.toLocaleString(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(today ? {} : { weekday: "short" }),
  });
  for (const [name, text] of [["time", time], ["what", extra.what], ["more", extra.how]]) {
    const cell = document.createElement("span");
    cell.className = `dose-row__${name}`;
    cell.textContent = text;
    line.append(cell);
  }
  return line;
}

const form = document.querySelector("[data-module=medicines]");
if (form instanceof HTMLFormElement) void connect(form);
