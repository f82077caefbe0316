// @ts-check
/**
 * The platform's own voice, where it has one for the language that works without a network.
 *
 * @typedef {Pick<SpeechSynthesisVoice, "lang"|"localService"|"name">} VoiceLike
 */

/** Tags that speak a language as it is meant, best first. Cantonese has two; Mandarin is another language. */
const FITTING = /** @type {Record<string, RegExp[]>} */ ({
  "en-GB": [/^en[-_]GB/i, /^en[-_](IE|AU|NZ|HK|IN|ZA)/i, /^en/i],
  "zh-HK": [/^zh[-_](Hant[-_])?HK/i, /^yue/i],
});
const RATES = { slow: 0.8, usual: 0.92, quick: 1.05 };

/**
 * @template {VoiceLike} V
 * @param {readonly V[]} voices @param {string} language en-GB or zh-HK
 * @returns {V|null} null where none speaks it from the device itself
 */
export function chooseVoice(voices, language) {
  const here = voices.filter(({ localService }) => localService);
  for (const tag of FITTING[language] ?? []) {
    const found = here.find(({ lang }) => tag.test(lang));
    if (found) return found;
  }
  return null;
}

export class PlatformVoice {
  /** @param {string} language @param {SpeechSynthesis|undefined} [synthesis] */
  constructor(language, synthesis = globalThis.speechSynthesis) {
    this.language = language;
    this.synthesis = synthesis;
    /** @type {SpeechSynthesisVoice|null} */
    this.voice = null;
    const look = () => { this.voice = chooseVoice(this.synthesis?.getVoices() ?? [], language); };
    look();
    // Browsers find their voices some time after the page.
    this.synthesis?.addEventListener?.("voiceschanged", look);
  }

  get here() {
    return this.voice !== null;
  }

  /** @param {string} text @param {keyof typeof RATES} pace @param {number} volume 0 to 1 */
  say(text, pace, volume) {
    if (!this.synthesis || !this.voice) return;
    // One that still waits for another has fallen behind; the newest is what matters now.
    if (this.synthesis.pending) this.synthesis.cancel();
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = this.voice;
    utterance.lang = this.voice.lang;
    utterance.rate = RATES[pace];
    utterance.volume = volume;
    this.synthesis.speak(utterance);
  }

  hush() {
    this.synthesis?.cancel();
  }
}
