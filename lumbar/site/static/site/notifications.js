// @ts-check
/**
 * A reminder that comes as a notification. What it says comes encrypted from the server (`reminders/push.py`); it is
 * shown in any case, as browsers want, and one that comes twice takes its own place.
 */

/**
 * @typedef {object} Reminder
 * @property {string} title
 * @property {string} body
 * @property {string} lang
 * @property {string} tag the same for the same reminder
 * @property {string} url the page it opens
 * @property {{url: string, label: string}} stop one tap that stops this kind
 */

const STOP = "stop";

/**
 * @param {ServiceWorkerRegistration} registration
 * @param {PushMessageData | null} data
 * @param {string} icon its address in this release
 */
export async function showReminder(registration, data, icon) {
  /** @type {Partial<Reminder>} */
  let said = {};
  try {
    said = data?.json() ?? {};
  } catch {
    // Not from us, or cut short: the name alone says enough.
  }
  const options = /** @type {NotificationOptions} */ ({
    body: said.body ?? "",
    lang: said.lang ?? "",
    tag: said.tag ?? "lumbar",
    icon,
    data: { url: said.url ?? "/", stop: said.stop?.url ?? "" },
    actions: said.stop ? [{ action: STOP, title: said.stop.label }] : [],
  });
  await registration.showNotification(said.title ?? "Lumbar", options);
}

/**
 * A tap opens the page, in a window of the site if there is one that no evening runs in; a tap on "stop" stops without
 * opening anything, and opens the page that does it where that fails.
 *
 * @param {Notification} notification
 * @param {string} action
 * @param {{clients: Clients, fetch: typeof fetch, runs: (page: WindowClient) => Promise<boolean>}} world
 */
export async function tapped(notification, action, world) {
  notification.close();
  const { url = "/", stop = "" } = notification.data ?? {};
  if (action !== STOP) return opens(url, world);
  try {
    const answer = await world.fetch(stop, { method: "POST", credentials: "omit" });
    if (answer.ok) return;
  } catch {
    // No network: the page says so, and has the button.
  }
  await opens(stop, world);
}

/** @param {string} url @param {Parameters<typeof tapped>[2]} world */
async function opens(url, { clients, runs }) {
  for (const page of await clients.matchAll({ type: "window" })) {
    if (await runs(page)) continue;
    try {
      await (await page.navigate(url))?.focus();
      return;
    } catch {
      // A window this worker does not lead.
    }
  }
  await clients.openWindow(url);
}
