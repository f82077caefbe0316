// @ts-check
/**
 * Everything the evening makes heard and felt: the voice, the tones, the vibration.
 *
 * Tones and recordings are handed to the audio clock ahead of their time, so they come on the
 * instant even where the page's own timers are slowed down behind a locked screen. The platform's
 * voice and vibration cannot be booked ahead: they are given when their moment comes.
 *
 * @typedef {import("./clock.js").Cue} Cue
 * @typedef {import("./evening.js").Said} Said
 * @typedef {import("./settings.js").Settings} Settings
 */
import { TONES, samples } from "./tones.js";
import { PlatformVoice } from "./voice.js";

const RATES = { slow: 0.9, usual: 1, quick: 1.1 };
/** Beyond this (ms) what cannot be booked ahead comes too late to be of use. */
const TOO_LATE = 3_000;

export class Sound {
  /** @param {string} language @param {Settings} settings @param {string} quiet address of a silent recording */
  constructor(language, settings, quiet) {
    this.settings = settings;
    this.quietAddress = quiet;
    this.voice = new PlatformVoice(language);
    /** @type {AudioContext|null} */
    this.context = null;
    /** @type {GainNode|null} */
    this.master = null;
    /** @type {HTMLAudioElement|null} */
    this.quiet = null;
    /** @type {Map<string, Promise<AudioBuffer|null>>} */
    this.recordings = new Map();
    /** @type {Map<string, AudioBuffer>} */
    this.tones = new Map();
    /** @type {Set<AudioBufferSourceNode>} */
    this.booked = new Set();
    /** Sentences that a recording says: a voice that is found meanwhile must not say them as well. @type {Set<Cue>} */
    this.recorded = new Set();
    /** Changes whenever everything booked is called off. */
    this.turn = 0;
    /** Called when the platform takes the sound away: a phone call. @type {() => void} */
    this.interrupted = () => {};
  }

  get #voices() {
    return this.settings.mode === "voice";
  }

  get #sounds() {
    return this.settings.mode === "voice" || this.settings.mode === "tones";
  }

  /** The platform speaks while it is looked at; behind a locked screen only recordings are in time. */
  get #speaks() {
    return this.voice.here && document.visibilityState === "visible";
  }

  /** Whether sentences are heard at all. */
  get tells() {
    return this.#voices && this.settings.volume > 0 && (this.voice.here || this.context?.state === "running");
  }

  /** Call this in the tap that begins: browsers let a page sound only then. */
  wake() {
    if (!this.#sounds) return;
    if (!this.context && "AudioContext" in window) {
      const context = new AudioContext({ latencyHint: "playback" });
      this.context = context;
      this.master = context.createGain();
      this.master.connect(context.destination);
      context.addEventListener("statechange", () => {
        // Only "interrupted", which Safari knows, is somebody else's doing.
        if (/** @type {string} */ (context.state) === "interrupted") this.interrupted();
      });
    }
    this.louder(this.settings.volume);
    void this.context?.resume();
    if (!this.quiet) {
      // Headphone and media keys reach a page only while something plays in it.
      this.quiet = new Audio(this.quietAddress);
      this.quiet.loop = true;
    }
    void this.quiet.play().catch(() => {});
  }

  /** @param {number} volume 0 to 1 */
  louder(volume) {
    this.settings = { ...this.settings, volume };
    if (this.master) this.master.gain.value = volume;
  }

  /**
   * Hand a cue to the audio clock.
   * @param {Cue} cue @param {number} ahead ms until its moment @param {Said|null} said
   */
  book(cue, ahead, said) {
    if (!this.context || !this.#sounds) return;
    const at = this.context.currentTime + ahead / 1000;
    if (cue.does === "tone") {
      // Where somebody counts aloud, the ticks would only be in the way.
      if (cue.what === "count" && this.#voices) return;
      this.#play(this.#tone(cue.what), at, cue.loudness, 1);
    } else if (this.#voices && said?.[1] && !this.#speaks) {
      const { turn } = this;
      this.recorded.add(cue);
      void this.#recording(said[1]).then((buffer) => {
        if (buffer && turn === this.turn) this.#play(buffer, at, cue.loudness, RATES[this.settings.pace]);
      });
    }
  }

  /** A cue's moment has come. @param {Cue} cue @param {number} late ms @param {Said|null} said */
  now(cue, late, said) {
    if (late >= TOO_LATE) return;
    if (cue.does === "tone") {
      if (this.settings.mode !== "silent") navigator.vibrate?.(TONES[cue.what]?.pulses ?? []);
    } else if (said && this.#voices && this.#speaks && !this.recorded.has(cue)) {
      this.voice.say(said[0], this.settings.pace, this.settings.volume * cue.loudness);
    }
  }

  /** Say something that is on no plan: an answer, a pause. @param {Said|null|undefined} said */
  say(said) {
    if (!said || !this.#voices) return;
    const cue = /** @type {Cue} */ ({ at: 0, does: "say", what: "", step: 0, item: -1, loudness: 1 });
    this.book(cue, 0, said);
    this.now(cue, 0, said);
  }

  /** Call off all that is booked, and stop what sounds. */
  hush() {
    this.turn += 1;
    this.recorded.clear();
    for (const node of this.booked) node.stop();
    this.booked.clear();
    this.voice.hush();
    navigator.vibrate?.(0);
  }

  /** Nothing more to come. */
  rest() {
    this.quiet?.pause();
    void this.context?.suspend();
  }

  /** @param {AudioBuffer} buffer @param {number} at @param {number} loudness @param {number} rate */
  #play(buffer, at, loudness, rate) {
    if (!this.context || !this.master) return;
    const late = this.context.currentTime - at;
    // Nobody wants half of a tone that is over.
    if (late > buffer.duration) return;
    const node = this.context.createBufferSource();
    node.buffer = buffer;
    node.playbackRate.value = rate;
    const gain = this.context.createGain();
    gain.gain.value = loudness;
    node.connect(gain).connect(this.master);
    node.addEventListener("ended", () => {
      this.booked.delete(node);
      gain.disconnect();
    });
    this.booked.add(node);
    node.start(Math.max(at, this.context.currentTime));
  }

  /** @param {string} what @returns {AudioBuffer} */
  #tone(what) {
    const context = /** @type {AudioContext} */ (this.context);
    let buffer = this.tones.get(what);
    if (!buffer) {
      const sound = samples(TONES[what] ?? TONES.count, context.sampleRate);
      buffer = context.createBuffer(1, sound.length, context.sampleRate);
      buffer.getChannelData(0).set(sound);
      this.tones.set(what, buffer);
    }
    return buffer;
  }

  /** @param {string} address @returns {Promise<AudioBuffer|null>} null where it cannot be had */
  #recording(address) {
    let coming = this.recordings.get(address);
    if (!coming) {
      coming = this.#fetch(address);
      this.recordings.set(address, coming);
      void coming.then((buffer) => {
        // No network and not kept: tried again at its next turn. The caption says it meanwhile.
        if (!buffer) this.recordings.delete(address);
      });
    }
    return coming;
  }

  /** @param {string} address @returns {Promise<AudioBuffer|null>} */
  async #fetch(address) {
    try {
      const answer = await fetch(address);
      if (!answer.ok || !this.context) return null;
      return await this.context.decodeAudioData(await answer.arrayBuffer());
    } catch (error) {
      console.warn(error);
      return null;
    }
  }
}
