// @ts-check
/**
 * Passkeys: add one, sign in with one, show once more that it is you.
 *
 * A form says what it is for by `data-module`; the browser's answer goes into its field
 * `credential`, and the form is sent. Options and answers are the JSON of WebAuthn level 3, in which
 * bytes are base64url.
 */

/** @param {string} text base64url @returns {ArrayBuffer} */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (mark) => mark.charCodeAt(0)).buffer;
}

/** @param {ArrayBuffer | null | undefined} buffer @returns {string | undefined} base64url */
function text(buffer) {
  if (!buffer) return undefined;
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {any} listed descriptors of credentials, ids as base64url
 * @returns {PublicKeyCredentialDescriptor[]}
 */
const described = (listed) =>
  (listed ?? []).map((/** @type {any} */ one) => ({ ...one, id: bytes(one.id) }));

/**
 * Let the browser make a passkey that it keeps itself and opens with a finger, a face or a code.
 * @param {any} options
 * @returns {Promise<object>} its JSON
 */
async function made({ publicKey }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: described(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    },
  });
  const key = /** @type {PublicKeyCredential} */ (made);
  const answer = /** @type {AuthenticatorAttestationResponse} */ (key.response);
  return {
    ...common(key),
    response: {
      clientDataJSON: text(answer.clientDataJSON),
      attestationObject: text(answer.attestationObject),
      transports: answer.getTransports?.() ?? [],
    },
  };
}

/**
 * Let the browser answer with a passkey it has.
 * @param {any} options
 * @returns {Promise<object>} its JSON
 */
async function used({ publicKey }) {
  const found = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: described(publicKey.allowCredentials),
    },
  });
  const key = /** @type {PublicKeyCredential} */ (found);
  const answer = /** @type {AuthenticatorAssertionResponse} */ (key.response);
  return {
    ...common(key),
    response: {
      clientDataJSON: text(answer.clientDataJSON),
      authenticatorData: text(answer.authenticatorData),
      signature: text(answer.signature),
      userHandle: text(answer.userHandle),
    },
  };
}

/** @param {PublicKeyCredential} key */
const common = (key) => ({
  id: key.id,
  rawId: text(key.rawId),
  type: key.type,
  authenticatorAttachment: key.authenticatorAttachment,
  clientExtensionResults: key.getClientExtensionResults(),
});

/** @param {string} id of the element that holds the options @returns {any} */
const kept = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");

/** @param {HTMLFormElement} form @returns {Promise<object>} */
async function answerFor(form) {
  const options = form.dataset.options ?? "";
  if (form.dataset.module === "passkey-add") return made(kept(options).creation_options);
  if (form.dataset.module === "passkey-use") return used(kept(options).request_options);
  const response = await fetch(form.action, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`Asked for a challenge, got ${response.status}.`);
  return used((await response.json()).request_options);
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-module^=passkey-]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    const button = form.querySelector("[data-action=passkey]");
    const field = form.elements.namedItem("credential");
    const trouble = form.querySelector("[data-part=trouble]");
    if (!(button instanceof HTMLButtonElement) || !(field instanceof HTMLInputElement)) continue;
    button.disabled = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      if (trouble instanceof HTMLElement) trouble.hidden = true;
      try {
        field.value = JSON.stringify(await answerFor(form));
        form.submit();
      } catch {
        button.disabled = false;
        if (trouble instanceof HTMLElement) {
          trouble.hidden = false;
          trouble.setAttribute("role", "alert");
        }
      }
    });
  }
}
