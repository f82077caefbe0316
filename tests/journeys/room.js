// What a bedroom phone has and a test machine lacks, as far as the player asks for it; it notes what was asked.
window.room = { locks: 0, released: 0, keys: {}, said: [], buzzed: 0, announced: [] };

const lock = () => ({
  released: false,
  release() {
    this.released = true;
    room.released += 1;
  },
});
const request = async () => {
  if (room.refusesLocks) throw new DOMException("no", "NotAllowedError");
  room.locks += 1;
  return lock();
};
Object.defineProperty(navigator, "wakeLock", { value: { request } });
Object.defineProperty(navigator, "vibrate", {
  value: (pulses) => {
    room.buzzed += pulses ? 1 : 0;
    return true;
  },
});
navigator.mediaSession.setActionHandler = (action, handle) => {
  room.keys[action] = handle;
};
Object.defineProperty(window, "speechSynthesis", {
  value: {
    getVoices: () => ["en-GB", "zh-HK"].map((lang) => ({ lang, localService: true, name: lang })),
    addEventListener() {},
    cancel() {},
    speak: ({ text, volume }) => room.said.push([text, volume]),
  },
});
window.SpeechSynthesisUtterance = class {
  constructor(text) {
    this.text = text;
  }
};
addEventListener("DOMContentLoaded", () => {
  const status = document.querySelector("[data-part=announce]");
  if (!status) return;
  new MutationObserver(() => room.announced.push(status.textContent)).observe(status, {
    childList: true, characterData: true, subtree: true,
  });
});
