// @ts-check
/**
 * The soft tones of the evening, and the same as vibration. Made by arithmetic: nothing to fetch.
 *
 * @typedef {object} Tone
 * @property {number[]} notes    Hz, sounded together
 * @property {number} [to]       Hz to which a single note glides
 * @property {number} seconds
 * @property {number} level      0 to 1
 * @property {number[]} pulses   ms on, off, on …
 */

/** @type {Readonly<Record<string, Tone>>} A hold begins high and ends low; breath rises and falls. */
export const TONES = Object.freeze({
  count: { notes: [392], seconds: 0.16, level: 0.25, pulses: [40] },
  move: { notes: [330], seconds: 0.3, level: 0.25, pulses: [60] },
  start: { notes: [440, 660], seconds: 0.9, level: 0.4, pulses: [180] },
  end: { notes: [330, 495], seconds: 0.9, level: 0.4, pulses: [90, 90, 90] },
  side: { notes: [392, 523], seconds: 1.1, level: 0.4, pulses: [200, 150, 200] },
  in: { notes: [196], to: 262, seconds: 2.2, level: 0.3, pulses: [300] },
  out: { notes: [262], to: 174, seconds: 3, level: 0.3, pulses: [120] },
  close: { notes: [262, 392, 523], seconds: 1.6, level: 0.35, pulses: [400] },
});

/**
 * The samples of a tone: a soft beginning, a long fading, no click.
 * @param {Tone} tone @param {number} rate samples a second @returns {Float32Array}
 */
export function samples(tone, rate) {
  const length = Math.round(tone.seconds * rate);
  const sound = new Float32Array(length);
  const each = tone.level / tone.notes.length;
  for (const from of tone.notes) {
    const to = tone.to ?? from;
    let turn = 0;
    for (let index = 0; index < length; index += 1) {
      const share = index / length;
      turn += (2 * Math.PI * (from + (to - from) * share)) / rate;
      sound[index] += each * envelope(share, tone.to !== undefined) * Math.sin(turn);
    }
  }
  return sound;
}

/** @param {number} share 0 to 1 @param {boolean} breath swells instead of fading @returns {number} */
function envelope(share, breath) {
  if (breath) return Math.sin(Math.PI * share) ** 2;
  return Math.min(1, share / 0.03) * (1 - share) ** 2;
}
