// @ts-check
/**
 * Lumbar's service worker: lets the evening open in flight mode, and shows reminders. The server joins it with the
 * modules below into one script at /service-worker.js and puts the facts of its release in front
 * (`lumbar/site/offline.py`).
 */
import { showReminder, tapped } from "./notifications.js";
import { decide } from "./offline-policy.js";
import { OfflineStore } from "./offline-store.js";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
/** @type {import("./offline-policy.js").Facts} */
const FACTS = /** @type {any} */ (self).LUMBAR;

/** How long a page may take before the copy on this device is shown. */
const PATIENCE = 4000;
/** How long a page may take to say that an evening runs in it; one that sleeps says nothing and plays nothing. */
const SILENCE = 300;

const store = new OfflineStore(FACTS, {
  caches,
  fetch: (input, init) => fetch(input, init),
  patience: PATIENCE,
});

// A new version waits (no skipWaiting here) until a page says that the evening is over.
worker.addEventListener("install", (event) => event.waitUntil(store.fetchShell()));

worker.addEventListener("activate", (event) => {
  // The browser asks the server while the worker wakes, so that no page is later for having a worker.
  event.waitUntil(Promise.all([store.dropOldShells(), worker.registration.navigationPreload?.enable()]));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const way = decide({
    method: request.method,
    path: url.pathname,
    ours: url.origin === worker.location.origin,
    navigates: request.mode === "navigate",
    keeping: request.headers.get("X-Lumbar-Keep") === "1",
  }, FACTS);
  const preloaded = Promise.resolve(event.preloadResponse);
  if (way === "asset") event.respondWith(store.asset(request));
  else if (way === "page") event.respondWith(store.page(request, preloaded));
  else if (way === "kept page") {
    event.respondWith(store.keptPage(request, preloaded, (work) => event.waitUntil(work)));
  }
});

worker.addEventListener("message", (event) => {
  event.waitUntil(answerTo(event.data).then((answer) => event.ports[0]?.postMessage(answer)));
});

worker.addEventListener("push", (event) => {
  event.waitUntil(showReminder(worker.registration, event.data, FACTS.icon));
});

worker.addEventListener("notificationclick", (event) => {
  const world = { clients: worker.clients, fetch: worker.fetch.bind(worker), runs: runsAnEvening };
  event.waitUntil(tapped(event.notification, event.action, world));
});

/**
 * @param {any} said
 * @returns {Promise<unknown>}
 */
async function answerTo(said) {
  switch (said?.type) {
    case "keep":
      return store.keep(Array.isArray(said.pages) ? said.pages : []);
    case "dress":
      await store.dressShell({ language: String(said.language), theme: String(said.theme) }).catch(() => undefined);
      return null;
    case "forget":
      await store.forget();
      return { forgotten: true };
    case "forget pages":
      await store.forgetPages();
      return { forgotten: true };
    case "take-over":
      if (!(await anEveningRuns())) await worker.skipWaiting();
      return null;
    default:
      return null;
  }
}

/**
 * Whether an evening runs in any page of the site. A worker may be stopped at any time and then remembers nothing,
 * so it asks.
 *
 * @returns {Promise<boolean>}
 */
async function anEveningRuns() {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  return (await Promise.all(pages.map(runsAnEvening))).includes(true);
}

/**
 * @param {WindowClient} page
 * @returns {Promise<boolean>}
 */
function runsAnEvening(page) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data?.running === true);
    setTimeout(() => resolve(false), SILENCE);
    page.postMessage({ type: "evening?" }, [port2]);
  });
}
