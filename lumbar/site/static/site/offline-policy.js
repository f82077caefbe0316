// @ts-check
/**
 * What the service worker does with a request, and what it keeps. Decisions only: no cache, no network, no clock,
 * so that every one of them can be tried without a browser. docs/developer/offline.md tells them in words.
 */

/**
 * What the server says about this release (`lumbar/site/offline.py`).
 *
 * @typedef {object} Facts
 * @property {string} version changes when the worker, the offline page or anything it needs does
 * @property {boolean} hashed whether a static file's name changes with its content
 * @property {string} offline address of the page that says there is no network
 * @property {string} icon address of the picture a notification has
 * @property {string[]} shell the files that page needs
 * @property {string[]} pages the private pages that may be kept on the device
 * @property {string[]} assets how the addresses of files begin that are the same for everybody
 */

/**
 * @typedef {object} Asked a request, as far as it matters
 * @property {string} method
 * @property {string} path
 * @property {boolean} ours whether it goes to this site
 * @property {boolean} navigates whether a page is opened, not a part of one
 * @property {boolean} keeping whether it asks for a page to be kept (`X-Lumbar-Keep: 1`)
 */

/** @typedef {"untouched" | "asset" | "kept page" | "page"} Way */

/** @typedef {{now: string[], before: string[]}} Needs files a kept page needs, and those of the page it replaced */

/**
 * Which way a request goes. "untouched" means that the worker leaves it to the browser.
 *
 * @param {Asked} asked
 * @param {Facts} facts
 * @returns {Way}
 */
export function decide(asked, facts) {
  if (asked.method !== "GET" || !asked.ours) return "untouched";
  if (facts.pages.includes(asked.path) && (asked.navigates || asked.keeping)) return "kept page";
  if (asked.navigates) return "page";
  return isAsset(asked.path, facts) ? "asset" : "untouched";
}

/**
 * @param {string} path
 * @param {Facts} facts
 */
export function isAsset(path, facts) {
  return facts.assets.some((beginning) => path.startsWith(beginning));
}

/**
 * Whether a file that is kept may be served without asking the server. In development names stay
 * while contents change, so there the server is asked first.
 *
 * @param {string} path
 * @param {Facts} facts
 */
export function staysTheSame(path, facts) {
  return facts.hashed || !path.startsWith("/static/");
}

/**
 * What an answer means for the kept copy of its page: "keep" it in place of the old one; "forget" the old one,
 * because the server no longer gives that page to this person (a new danger sign, everything erased); or "leave"
 * things as they are, because the server was not itself.
 *
 * @param {{status: number, type: ResponseType, redirected: boolean, keep: boolean}} answer
 * @returns {"keep" | "forget" | "leave"}
 */
export function verdict(answer) {
  if (answer.type === "opaqueredirect" || answer.redirected) return "forget";
  if (answer.status === 200) return answer.keep ? "keep" : "forget";
  return [401, 403, 404, 410].includes(answer.status) ? "forget" : "leave";
}

const NEEDS = /<script\b[^>]*\bid\s*=\s*["']?offline-needs\b[^>]*>([\s\S]*?)<\/script>/i;

/**
 * The files a page says it needs, each once; null when it does not say so in a way that can be trusted. Such a
 * page is not kept: half a page in the dark is worse than none.
 *
 * @param {string} html
 * @param {Facts} facts
 * @returns {string[] | null}
 */
export function needsOf(html, facts) {
  const found = NEEDS.exec(html);
  if (!found) return null;
  let listed;
  try {
    listed = JSON.parse(found[1]);
  } catch {
    return null;
  }
  const trusted = (/** @type {unknown} */ one) => typeof one === "string" && !one.includes("..") && isAsset(one, facts);
  if (!Array.isArray(listed) || !listed.every(trusted)) return null;
  return [...new Set(listed)];
}

/**
 * The list to write down when a page is about to be replaced. Until the next time it protects both generations: a
 * tab may still show the old page, and the worker may be stopped before the new one is stored.
 *
 * @param {string[]} now
 * @param {Needs | null} old
 * @returns {Needs}
 */
export function succeed(now, old) {
  return { now, before: old ? old.now : [] };
}

/**
 * The kept files that no kept page needs.
 *
 * @param {string[]} kept
 * @param {Needs[]} lists
 * @returns {string[]}
 */
export function spare(kept, lists) {
  const needed = new Set(lists.flatMap((list) => [...list.now, ...list.before]));
  return kept.filter((path) => !needed.has(path));
}

/**
 * The bytes a Range header asks for, both ends included; null when it asks for none that are there. Sound is
 * asked for in such pieces.
 *
 * @param {string} header
 * @param {number} size
 * @returns {{first: number, last: number} | null}
 */
export function rangeOf(header, size) {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!found || (found[1] === "" && found[2] === "")) return null;
  const [first, last] = found[1] === ""
    ? [Math.max(0, size - Number(found[2])), size - 1]
    : [Number(found[1]), found[2] === "" ? size - 1 : Math.min(Number(found[2]), size - 1)];
  return first <= last && first < size ? { first, last } : null;
}

/**
 * Language and colours of a page, to see whether the kept offline page still fits the person.
 *
 * @param {string} html
 * @returns {{language: string, theme: string}}
 */
export function dressOf(html) {
  const tag = /<html\b[^>]*>/i.exec(html)?.[0] ?? "";
  return {
    language: /\blang="([^"]*)"/.exec(tag)?.[1] ?? "",
    theme: /\bdata-theme="([^"]*)"/.exec(tag)?.[1] ?? "",
  };
}
