// @ts-check
/**
 * Times are those of the place. Where this device is on another clock, that is said where nobody overlooks it.
 */
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How far a zone's clock is from UTC at a moment, as "GMT+08:00". @param {string} zone @param {Date} at */
function offset(zone, at) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}

for (const note of document.querySelectorAll("[data-zones]")) {
  if (!(note instanceof HTMLElement)) continue;
  const moments = (note.dataset.at ?? "").split(" ").filter(Boolean).map((seconds) => new Date(Number(seconds) * 1000));
  if (!moments.length) moments.push(new Date());
  try {
    const zones = (note.dataset.zones ?? "").split(" ").filter(Boolean);
    const differs = zones.some((zone) => moments.some((at) => offset(zone, at) !== offset(here, at)));
    note.hidden = !differs;
  } catch {
    // A zone this browser does not know: the line that always stands there says whose time it is.
  }
}
