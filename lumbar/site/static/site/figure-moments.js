// @ts-check
/**
 * Figures that each stand still at one moment, on a page that has very many of them: only those in
 * sight are drawn, because a browser keeps but a few graphics contexts.
 */
import { mount } from "../figure/figure.js";

/** @type {Map<Element, import("../figure/figure.js").Figure>} */
const drawn = new Map();

const watching = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting && !drawn.has(target)) {
      const figure = mount(/** @type {HTMLElement} */ (target));
      figure.seek(Number(/** @type {HTMLElement} */ (target).dataset.moment));
      drawn.set(target, figure);
    } else if (!isIntersecting) {
      drawn.get(target)?.destroy();
      drawn.delete(target);
    }
  }
});
for (const element of document.querySelectorAll("[data-moment]")) watching.observe(element);
