// @ts-check
/**
 * Tonight's page: takes up an evening that was begun, or begins one in one tap.
 *
 * @typedef {import("./evening.js").Begun} Begun
 * @typedef {import("./evening.js").PageData} PageData
 */
import { deviceOutbox } from "../site/kept.js";
import { endedHere } from "./keeper.js";
import { Lights } from "./lights.js";
import { Player } from "./player.js";
import { empty, merge } from "./record.js";
import { Sound } from "./sound.js";
import { StartPanel } from "./start.js";

/** An evening left longer than this (ms) is over: the night has gone by. */
const STILL_TONIGHT = 8 * 60 * 60 * 1000;
/** One kept so lately (ms) was only loaded again: it stands where it was. */
const JUST_NOW = 10 * 60 * 1000;

/** @template {Element} E @param {string} selector @param {new () => E} kind @returns {E} */
function find(selector, kind) {
  const element = document.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`tonight's page lacks ${selector}`);
  return element;
}

/** @param {import("../site/outbox.js").Outbox} outbox @param {PageData["begun"]} server @returns {Promise<{begun: Begun, lately: boolean}|null>} */
async function eveningUnderWay(outbox, server) {
  const now = Date.now();
  const entries = (await outbox.all()).filter(({ kind, body, extra, kept_at: at }) => (
    kind === "evening" && body.record.state === "open" && extra?.evening && now - at < STILL_TONIGHT
  ));
  const entry = entries.at(-1);
  if (!entry) {
    // The page may be a copy that was kept before, and the server may not know yet what ended here.
    const over = !server || now - Date.parse(server.started_at) >= STILL_TONIGHT
      || endedHere().includes(server.id);
    // When it began is for the device to say where it did.
    return over ? null : { begun: { ...server, started_at: undefined }, lately: false };
  }
  const record = server?.id === entry.id ? merge(server.record, entry.body.record) : entry.body.record;
  const { plan, started_at: startedAt } = entry.body;
  return {
    begun: { id: entry.id, plan, started_at: startedAt, evening: entry.extra.evening, record },
    lately: now - entry.kept_at < JUST_NOW,
  };
}

async function open() {
  /** @type {PageData} */
  const data = JSON.parse(find("#evening", HTMLElement).textContent ?? "");
  const before = find("[data-part=before]", HTMLElement);
  const root = find("[data-module=player]", HTMLElement);
  const after = find("[data-part=after]", HTMLFormElement);
  const outbox = await deviceOutbox();
  const lights = new Lights();
  /** @type {Player|null} */
  let player = null;

  const panel = new StartPanel(find("[data-part=start]", HTMLFormElement), begin, (settings) => {
    sound.settings = settings;
  });
  const sound = new Sound(data.language, panel.settings, data.sounds.quiet);

  /** @param {Begun} begun @param {boolean} go */
  function play(begun, go) {
    before.hidden = true;
    lights.dim(sound.settings.lights === "off");
    player = new Player(root, data, begun, { outbox, sound, lights });
    player.connect(go);
    player.screen.focusFirst();
    scrollTo(0, 0);
  }

  /** @param {import("./start.js").Start} start */
  function begin({ evening: name, pain }) {
    const evening = data.evenings[name];
    if (player || !evening) return;
    play({
      id: crypto.randomUUID(),
      plan: data.plan,
      started_at: new Date().toISOString(),
      evening,
      record: { ...empty(), pain_before: pain },
    }, true);
  }

  after.addEventListener("submit", async (event) => {
    event.preventDefault();
    const submitter = /** @type {SubmitEvent} */ (event).submitter;
    const given = submitter instanceof HTMLButtonElement ? submitter.value : "";
    // Thanks come when it is kept: many a phone is put away in the same moment.
    await player?.painAfter(given === "" ? null : Number(given));
    after.hidden = true;
    const thanks = find("[data-part=thanks]", HTMLElement);
    thanks.hidden = false;
    thanks.focus();
  });

  const underWay = await eveningUnderWay(outbox, data.begun);
  if (underWay?.lately) {
    play(underWay.begun, false);
    return;
  }
  panel.open();
  if (!underWay || player) return;
  const offer = find("[data-part=offer]", HTMLElement);
  offer.hidden = false;
  find("[data-action=take-up]", HTMLButtonElement).addEventListener("click", () => play(underWay.begun, true));
}

void open();
