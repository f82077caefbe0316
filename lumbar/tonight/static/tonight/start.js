// @ts-check
/**
 * Before the evening: one tap on a number begins it. What it will be like is chosen beside that,
 * and remembered.
 *
 * @typedef {import("./settings.js").Settings} Settings
 * @typedef {{evening: string, pain: number|null}} Start
 */
import { deviceStorage, keepSettings, readSettings, sensible } from "./settings.js";

export class StartPanel {
  /**
   * @param {HTMLFormElement} form
   * @param {(start: Start) => void} begin
   * @param {(settings: Settings) => void} changed
   */
  constructor(form, begin, changed) {
    this.form = form;
    this.settings = readSettings(deviceStorage());
    this.#show();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      begin(this.#start(/** @type {SubmitEvent} */ (event).submitter));
    });
    form.addEventListener("change", () => {
      this.settings = this.#chosen();
      keepSettings(deviceStorage(), this.settings);
      changed(this.settings);
    });
  }

  /** From now on a tap begins the evening here; one that came before (`early.js`) does so now. */
  open() {
    this.form.dataset.live = "";
    const tapped = this.form.querySelector("[data-tapped]");
    if (!(tapped instanceof HTMLButtonElement)) return;
    delete tapped.dataset.tapped;
    tapped.removeAttribute("aria-busy");
    this.form.requestSubmit(tapped);
  }

  /** @param {HTMLElement|null} submitter @returns {Start} */
  #start(submitter) {
    const data = new FormData(this.form, submitter);
    const pain = data.get("pain_before");
    return {
      // A button that is an evening of its own goes before the chosen length.
      evening: String(data.get("evening") ?? data.get("length") ?? ""),
      pain: pain === null || pain === "" ? null : Number(pain),
    };
  }

  #show() {
    const { elements } = this.form;
    for (const [name, value] of Object.entries(this.settings)) {
      const field = elements.namedItem(name);
      if (field instanceof RadioNodeList) field.value = String(value);
      else if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === "off";
      else if (field instanceof HTMLInputElement) field.value = String(value);
    }
  }

  /** @returns {Settings} */
  #chosen() {
    const data = new FormData(this.form);
    return sensible({
      mode: data.get("mode"),
      pace: data.get("pace"),
      volume: Number(data.get("volume")),
      lights: data.has("lights") ? "off" : "on",
    });
  }
}
