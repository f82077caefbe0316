// @ts-check
/**
 * The moving body of a page that has something else to say first: it comes to life when the page is
 * there, the machine has nothing to do, the picture is in sight, and nobody asked for less motion or data.
 */
const element = document.querySelector('[data-module="figure-later"]');

/** @returns {Promise<void>} */
const pageIsThere = () => new Promise((resolve) => {
  if (document.readyState === "complete") resolve();
  else addEventListener("load", () => resolve(), { once: true });
});

/** @returns {Promise<void>} */
const machineIsIdle = () => new Promise((resolve) => {
  if ("requestIdleCallback" in window) requestIdleCallback(() => resolve(), { timeout: 2000 });
  else setTimeout(resolve, 200);
});

/** @param {Element} picture @returns {Promise<void>} */
const isInSight = (picture) => new Promise((resolve) => {
  const watching = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    watching.disconnect();
    resolve();
  });
  watching.observe(picture);
});

/** @returns {boolean} */
const sparesData = () => Boolean(/** @type {any} */ (navigator).connection?.saveData);

if (element && !matchMedia("(prefers-reduced-motion: reduce)").matches && !sparesData()) {
  await pageIsThere();
  await machineIsIdle();
  await isInSight(element);
  await import("../figure/figure.js");
}

// Makes this a module for the types as well.
export {};
