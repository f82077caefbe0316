// @ts-check
/**
 * The page of reminders: what only a browser knows or can do. It tells the place the device is in, copies the calendar
 * address, and lets this browser show notifications; the browser asks for permission only after a tap.
 */
import { serviceWorkerReady } from "../site/offline.js";

/** @param {string} selector @returns {HTMLElement | null} */
const part = (selector) => document.querySelector(selector);

const page = part("[data-module=reminders]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function tellZone() {
  for (const field of document.querySelectorAll("[name=browser_zone]")) {
    if (field instanceof HTMLInputElement) field.value = zone;
  }
  const choice = document.querySelector("[name=time_zone]");
  if (!(choice instanceof HTMLSelectElement)) return;
  const here = [...choice.options].find(({ value }) => value === zone);
  // Nothing was chosen yet: then the device is right.
  if (here && page?.dataset.known === "") choice.value = zone;
  const hint = part("[data-part=zone]");
  if (hint && zone && choice.value !== zone) {
    const place = here?.textContent ?? zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
    hint.textContent = (hint.dataset.words ?? "").replace("{place}", place);
    hint.hidden = false;
  }
}

function offerToCopy() {
  const button = part("[data-action=copy]");
  const field = document.querySelector("#calendar-address");
  if (!(button instanceof HTMLButtonElement) || !(field instanceof HTMLInputElement) || !navigator.clipboard) return;
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done ?? "";
  });
}

/** What the server is told: with a token that shows the page is the site's own. @param {"POST" | "DELETE"} method @param {PushSubscription} subscription @param {string} address */
async function tell(method, subscription, address) {
  const { token } = await (await fetch("/token")).json();
  const answer = await fetch(address, {
    method,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ ...subscription.toJSON(), zone }),
  });
  if (!answer.ok) throw new Error(`push: ${answer.status}`);
}

/** @param {string} text base64url @returns {Uint8Array<ArrayBuffer>} */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {string} text @returns {Promise<string>} its SHA-256, as the server writes it */
async function digest(text) {
  const found = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(found)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {HTMLElement} card */
async function connectPush(card) {
  const state = card.querySelector("[data-part=push-state]");
  const on = card.querySelector("[data-action=push-on]");
  const off = card.querySelector("[data-action=push-off]");
  if (!(state instanceof HTMLElement) || !(on instanceof HTMLButtonElement) || !(off instanceof HTMLButtonElement)) return;
  const address = card.dataset.address ?? "";

  /** @param {"on" | "off" | "denied" | "missing" | "failed"} now */
  const show = (now) => {
    const words = card.querySelector(`template[data-words=${now}]`);
    if (words instanceof HTMLTemplateElement) state.textContent = words.content.textContent;
    on.hidden = now === "on" || now === "missing" || now === "denied";
    off.hidden = now !== "on";
  };

  const registration = await serviceWorkerReady();
  if (!registration || !("pushManager" in registration) || !("Notification" in window)) {
    show("missing");
    return;
  }
  const pushes = registration.pushManager;
  const subscribed = await pushes.getSubscription();
  // A browser may change its address by itself, and everything may have been stopped on another device.
  const known = subscribed && (card.dataset.known ?? "").split(" ").includes(await digest(subscribed.endpoint));
  if (known && Notification.permission === "granted") show("on");
  else show(Notification.permission === "denied" ? "denied" : "off");

  on.addEventListener("click", async () => {
    try {
      const permission = await Notification.requestPermission();
      if (permission !== "granted") {
        show(permission === "denied" ? "denied" : "off");
        return;
      }
      const options = { userVisibleOnly: true, applicationServerKey: bytes(card.dataset.key ?? "") };
      await tell("POST", await pushes.subscribe(options), address);
      show("on");
    } catch {
      show("failed");
    }
    state.focus();
  });
  off.addEventListener("click", async () => {
    try {
      const subscription = await pushes.getSubscription();
      if (subscription) {
        await tell("DELETE", subscription, address);
        await subscription.unsubscribe();
      }
      show("off");
    } catch {
      show("failed");
    }
    state.focus();
  });
}

tellZone();
offerToCopy();
part("#new-address")?.focus();
const card = part("[data-part=push]");
if (card) void connectPush(card);
