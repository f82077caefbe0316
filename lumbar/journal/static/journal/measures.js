// @ts-check
/**
 * A screen with one question goes on at the first touch. With the keyboard, arrows only move
 * between the answers; Enter or the button goes on.
 */

/** @param {HTMLFormElement} form */
function connect(form) {
  let byHand = false;
  form.addEventListener("pointerdown", () => { byHand = true; });
  form.addEventListener("keydown", () => { byHand = false; });
  form.addEventListener("change", () => {
    if (byHand) form.requestSubmit();
  });
}

for (const form of document.querySelectorAll("form[data-module='one-tap']")) {
  if (form instanceof HTMLFormElement) connect(form);
}
