// @ts-check
/**
 * Where bodies, clips and colours come from. Each address is fetched once, however many figures a
 * page shows; a fetch that failed may be tried again.
 */
import { decodeBody } from "./body.js";

/** @type {Map<string, Promise<any>>} */
const known = new Map();

/**
 * @template T
 * @param {string} address @param {(response: Response) => Promise<T>} read @returns {Promise<T>}
 */
function once(address, read) {
  let found = known.get(address);
  if (!found) {
    found = fetch(address).then((response) => {
      if (!response.ok) throw new Error(`${address}: ${response.status}`);
      return read(response);
    });
    found.catch(() => known.delete(address));
    known.set(address, found);
  }
  return found;
}

/** @param {string} address @returns {Promise<import("./body.js").Body>} */
export const loadBody = (address) =>
  once(address, async (response) => decodeBody(await response.arrayBuffer()));

/** @param {string} address @returns {Promise<any>} a clip file, parsed */
export const loadClip = (address) => once(address, (response) => response.json());

/**
 * @param {string} source  the id of an element with JSON (`#palette`), JSON itself, or an address
 * @returns {Promise<import("./palette.js").Palette>}
 */
export async function loadPalette(source) {
  if (source.startsWith("#")) return JSON.parse(document.querySelector(source)?.textContent ?? "");
  return source.startsWith("{") ? JSON.parse(source) : once(source, (response) => response.json());
}
