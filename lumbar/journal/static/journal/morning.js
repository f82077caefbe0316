// @ts-check
/**
 * The morning in two taps: the second keeps both answers on the device, and sends them when there
 * is a network. With the keyboard, arrows only move between the numbers; Enter keeps.
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
  let done = false;
  form.addEventListener("keydown", () => { byKey = true; });
  form.addEventListener("pointerdown", () => { byKey = false; });
  form.addEventListener("change", () => {
    if (!byKey && answered()) void keep();
  });
  form.addEventListener("submit", (event) => {
    // With an answer missing the server says so, in the person's language.
    if (!answered()) return;
    event.preventDefault();
    void keep();
  });

  /** @returns {boolean} */
  function answered() {
    const data = new FormData(form);
    return data.has("pain") && data.has("sleep");
  }

  async function keep() {
    if (done) return;
    done = true;
    const data = new FormData(form);
    const now = new Date();
    const body = {
      morning: today(now),
      pain: Number(data.get("pain")),
      sleep: Number(data.get("sleep")),
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
    form.hidden = true;
    const thanks = document.querySelector("[data-part=thanks]");
    if (thanks instanceof HTMLElement) {
      thanks.hidden = false;
      thanks.focus();
    }
    void outbox.hurry();
  }
}

const form = document.querySelector("[data-module=morning]");
if (form instanceof HTMLFormElement) void connect(form);
