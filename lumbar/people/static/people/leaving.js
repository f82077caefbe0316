// @ts-check
/**
 * Somebody leaves this device, by signing out or by erasing everything: what waits to be sent is sent first, what
 * cannot be sent stays here as theirs and the page says so, and everything else of theirs goes. Records that others
 * left here are not touched.
 */
import { deviceOutbox, owners } from "../site/kept.js";
import { forgetPages, serviceWorkerReady } from "../site/offline.js";

/** Longer than this (ms) nobody is kept from leaving. */
const PATIENCE = 5_000;

/** @param {Promise<unknown>} work done as far as it goes in that time */
const inTime = (work) => Promise.race([
  work.catch((error) => console.warn(error)),
  new Promise((resolve) => setTimeout(resolve, PATIENCE)),
]);

/** What pages keep beside the outbox ends with the mark of whose it is. */
function clearOwnStorage() {
  const own = owners();
  for (const key of Object.keys(localStorage)) {
    if (own.some((mark) => key.endsWith(`.${mark}`))) localStorage.removeItem(key);
  }
}

/** Their reminders no longer come to this browser. @param {string} address */
async function stopReminders(address) {
  const registration = await serviceWorkerReady();
  const subscription = await registration?.pushManager?.getSubscription();
  if (!subscription) return;
  const { token } = await (await fetch("/token")).json();
  // The server knows whose it is: that of whoever lent the device stays.
  await fetch(address, {
    method: "DELETE",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(subscription.toJSON()),
  });
}

/** Tell the server something with the form. @param {HTMLFormElement} form @param {string} name */
function say(form, name) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = "yes";
}

/** @param {HTMLFormElement} form @returns {Promise<boolean>} whether the form may go */
async function signOut(form) {
  const outbox = await deviceOutbox();
  await inTime(outbox.hurry());
  const waiting = (await outbox.waiting()).length;
  const place = form.querySelector("[data-part=waits]");
  if (waiting && place instanceof HTMLElement && place.hidden) {
    const sentence = (waiting === 1 ? place.dataset.one : place.dataset.many) ?? "";
    place.textContent = sentence.replace("{count}", String(waiting));
    place.hidden = false;
    place.focus();
    return false;
  }
  if (waiting) say(form, "stays");
  clearOwnStorage();
  await outbox.clear("mine");
  await inTime(Promise.all([forgetPages(), stopReminders(String(form.dataset.push))]));
  return true;
}

/** @param {HTMLFormElement} form @returns {Promise<boolean>} */
async function erase(form) {
  const outbox = await deviceOutbox();
  // What is under way must not arrive after the erasing.
  await inTime(outbox.deliver());
  // Where nobody else's waits, the browser throws everything away at the server's word.
  if (!await outbox.holdsOthers()) return true;
  say(form, "others");
  clearOwnStorage();
  await outbox.erase();
  await inTime(forgetPages());
  return true;
}

const form = document.querySelector("form[data-module=leaving]");
if (form instanceof HTMLFormElement) {
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    let goes = true;
    try {
      goes = await (form.dataset.how === "erase" ? erase(form) : signOut(form));
    } catch (error) {
      // A browser that keeps nothing has nothing to tidy.
      console.warn(error);
    }
    busy = false;
    if (goes) form.submit();
  });
}
