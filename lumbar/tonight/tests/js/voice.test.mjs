// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { PlatformVoice, chooseVoice } from "../../static/tonight/voice.js";

/** @param {string} lang @param {boolean} [localService] @returns {SpeechSynthesisVoice} */
const voice = (lang, localService = true) => ({ lang, localService, name: `a voice of ${lang}`, default: false, voiceURI: lang });
/** @param {string} language @param {...SpeechSynthesisVoice} voices */
const chosen = (language, ...voices) => chooseVoice(voices, language)?.lang ?? null;

class FakeSynthesis extends EventTarget {
  /** @type {SpeechSynthesisVoice[]} */
  voices = [];
  /** @type {any[]} */
  spoken = [];
  cancelled = 0;
  getVoices() { return this.voices; }
  /** @param {any} utterance */
  speak(utterance) { this.spoken.push(utterance); }
  cancel() { this.cancelled += 1; }
}
/** @type {any} */ (globalThis).SpeechSynthesisUtterance = class {
  /** @param {string} text */
  constructor(text) { this.text = text; }
};

/** @param {FakeSynthesis} synthesis @param {string} [language] */
const given = (synthesis, language = "en-GB") => new PlatformVoice(language, /** @type {any} */ (synthesis));

test("a British voice is taken before any other English", () => {
  assert.equal(chosen("en-GB", voice("en-US"), voice("en-AU"), voice("en-GB")), "en-GB");
  assert.equal(chosen("en-GB", voice("en-US"), voice("en_GB")), "en_GB", "as Android writes it");
  assert.equal(chosen("en-GB", voice("en-US"), voice("en-IE")), "en-IE");
  assert.equal(chosen("en-GB", voice("en-US"), voice("en-HK")), "en-HK");
  assert.equal(chosen("en-GB", voice("de-DE"), voice("en-US")), "en-US");
  assert.equal(chosen("en-GB", voice("de-DE"), voice("fr-FR")), null);
});

test("Cantonese is spoken by Cantonese voices alone", () => {
  for (const lang of ["zh-HK", "zh_HK", "zh-Hant-HK", "zh-hk", "yue", "yue-HK", "yue-Hant-HK"]) {
    assert.equal(chosen("zh-HK", voice("zh-CN"), voice("zh-TW"), voice(lang)), lang);
  }
});

test("a Mandarin voice never reads it, and nor does an English one", () => {
  for (const lang of ["zh", "zh-CN", "zh-TW", "zh-Hant-TW", "zh-Hans-CN", "zh-SG", "cmn-Hant-TW", "cmn-Hans-CN", "zh_CN_#Hans", "en-HK", "en-GB"]) {
    assert.equal(chosen("zh-HK", voice(lang)), null, lang);
  }
});

test("a voice that needs the network is never taken", () => {
  assert.equal(chosen("en-GB", voice("en-GB", false), voice("en-US")), "en-US");
  assert.equal(chosen("en-GB", voice("en-GB", false)), null);
  assert.equal(chosen("zh-HK", voice("zh-HK", false), voice("yue", false), voice("zh-CN")), null);
});

test("a language nobody thought of has no voice, and neither has a device without any", () => {
  assert.equal(chosen("fr-FR", voice("fr-FR")), null);
  assert.equal(chosen("en-GB"), null);
});

test("voices that a browser finds later are taken then", () => {
  const synthesis = new FakeSynthesis();
  const platform = given(synthesis);
  assert.equal(platform.here, false);
  platform.say("too early", "usual", 1);
  assert.deepEqual(synthesis.spoken, []);
  synthesis.voices = [voice("en-GB")];
  synthesis.dispatchEvent(new Event("voiceschanged"));
  assert.equal(platform.here, true);
  synthesis.voices = [];
  synthesis.dispatchEvent(new Event("voiceschanged"));
  assert.equal(platform.here, false, "and given up when they go");
});

test("it speaks with its voice, its language, its pace and its loudness", () => {
  const synthesis = new FakeSynthesis();
  synthesis.voices = [voice("en-US"), voice("en-GB")];
  const platform = given(synthesis);
  for (const pace of /** @type {const} */ (["slow", "usual", "quick"])) platform.say("Rest.", pace, 0.4);
  assert.deepEqual(synthesis.spoken.map(({ text, lang, volume }) => [text, lang, volume]), Array(3).fill(["Rest.", "en-GB", 0.4]));
  assert.equal(synthesis.spoken[0].voice, synthesis.voices[1]);
  const [slow, usual, quick] = synthesis.spoken.map(({ rate }) => rate);
  assert.ok(slow < usual && usual < quick);
});

test("hushed, it is called off", () => {
  const synthesis = new FakeSynthesis();
  given(synthesis).hush();
  assert.equal(synthesis.cancelled, 1);
});

test("a browser that cannot speak is silent", () => {
  const platform = new PlatformVoice("en-GB", undefined);
  assert.equal(platform.here, false);
  platform.say("Rest.", "usual", 1);
  platform.hush();
});
