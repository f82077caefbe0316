/**
 * Reads a calendar with ical.js, which is not the library that wrote it: `node read-feed.mjs <FILE`. Prints, as JSON,
 * each event with the moments (UTC) at which it takes place, up to 40, and its alarms.
 */
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}

/** @param {ICAL.Event} event */
function starts(event) {
  const found = [];
  const iterator = event.iterator();
  for (let next = iterator.next(); next && found.length < 40; next = iterator.next()) {
    found.push(new Date(next.toUnixTime() * 1000).toISOString());
  }
  return found;
}

const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    title: event.summary,
    text: event.description,
    url: component.getFirstPropertyValue("url"),
    zone: event.startDate.zone.tzid,
    starts: event.isRecurring() ? starts(event) : [new Date(event.startDate.toUnixTime() * 1000).toISOString()],
    minutes: event.duration.toSeconds() / 60,
    alarms: component.getAllSubcomponents("valarm").map((alarm) => ({
      action: alarm.getFirstPropertyValue("action"),
      trigger: alarm.getFirstPropertyValue("trigger").toSeconds(),
    })),
  };
});
console.log(JSON.stringify({
  name: calendar.getFirstPropertyValue("x-wr-calname"),
  method: calendar.getFirstPropertyValue("method"),
  events,
}));
