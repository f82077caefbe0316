// @ts-check
// What is handed to which of the browser's voices, with all of them made up.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Sound } from "../../static/tonight/sound.js";
import { TONES } from "../../static/tonight/tones.js";

/** @typedef {import("../../static/tonight/clock.js").Cue} Cue */

/** What was started, in order: what, at which second of the audio clock, how loud, how fast. @type {any[]} */
let started = [];
/** @type {any[]} */
let stopped = [];
/** @type {any[]} */
let spoken = [];
/** @type {any[]} */
let vibrated = [];
/** @type {FakeContext[]} */
let contexts = [];
/** @type {FakeAudio[]} */
let quiets = [];
/** Addresses that were fetched, and how the server answers. @type {string[]} */
let fetched = [];
/** @type {(address: string) => Promise<unknown>} */
let server = async () => recording();

class FakeNode extends EventTarget {
  buffer = /** @type {any} */ (null);
  playbackRate = { value: 1 };
  loudness = { gain: { value: NaN } };
  /** @param {any} next */
  connect(next) { this.loudness = next; return next; }
  /** @param {number} at */
  start(at) {
    started.push({ what: this.buffer.name ?? this.buffer.seconds, at, loudness: this.loudness.gain.value, rate: this.playbackRate.value, node: this });
  }
  stop() { stopped.push(this); }
}

class FakeContext extends EventTarget {
  currentTime = 100;
  sampleRate = 1000;
  state = "running";
  destination = {};
  /** @type {any[]} */
  gains = [];
  constructor() { super(); contexts.push(this); }
  createGain() {
    const gain = { gain: { value: 1 }, connect: (/** @type {any} */ next) => next, disconnect: () => {} };
    this.gains.push(gain);
    return gain;
  }
  createBufferSource() { return new FakeNode(); }
  /** @param {number} _channels @param {number} length @param {number} rate */
  createBuffer(_channels, length, rate) {
    return { duration: length / rate, seconds: length / rate, getChannelData: () => new Float32Array(length) };
  }
  /** @param {{name: string}} bytes */
  async decodeAudioData(bytes) { return { duration: 3, name: bytes.name }; }
  async resume() { this.state = "running"; }
  async suspend() { this.state = "suspended"; }
}

class FakeAudio {
  loop = false;
  playing = false;
  /** @param {string} address */
  constructor(address) { this.address = address; quiets.push(this); }
  async play() { this.playing = true; }
  pause() { this.playing = false; }
}

const synthesis = {
  /** @type {{lang: string, localService: boolean}[]} */
  voices: [],
  /** @type {(() => void)[]} */
  looking: [],
  /** @param {string} _event @param {() => void} look */
  addEventListener(_event, look) { this.looking.push(look); },
  getVoices() { return this.voices; },
  /** @param {any} utterance */
  speak(utterance) { spoken.push(utterance); },
  cancel() { spoken.push("hush"); },
};

const page = { visibilityState: "visible" };
for (const [name, value] of Object.entries({
  window: { AudioContext: FakeContext },
  AudioContext: FakeContext,
  Audio: FakeAudio,
  document: page,
  navigator: { vibrate: (/** @type {number|number[]} */ pulses) => vibrated.push(pulses) },
  speechSynthesis: synthesis,
  SpeechSynthesisUtterance: class {
    /** @param {string} text */
    constructor(text) { this.text = text; }
  },
  fetch: (/** @type {string} */ address) => {
    fetched.push(address);
    return server(address);
  },
})) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

/** @param {string} [name] */
const recording = (name = "recording") => ({ ok: true, arrayBuffer: async () => ({ name }) });
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** @param {string} what @param {Partial<Cue>} [more] @returns {Cue} */
const tone = (what, more = {}) => ({ at: 0, does: "tone", what, step: 0, item: -1, loudness: 1, ...more });
/** @param {Partial<Cue>} [more] @returns {Cue} */
const sentence = (more = {}) => ({ at: 0, does: "say", what: "rest", step: 0, item: -1, loudness: 1, ...more });
/** @type {[string, string]} */
const REST = ["Rest.", "/rest.mp3"];

/** A sound that somebody has woken with a tap. @param {Partial<import("../../static/tonight/settings.js").Settings>} [settings] */
function woken(settings = {}) {
  const sound = new Sound("en-GB", { mode: "voice", pace: "usual", volume: 0.8, lights: "off", ...settings }, "/quiet.mp3");
  sound.wake();
  return sound;
}

/** Book all kinds of cues, and let their moment come. @param {Sound} sound */
async function everything(sound) {
  for (const [cue, said] of /** @type {[Cue, [string, string]|null][]} */ ([[tone("start"), null], [tone("count"), null], [sentence(), REST]])) {
    sound.book(cue, 2_000, said);
    sound.now(cue, 0, said);
  }
  await settle();
}

const heard = () => ({
  tones: started.filter(({ what }) => typeof what === "number").map(({ what }) => what),
  recordings: started.filter(({ what }) => typeof what === "string").map(({ what }) => what),
  spoken: spoken.filter((one) => one !== "hush").map(({ text }) => text),
  vibrated,
});
const [start, count] = [TONES.start.seconds, TONES.count.seconds];
const pulses = [TONES.start.pulses, TONES.count.pulses];

beforeEach(() => {
  for (const list of [started, stopped, spoken, vibrated, contexts, quiets, fetched, synthesis.looking]) list.length = 0;
  synthesis.voices = [{ lang: "en-GB", localService: true }];
  page.visibilityState = "visible";
  server = async () => recording();
});

test("in sight the platform's own voice speaks, and the tones are booked", async () => {
  await everything(woken());
  assert.deepEqual(heard(), { tones: [start], recordings: [], spoken: ["Rest."], vibrated: pulses });
  assert.deepEqual(fetched, []);
});

test("where the platform has no voice a recording is booked", async () => {
  synthesis.voices = [];
  await everything(woken());
  assert.deepEqual(heard(), { tones: [start], recordings: ["recording"], spoken: [], vibrated: pulses });
});

test("a voice that needs the network is no voice", async () => {
  synthesis.voices = [{ lang: "en-GB", localService: false }];
  await everything(woken());
  assert.deepEqual(heard().recordings, ["recording"]);
  assert.deepEqual(heard().spoken, []);
});

test("behind a locked screen recordings speak, on time", async () => {
  page.visibilityState = "hidden";
  await everything(woken());
  assert.deepEqual(heard(), { tones: [start], recordings: ["recording"], spoken: [], vibrated: pulses });
});

test("with tones alone nobody speaks, and the count is sounded", async () => {
  await everything(woken({ mode: "tones" }));
  assert.deepEqual(heard(), { tones: [start, count], recordings: [], spoken: [], vibrated: pulses });
  assert.deepEqual(fetched, []);
});

test("with vibration alone there is no sound at all", async () => {
  await everything(woken({ mode: "vibration" }));
  assert.deepEqual(heard(), { tones: [], recordings: [], spoken: [], vibrated: pulses });
  assert.deepEqual([contexts, quiets, fetched], [[], [], []]);
});

test("silent is silent and still", async () => {
  await everything(woken({ mode: "silent" }));
  assert.deepEqual(heard(), { tones: [], recordings: [], spoken: [], vibrated: [] });
  assert.deepEqual([contexts, quiets], [[], []]);
});

test("who chooses silence after the sound was woken has it", async () => {
  const sound = woken();
  sound.settings = { ...sound.settings, mode: "silent" };
  await everything(sound);
  assert.deepEqual(heard(), { tones: [], recordings: [], spoken: [], vibrated: [] });
});

test("a sound comes at its second, as loud as its cue", async () => {
  synthesis.voices = [];
  const sound = woken();
  sound.book(tone("start", { loudness: 0.35 }), 12_500, null);
  sound.book(sentence({ loudness: 0.5 }), 60_000, REST);
  await settle();
  assert.deepEqual(started.map(({ at, loudness }) => [at, loudness]), [[112.5, 0.35], [160, 0.5]]);
});

test("the pace is the voice's: recordings and platform go faster, tones do not", async () => {
  synthesis.voices = [];
  const sound = woken({ pace: "quick" });
  sound.book(tone("start"), 0, null);
  sound.book(sentence(), 0, REST);
  await settle();
  assert.equal(started[0].rate, 1);
  assert.ok(started[1].rate > 1);
  synthesis.voices = [{ lang: "en-GB", localService: true }];
  woken({ pace: "slow" }).now(sentence(), 0, REST);
  assert.ok(spoken[0].rate < 1);
});

test("the platform speaks as loud as wished, and quieter towards sleep", () => {
  woken({ volume: 0.5 }).now(sentence({ loudness: 0.4 }), 0, REST);
  assert.equal(spoken[0].volume, 0.2);
});

test("a louder hand is heard at once", () => {
  const sound = woken({ volume: 0.5 });
  const [master] = contexts[0].gains;
  assert.equal(master.gain.value, 0.5);
  sound.louder(0.9);
  assert.equal(master.gain.value, 0.9);
  sound.now(sentence(), 0, REST);
  assert.equal(spoken[0].volume, 0.9);
});

test("a sentence whose moment has long gone is not spoken any more", () => {
  const sound = woken();
  sound.now(sentence(), 2_900, REST);
  sound.now(sentence(), 3_000, REST);
  sound.now(sentence(), 60_000, REST);
  assert.equal(spoken.length, 1);
});

test("a tone that is over is not played late, one that still sounds begins at once", () => {
  const sound = woken();
  sound.book(tone("start"), -1_000 * start - 1, null);
  assert.deepEqual(started, []);
  sound.book(tone("start"), -100, null);
  assert.deepEqual(started.map(({ at }) => at), [100]);
});

test("a recording that comes when its sentence would be over is not played", async () => {
  synthesis.voices = [];
  const sound = woken();
  /** @type {(answer: unknown) => void} */
  let answer = () => {};
  server = () => new Promise((resolve) => { answer = resolve; });
  sound.book(sentence(), 1_000, REST);
  contexts[0].currentTime += 5;
  answer(recording());
  await settle();
  assert.deepEqual(started, []);
});

test("what has no recording is left to the caption", async () => {
  synthesis.voices = [];
  const sound = woken();
  sound.book(sentence(), 0, ["Rest.", ""]);
  sound.book(sentence(), 0, null);
  sound.now(sentence(), 0, null);
  await settle();
  assert.deepEqual([started, fetched, spoken], [[], [], []]);
});

test("a recording is fetched once and played as often as wanted", async () => {
  synthesis.voices = [];
  const sound = woken();
  for (const ahead of [1_000, 2_000, 3_000]) sound.book(sentence(), ahead, REST);
  await settle();
  sound.book(sentence(), 9_000, REST);
  await settle();
  assert.deepEqual(fetched, ["/rest.mp3"]);
  assert.deepEqual(started.map(({ at }) => at), [101, 102, 103, 109]);
});

test("a recording that could not be had is tried again at its next turn", async (context) => {
  context.mock.method(console, "warn", () => {});
  synthesis.voices = [];
  const sound = woken();
  const broken = [async () => { throw new TypeError("no network"); }, async () => ({ ok: false }), async () => recording()];
  for (const way of broken) {
    server = way;
    sound.book(sentence(), 1_000, REST);
    await settle();
  }
  assert.equal(fetched.length, 3);
  assert.equal(started.length, 1);
});

test("a tone is made once", () => {
  const sound = woken();
  sound.book(tone("start"), 1_000, null);
  sound.book(tone("start"), 2_000, null);
  assert.equal(started[0].node.buffer, started[1].node.buffer);
});

test("hushed, everything that was booked is called off, and nothing comes later", async () => {
  synthesis.voices = [];
  const sound = woken();
  /** @type {(answer: unknown) => void} */
  let answer = () => {};
  sound.book(tone("start"), 5_000, null);
  sound.book(sentence(), 6_000, REST);
  await settle();
  server = () => new Promise((resolve) => { answer = resolve; });
  sound.book(sentence(), 7_000, ["Other.", "/other.mp3"]);
  const nodes = started.map(({ node }) => node);
  assert.equal(nodes.length, 2);
  sound.hush();
  assert.deepEqual(stopped, nodes);
  assert.equal(spoken.at(-1), "hush");
  assert.deepEqual(vibrated, [0]);
  answer(recording("other"));
  await settle();
  assert.equal(started.length, 2, "a recording on its way is called off as well");
  // What is booked afterwards comes, from the recording that has arrived meanwhile.
  sound.book(sentence(), 8_000, ["Other.", "/other.mp3"]);
  await settle();
  assert.equal(started.length, 3);
  assert.equal(fetched.length, 2);
});

test("what has sounded is not stopped again", () => {
  const sound = woken();
  sound.book(tone("start"), 0, null);
  started[0].node.dispatchEvent(new Event("ended"));
  sound.hush();
  assert.deepEqual(stopped, []);
});

test("an answer is said at once, by one voice", async () => {
  const sound = woken();
  sound.say(REST);
  await settle();
  assert.deepEqual([heard().spoken, heard().recordings], [["Rest."], []]);
  page.visibilityState = "hidden";
  sound.say(REST);
  await settle();
  assert.deepEqual([heard().spoken, heard().recordings], [["Rest."], ["recording"]]);
  assert.equal(started[0].at, 100);
  sound.say(null);
  sound.say(undefined);
  woken({ mode: "tones" }).say(REST);
  await settle();
  assert.equal(spoken.length + started.length, 2);
});

test("before anybody tapped nothing is booked, and vibration is felt all the same", async () => {
  const sound = new Sound("en-GB", { mode: "tones", pace: "usual", volume: 1, lights: "off" }, "/quiet.mp3");
  sound.book(tone("start"), 0, null);
  sound.now(tone("start"), 0, null);
  assert.deepEqual([started, vibrated], [[], [TONES.start.pulses]]);
});

test("a browser without sound still vibrates, and one without vibration still sounds", () => {
  const { window } = /** @type {any} */ (globalThis);
  /** @type {any} */ (globalThis).window = {};
  const deaf = woken();
  deaf.book(tone("start"), 0, null);
  deaf.now(tone("start"), 0, null);
  deaf.hush();
  deaf.rest();
  assert.deepEqual([started, vibrated], [[], [TONES.start.pulses, 0]]);
  /** @type {any} */ (globalThis).window = window;
  const { vibrate } = navigator;
  /** @type {any} */ (navigator).vibrate = undefined;
  const still = woken();
  still.book(tone("start"), 0, null);
  still.now(tone("start"), 0, null);
  still.hush();
  assert.equal(started.length, 1);
  navigator.vibrate = vibrate;
});

test("waking twice makes one sound, and it rests when nothing more comes", async () => {
  const sound = woken();
  sound.wake();
  assert.equal(contexts.length, 1);
  assert.deepEqual(quiets.map(({ address, loop, playing }) => [address, loop, playing]), [["/quiet.mp3", true, true]]);
  sound.rest();
  assert.equal(quiets[0].playing, false);
  assert.equal(contexts[0].state, "suspended");
  sound.wake();
  assert.equal(quiets[0].playing, true);
  assert.equal(contexts[0].state, "running");
});

test("a phone call is told, our own resting is not", () => {
  const sound = woken();
  let told = 0;
  sound.interrupted = () => { told += 1; };
  for (const state of ["suspended", "running", "interrupted"]) {
    contexts[0].state = state;
    contexts[0].dispatchEvent(new Event("statechange"));
  }
  assert.equal(told, 1);
});

test("a tone nobody knows is a short one, and is not felt", () => {
  const sound = woken();
  sound.book(tone("gong"), 0, null);
  sound.now(tone("gong"), 0, null);
  assert.deepEqual(started.map(({ what }) => what), [count]);
  assert.deepEqual(vibrated, [[]]);
});

test("a sentence that was booked as a recording is not spoken as well", async () => {
  synthesis.voices = [];
  const sound = woken();
  const cue = sentence();
  sound.book(cue, 10_000, REST);
  await settle();
  synthesis.voices = [{ lang: "en-GB", localService: true }];
  for (const look of synthesis.looking) look();
  sound.now(cue, 0, REST);
  assert.equal(spoken.length + started.length, 1);
});

test("a tone whose moment has long gone is not felt any more", () => {
  const sound = woken();
  sound.now(tone("start"), 50_000, null);
  assert.deepEqual(vibrated, []);
});
