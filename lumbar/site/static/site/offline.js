// @ts-check
/**
 * The page's side of the service worker: brings it in, asks it to keep what this person may need without a network,
 * and lets a new version take over between evenings. It shows nothing. Where there is no worker it does nothing.
 *
 * What it goes by: `<body data-owner>`, the marks of whoever the page is for (`people/marks.py`): when somebody
 * else was here before, their pages go. `<body data-keep>`, a token that changes when kept pages should be fetched anew and is empty for
 * somebody with nothing to keep; a page without it (the offline page) says nothing. `<html data-evening="running">`
 * while an evening runs. What it tells: `<html data-network="on|off">`.
 */

const PAGES = ["/tonight", "/morning", "/medicines"];
const REMEMBERED = "lumbar.kept";
/** The mark of whose things this device keeps. */
const OWNER = "lumbar.owner";
/** Where the worker keeps pages (offline-store.js). */
const PRIVATE = "lumbar-private-1";
/** Sound for an evening over a slow line takes minutes; after that the next page asks again. */
const PATIENCE = 180_000;
const root = document.documentElement;

/** @typedef {{kept: string[], forgotten: string[], failed: string[]}} Kept */

/** @type {Promise<ServiceWorkerRegistration | null>} */
const ready = bringIn();

/**
 * The registration once a worker is at work; null where there is none.
 *
 * @returns {Promise<ServiceWorkerRegistration | null>}
 */
export function serviceWorkerReady() {
  return ready;
}

/**
 * Keep the evening's, the morning's and the medicines' page as they are now. Says what was kept, what the server no longer gives,
 * and what could not be fetched; null where there is no worker.
 *
 * @returns {Promise<Kept | null>}
 */
export async function keepPages() {
  return /** @type {Promise<Kept | null>} */ (ask({ type: "keep", pages: PAGES }));
}

/** Throw away the kept pages, with a worker or without. */
export async function forgetPages() {
  localStorage.removeItem(REMEMBERED);
  if (!("caches" in window)) return;
  await caches.delete(PRIVATE);
  // The worker may be about to keep one.
  if ("serviceWorker" in navigator && (await navigator.serviceWorker.getRegistration())?.active) {
    await ask({ type: "forget pages" });
  }
}

/**
 * Somebody else than before is at this device: the pages of the one who was here go, and so does what the server has
 * of theirs anyway. What it does not have waits until they are back; what waited for who is here now is sent.
 */
async function noteOwner() {
  const said = document.body.dataset.owner;
  // A page that was kept tells who was here then.
  if (said === undefined || !navigator.onLine) return;
  const owners = said.split(" ").filter(Boolean);
  try {
    const before = localStorage.getItem(OWNER) ?? "";
    if (before === (owners[0] ?? "")) return;
    if (!owners.includes(before)) {
      // After nobody there is nothing to forget, but something may have waited for who is here.
      if (before) await forgetPages();
      const { deviceOutbox } = await import("./kept.js");
      await (await deviceOutbox()).clear("others");
    }
    if (owners.length) localStorage.setItem(OWNER, owners[0]);
    else localStorage.removeItem(OWNER);
  } catch (error) {
    // No storage in this browser: then nothing is kept in it. Else the next page tries again.
    console.warn(error);
  }
}

/** @returns {Promise<ServiceWorkerRegistration | null>} */
async function bringIn() {
  if (!isSecureContext || !("serviceWorker" in navigator)) return null;
  // What the page itself needs comes first.
  if (document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  try {
    const address = { scope: "/", updateViaCache: /** @type {const} */ ("none") };
    const registration = await navigator.serviceWorker.register("/service-worker.js", address);
    return registration ? await isAtWork(registration) : null;
  } catch {
    // Switched off, or without a network at the very first visit: everything else works as before.
    return null;
  }
}

/**
 * Wait for the first worker to be at work; null when it could not fetch all it needs.
 *
 * @param {ServiceWorkerRegistration} registration
 * @returns {Promise<ServiceWorkerRegistration | null>}
 */
function isAtWork(registration) {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return Promise.resolve(registration.active ? registration : null);
  return new Promise((resolve) => {
    coming.addEventListener("statechange", () => {
      if (coming.state === "activated") resolve(registration);
      else if (coming.state === "redundant") resolve(null);
    });
  });
}

/**
 * Send the worker a message and wait for its answer; null when there is none.
 *
 * @param {object} message
 * @returns {Promise<unknown>}
 */
async function ask(message) {
  const worker = (await ready)?.active;
  if (!worker) return null;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    setTimeout(() => resolve(null), PATIENCE);
    worker.postMessage(message, [port2]);
  });
}

/** Have kept what the server wants kept, or nothing any more. Remembered only after success. */
async function keepUpToDate() {
  const wanted = document.body.dataset.keep;
  if (wanted === undefined || !navigator.onLine || !(await ready)) return;
  try {
    const remembered = localStorage.getItem(REMEMBERED) ?? "";
    if (wanted === "") {
      // A page opened by hand may have been kept without being asked for.
      if (remembered === "" && !(await caches.has(PRIVATE))) return;
      if (await ask({ type: "forget" })) localStorage.removeItem(REMEMBERED);
    } else if (wanted !== remembered) {
      const said = await keepPages();
      if (said && said.failed.length === 0) localStorage.setItem(REMEMBERED, wanted);
    }
  } catch {
    // No storage in this browser: nothing is remembered, so nothing is kept for it either.
  }
}

/** The offline page speaks the language and wears the colours the person sees now. */
async function dress() {
  if (navigator.onLine) await ask({ type: "dress", language: root.lang, theme: root.dataset.theme ?? "" });
}

function tellNetwork() {
  root.dataset.network = navigator.onLine ? "on" : "off";
}

/** @param {ServiceWorkerRegistration} registration */
function offerToTakeOver(registration) {
  if (root.dataset.evening !== "running") registration.waiting?.postMessage({ type: "take-over" });
}

/** @param {ServiceWorkerRegistration} registration */
function watchForNewVersions(registration) {
  const offer = () => offerToTakeOver(registration);
  const follow = () => registration.installing?.addEventListener("statechange", offer);
  registration.addEventListener("updatefound", follow);
  follow();
  new MutationObserver(offer).observe(root, { attributeFilter: ["data-evening"] });
  offer();
}

const noted = noteOwner();

addEventListener("online", tellNetwork);
addEventListener("offline", tellNetwork);
tellNetwork();

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.type !== "evening?") return;
    event.ports[0]?.postMessage({ running: root.dataset.evening === "running" });
  });
  ready.then(async (registration) => {
    if (!registration) return;
    watchForNewVersions(registration);
    await noted;
    await keepUpToDate();
    await dress();
  });
}
