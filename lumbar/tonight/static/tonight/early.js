// @ts-check
// Not a module: it is there before the first button is, with the styles that are waited for anyway.
// On a slow line the player comes seconds after the page. A first tap in between is held for it
// (`start.js` takes it), instead of beginning the evening without a voice. A player that does not
// come at all leaves the form to the server.
{
  /** Longer than this (ms) nobody waits for a voice. */
  const PATIENCE = 10_000;

  /** @param {SubmitEvent} event */
  const hold = (event) => {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || form.dataset.part !== "start") return;
    if ("live" in form.dataset || !(submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.querySelector("[data-tapped]")) return;
    submitter.dataset.tapped = "";
    submitter.setAttribute("aria-busy", "true");
    setTimeout(() => {
      if ("live" in form.dataset) return;
      removeEventListener("submit", hold, true);
      form.requestSubmit(submitter);
    }, PATIENCE);
  };
  addEventListener("submit", hold, true);
}
