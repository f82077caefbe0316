// @ts-check
/** The room: a dark screen that stays awake while it is needed, and nothing bright around it. */

export class Lights {
  constructor() {
    this.root = document.documentElement;
    this.off = false;
    this.needed = false;
    /** @type {WakeLockSentinel|null} */
    this.lock = null;
    document.addEventListener("visibilitychange", () => {
      // The platform lets go of the lock whenever the page is out of sight.
      if (this.needed && document.visibilityState === "visible") void this.awake();
    });
  }

  /** @param {boolean} off */
  dim(off) {
    this.off = off;
    if (off) this.root.dataset.lights = "off";
    else delete this.root.dataset.lights;
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      if (!(meta instanceof HTMLMetaElement)) continue;
      meta.dataset.usual ??= meta.content;
      meta.content = off ? "#000000" : meta.dataset.usual;
    }
  }

  /** Hide the browser's own bright edges. Only allowed in a tap; where it is refused, they stay. */
  fill() {
    if (!this.off || document.fullscreenElement) return;
    this.root.requestFullscreen?.({ navigationUI: "hide" }).catch(() => {});
  }

  unfill() {
    if (document.fullscreenElement) void document.exitFullscreen();
  }

  /** Keep the screen on. @returns {Promise<boolean>} false where the platform cannot */
  async awake() {
    this.needed = true;
    if (!("wakeLock" in navigator)) return false;
    if (this.lock && !this.lock.released) return true;
    try {
      const lock = await navigator.wakeLock.request("screen");
      if (this.needed) this.lock = lock;
      else await lock.release();
      return true;
    } catch {
      // A flat battery, or a page that is out of sight.
      return false;
    }
  }

  /** The screen may go off by itself, and the browser may show itself again. */
  wakeful() {
    this.sleepy();
    this.unfill();
  }

  /** The screen may go off by itself. */
  sleepy() {
    this.needed = false;
    void this.lock?.release();
    this.lock = null;
  }
}
