// Makes marking the body map immediate. Without this module every mark is a round trip to the
// server; both ways send the same fields: one hidden input per feeling and area.

const SVG = "http://www.w3.org/2000/svg";

class BodyMap {
  constructor(form) {
    this.form = form;
    this.say = form.querySelector("[data-body-map-say]");
    this.row = form.querySelector("[data-body-map-row]");
    this.brushes = [...form.querySelectorAll("input[name=brush]")];
    this.ticks = new Map(
      [...form.querySelectorAll("input.region__tick")].map((tick) => [tick.value, tick]),
    );
    if (!this.row || !this.brushes.length || !this.ticks.size) {
      throw new Error("body map: the form lacks its template, feelings or areas");
    }
    form.classList.add("with-script");
    form.addEventListener("change", (event) => this.changed(event.target));
    form.addEventListener("click", (event) => this.clicked(event));
    this.showBrush();
  }

  get brush() {
    return this.brushes.find((brush) => brush.checked);
  }

  changed(input) {
    if (input.name === "brush") this.showBrush();
    else if (input.classList.contains("region__tick")) this.mark(this.brush, input.value, input.checked);
  }

  clicked(event) {
    const button = event.target.closest("button[name=remove]");
    if (!button) return;
    event.preventDefault();
    const [question, area] = button.value.split(":");
    const brush = this.brushes.find((one) => one.value === question);
    const next = button.closest("li").nextElementSibling ?? button.closest("li").previousElementSibling;
    this.mark(brush, area, false);
    (next?.querySelector("button") ?? brush).focus();
  }

  // The ticks show what the feeling in hand is marked with.
  showBrush() {
    const marked = new Set(this.inputs(this.brush).map((input) => input.value));
    for (const [area, tick] of this.ticks) tick.checked = marked.has(area);
    this.form.dataset.brush = this.brushes.indexOf(this.brush) + 1;
  }

  list(brush) {
    return this.form.querySelector(`[data-brush="${brush.value}"] ul`);
  }

  inputs(brush) {
    return [...this.list(brush).querySelectorAll("input[type=hidden]")];
  }

  mark(brush, area, on) {
    const number = this.brushes.indexOf(brush) + 1;
    const region = this.form.querySelector(`.region[data-region="${area}"]`);
    const name = this.ticks.get(area).getAttribute("aria-label");
    const feeling = brush.closest("label").textContent.trim();
    region.querySelector(`.mark--${number}`)?.remove();
    this.inputs(brush).find((input) => input.value === area)?.closest("li").remove();
    if (on) {
      const shape = region.querySelector(".region__shape");
      const mark = document.createElementNS(SVG, "path");
      mark.setAttribute("d", shape.getAttribute("d"));
      mark.setAttribute("class", `mark mark--${number}`);
      shape.after(mark);
      const item = this.row.content.firstElementChild.cloneNode(true);
      const [input, button] = [item.querySelector("input"), item.querySelector("button")];
      input.name = brush.value;
      input.value = area;
      item.querySelector("span").textContent = name;
      button.value = `${brush.value}:${area}`;
      button.setAttribute(
        "aria-label",
        button.dataset.label.replace("{area}", name).replace("{feeling}", feeling),
      );
      this.list(brush).append(item);
      const unsure = this.form.querySelector("input[value=not_sure]");
      if (unsure?.name === brush.value) unsure.checked = false;
    }
    if (brush === this.brush) this.ticks.get(area).checked = on;
    this.say.textContent = on ? `${name}: ${feeling}` : name;
  }
}

for (const form of document.querySelectorAll("#body-map")) new BodyMap(form);
