// @ts-check
// Makes marking the body map immediate. Without this module every mark is a round trip to the
// server; both ways send the same fields: one hidden input per feeling and area.

const SVG = "http://www.w3.org/2000/svg";

/**
 * What the page's template surely holds.
 *
 * @template {Element} T
 * @param {T | null | undefined} found
 * @returns {T}
 */
function there(found) {
  if (!found) throw new Error("body map: a part of the form is missing");
  return found;
}

class BodyMap {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.say = there(form.querySelector("[data-body-map-say]"));
    this.row = /** @type {HTMLTemplateElement} */ (there(form.querySelector("[data-body-map-row]")));
    this.brushes = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[name=brush]")]);
    const ticks = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input.region__tick")]);
    this.ticks = new Map(ticks.map((tick) => [tick.value, tick]));
    if (!this.brushes.length || !this.ticks.size) {
      throw new Error("body map: the form lacks its feelings or areas");
    }
    form.classList.add("with-script");
    form.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) this.changed(target);
    });
    form.addEventListener("click", (event) => this.clicked(event));
    // What was tapped while this module was still on its way counts.
    for (const [area, tick] of this.ticks) {
      if (tick.checked !== tick.defaultChecked) this.mark(this.brush, area, tick.checked);
    }
    this.showBrush();
  }

  /** The feeling in hand: one of the radio buttons is always on. */
  get brush() {
    return there(this.brushes.find((brush) => brush.checked));
  }

  /** @param {HTMLInputElement} input */
  changed(input) {
    if (input.name === "brush") this.showBrush();
    else if (input.classList.contains("region__tick")) this.mark(this.brush, input.value, input.checked);
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    /** @type {HTMLButtonElement | null} */
    const button = /** @type {Element} */ (event.target).closest("button[name=remove]");
    if (!button) return;
    event.preventDefault();
    const [question, area] = button.value.split(":");
    const brush = there(this.brushes.find((one) => one.value === question));
    const row = there(button.closest("li"));
    const next = row.nextElementSibling ?? row.previousElementSibling;
    this.mark(brush, area, false);
    (next?.querySelector("button") ?? brush).focus();
  }

  // The ticks show what the feeling in hand is marked with.
  showBrush() {
    const marked = new Set(this.inputs(this.brush).map((input) => input.value));
    for (const [area, tick] of this.ticks) tick.checked = marked.has(area);
    this.form.dataset.brush = String(this.brushes.indexOf(this.brush) + 1);
  }

  /** @param {HTMLInputElement} brush */
  list(brush) {
    return there(this.form.querySelector(`[data-brush="${brush.value}"] ul`));
  }

  /**
   * @param {HTMLInputElement} brush
   * @returns {HTMLInputElement[]}
   */
  inputs(brush) {
    return [...this.list(brush).querySelectorAll("input")].filter((input) => input.type === "hidden");
  }

  /**
   * @param {HTMLInputElement} brush
   * @param {string} area
   * @param {boolean} on
   */
  mark(brush, area, on) {
    const number = this.brushes.indexOf(brush) + 1;
    const region = there(this.form.querySelector(`.region[data-region="${area}"]`));
    const tick = there(this.ticks.get(area));
    const name = tick.getAttribute("aria-label") ?? "";
    const feeling = there(brush.closest("label")).textContent.trim();
    region.querySelector(`.mark--${number}`)?.remove();
    this.inputs(brush).find((input) => input.value === area)?.closest("li")?.remove();
    if (on) {
      const shape = there(region.querySelector(".region__shape"));
      const mark = document.createElementNS(SVG, "path");
      mark.setAttribute("d", shape.getAttribute("d") ?? "");
      mark.setAttribute("class", `mark mark--${number}`);
      shape.after(mark);
      const item = /** @type {Element} */ (there(this.row.content.firstElementChild).cloneNode(true));
      const [input, button] = [there(item.querySelector("input")), there(item.querySelector("button"))];
      input.name = brush.value;
      input.value = area;
      there(item.querySelector("span")).textContent = name;
      button.value = `${brush.value}:${area}`;
      button.setAttribute(
        "aria-label",
        (button.dataset.label ?? "").replace("{area}", name).replace("{feeling}", feeling),
      );
      this.list(brush).append(item);
      /** @type {HTMLInputElement | null} */
      const unsure = this.form.querySelector("input[value=not_sure]");
      if (unsure?.name === brush.value) unsure.checked = false;
    }
    if (brush === this.brush) tick.checked = on;
    this.say.textContent = on ? `${name}: ${feeling}` : name;
  }
}

for (const form of document.querySelectorAll("#body-map")) new BodyMap(/** @type {HTMLFormElement} */ (form));
