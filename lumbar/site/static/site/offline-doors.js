// @ts-check
/** The offline page shows only the doors behind which there is something on this device. */

/** @param {string} name @returns {NodeListOf<HTMLElement>} */
const parts = (name) => document.querySelectorAll(`[data-offline="${name}"]`);

if ("caches" in window) {
  let open = 0;
  for (const door of parts("door")) {
    const kept = await caches.match(door.getAttribute("href") ?? "", { cacheName: "lumbar-private-1", ignoreVary: true });
    door.hidden = !kept;
    if (kept) open += 1;
  }
  for (const part of parts("kept")) part.hidden = open === 0;
  for (const part of parts("nothing")) part.hidden = open > 0;
}

// Makes this a module for the types as well.
export {};
