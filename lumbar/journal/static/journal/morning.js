// @ts-check
/**
 * The morning in two taps: the second keeps both answers on the device, and sends them when there
 * is a network. What is tapped beside them afterwards is kept at once as well. With the keyboard,
 * arrows only move between the numbers; Enter keeps.
 */
import { deviceOutbox } from "../site/kept.js";

/** Where the id stands in the address of a record. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

/** @param {Date} now @returns {string} the date on this device's calendar */
function today(now) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** @param {HTMLFormElement} form */
async function connect(form) {
  const outbox = await deviceOutbox();
  form.dataset.live = "";
  let byKey = false;
  let kept = false;
  form.addEventListener("keydown", () => { byKey = true; });
  form.addEventListener("pointerdown", () => { byKey = false; });
  form.querySelector("[data-part=more]")?.addEventListener("change", ({ target, currentTarget }) => {
    if (target instanceof HTMLInputElement && target.name === "region" && currentTarget instanceof Element) {
      currentTarget.setAttribute("data-touched", "");
    }
  });
  form.addEventListener("change", ({ target }) => {
    const tick = target instanceof HTMLInputElement && target.type === "checkbox";
    // A tick is one decision with the keyboard as well; numbers and times are passed over by arrows.
    if ((!byKey || tick) && answered() && (kept || !beside(target))) void keep();
  });
  form.addEventListener("submit", (event) => {
    // With an answer missing the server says so, in the person's language.
    if (!answered()) return;
    event.preventDefault();
    byKey = false;
    void keep();
  });

  /** @returns {boolean} */
  function answered() {
    const data = new FormData(form);
    return data.has("pain") && data.has("sleep");
  }

  /** @param {EventTarget | null} target @returns {boolean} whether it stands beside the two taps */
  function beside(target) {
    return target instanceof Element && target.closest("[data-part=more]") !== null;
  }

  async function keep() {
    const data = new FormData(form);
    const stiff = data.get("stiff_minutes");
    const areas = data.getAll("region").map(String);
    const map = form.querySelector("[data-part=more]");
    const now = new Date();
    const body = {
      morning: today(now),
      pain: Number(data.get("pain")),
      sleep: Number(data.get("sleep")),
      stiff_minutes: stiff === null ? null : Number(stiff),
      // An untouched map says nothing; one that was cleared says "nowhere".
      areas: areas.length || map?.hasAttribute("data-touched") ? areas : null,
      said_at: now.toISOString(),
    };
    try {
      // Said anew before the first answer has gone: one morning, and not two that wait.
      const before = (await outbox.all()).find((one) => one.kind === "morning" && one.body.morning === body.morning);
      const id = before?.id ?? crypto.randomUUID();
      const address = String(form.dataset.address).replace(NO_ID, id);
      await outbox.keep({ id, kind: "morning", address, closed: true, body });
    } catch {
      // A full disk: then it goes the old way, at once.
      form.submit();
      return;
    }
    void outbox.hurry();
    if (kept) return;
    kept = true;
    const two = form.querySelector("[data-part=two]");
    if (two instanceof HTMLElement) two.hidden = true;
    const thanks = document.querySelector("[data-part=thanks]");
    if (thanks instanceof HTMLElement) {
      thanks.hidden = false;
      thanks.focus();
    }
  }
}

const form = document.querySelector("[data-module=morning]");
if (form instanceof HTMLFormElement) void connect(form);
