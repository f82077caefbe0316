// @ts-check
// Shows the print button where there is JavaScript to serve it.
const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-print]"));
button.hidden = false;
button.addEventListener("click", () => window.print());
