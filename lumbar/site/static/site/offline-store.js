// @ts-check
/**
 * The copies on the device: how they are made, replaced, found and thrown away. Cache storage and network are handed
 * in, so the tests run it without a browser.
 *
 * `lumbar-shell-<version>`  the offline page and its files; one for each version of the worker
 * `lumbar-static-1`         the files that kept pages need
 * `lumbar-private-1`        the kept pages, and the list of files each needs
 */
import { dressOf, isAsset, needsOf, rangeOf, spare, staysTheSame, succeed, verdict } from "./offline-policy.js";

/** @typedef {import("./offline-policy.js").Facts} Facts */
/** @typedef {import("./offline-policy.js").Needs} Needs */
/** @typedef {"kept" | "forgotten" | "failed"} Outcome */
/** @typedef {{caches: CacheStorage, fetch: typeof fetch, patience: number}} World `patience` in milliseconds */

const STATIC = "lumbar-static-1";
const PRIVATE = "lumbar-private-1";
const SHELL = "lumbar-shell-";
/** Where the list of a page's files is kept: beside the page, under an address the site does not have. */
const listed = (/** @type {string} */ page) => `/kept-needs${page}`;
/** Pages vary by cookie; those of one person are kept at a time (`forgetPages`). */
const MATCH = { ignoreVary: true };
const AT_ONCE = 6;

export class OfflineStore {
  /**
   * @param {Facts} facts
   * @param {World} world
   */
  constructor(facts, world) {
    this.facts = facts;
    this.world = world;
    this.shell = SHELL + facts.version;
    /** Everything that changes kept pages waits for what came before. @type {Promise<unknown>} */
    this.last = Promise.resolve();
    /** Counts what was forgotten, so that an answer asked for earlier is not kept afterwards. */
    this.age = 0;
  }

  // --- the offline page ---------------------------------------------------------------------------

  /** Fetch the offline page and its files; throws when one cannot be had, and then nothing changes. */
  async fetchShell() {
    const cache = await this.world.caches.open(this.shell);
    await this.fetchInto(cache, this.facts.shell);
    const page = await this.world.fetch(this.facts.offline, { cache: "no-store" });
    if (!page.ok || page.redirected) throw new Error(`offline page: ${page.status}`);
    await cache.put(this.facts.offline, page);
  }

  /**
   * Fetch the offline page anew when it is gone, or in another language or colours than the person has now.
   *
   * @param {{language: string, theme: string}} dress
   */
  async dressShell(dress) {
    const page = await this.found(this.facts.offline, this.shell);
    const has = page ? dressOf(await page.text()) : null;
    if (has?.language !== dress.language || has.theme !== dress.theme) await this.fetchShell();
  }

  /** Throw away the offline pages of older versions. */
  async dropOldShells() {
    const names = await this.world.caches.keys();
    const old = names.filter((name) => name.startsWith(SHELL) && name !== this.shell);
    await Promise.all(old.map((name) => this.world.caches.delete(name)));
  }

  /** @returns {Promise<Response>} */
  async offlinePage() {
    return (await this.found(this.facts.offline, this.shell)) ?? Response.error();
  }

  // --- answering ----------------------------------------------------------------------------------

  /**
   * A file that is the same for everybody.
   *
   * @param {Request} request
   * @returns {Promise<Response>}
   */
  async asset(request) {
    const { pathname } = new URL(request.url);
    if (staysTheSame(pathname, this.facts)) {
      return (await this.keptAsset(request, pathname)) ?? this.world.fetch(request);
    }
    try {
      return await this.world.fetch(request);
    } catch (error) {
      const kept = await this.keptAsset(request, pathname);
      if (kept) return kept;
      throw error;
    }
  }

  /**
   * @param {Request} request
   * @param {string} path
   * @returns {Promise<Response | undefined>}
   */
  async keptAsset(request, path) {
    const kept = (await this.found(path, STATIC)) ?? (await this.found(path, this.shell));
    const range = request.headers.get("Range");
    return kept && range ? part(kept, range) : kept;
  }

  /**
   * A page that is never kept: from the server, or the page that says there is no network.
   *
   * @param {Request} request
   * @param {Promise<Response | undefined>} preloaded what the browser began to fetch while the worker woke
   * @returns {Promise<Response>}
   */
  async page(request, preloaded) {
    try {
      return (await preloaded) ?? (await this.world.fetch(request));
    } catch {
      return this.offlinePage();
    }
  }

  /**
   * A page that may be kept: from the server while it answers in time, else the copy on this device.
   *
   * @param {Request} request
   * @param {Promise<Response | undefined>} preloaded
   * @param {(work: Promise<unknown>) => void} goOn keeps the worker awake for what goes on after the answer
   * @returns {Promise<Response>}
   */
  async keptPage(request, preloaded, goOn) {
    const { pathname, search } = new URL(request.url);
    const age = this.age;
    const asked = (async () => {
      const answer = (await preloaded) ?? (await this.world.fetch(request));
      // With a question in the address it is not the page that is looked for later.
      if (search === "") goOn(this.take(pathname, answer.clone(), age).catch(() => "failed"));
      return answer;
    })();
    goOn(asked.catch(() => undefined));
    const kept = await this.found(pathname, PRIVATE);
    if (!kept) return asked.catch(() => this.offlinePage());
    const inTime = await Promise.race([asked.catch(() => null), this.patienceEnds()]);
    return inTime && inTime.status < 500 ? inTime : kept;
  }

  /** @returns {Promise<null>} */
  patienceEnds() {
    return new Promise((resolve) => setTimeout(() => resolve(null), this.world.patience));
  }

  // --- keeping and forgetting ---------------------------------------------------------------------

  /**
   * Ask the server for these pages and keep what it allows. Pages the release does not name are left out.
   *
   * @param {string[]} pages
   * @returns {Promise<{kept: string[], forgotten: string[], failed: string[]}>}
   */
  async keep(pages) {
    /** @type {Record<Outcome, string[]>} */
    const said = { kept: [], forgotten: [], failed: [] };
    for (const page of this.facts.pages.filter((one) => pages.includes(one))) {
      said[await this.keepOne(page)].push(page);
    }
    return said;
  }

  /**
   * @param {string} page
   * @returns {Promise<Outcome>}
   */
  async keepOne(page) {
    const age = this.age;
    try {
      const answer = await this.world.fetch(page, { headers: { "X-Lumbar-Keep": "1" }, cache: "no-store" });
      return await this.take(page, answer, age);
    } catch {
      return "failed";
    }
  }

  /**
   * Do with an answer what the policy says.
   *
   * @param {string} page
   * @param {Response} answer
   * @param {number} age when it was asked for
   * @returns {Promise<Outcome>}
   */
  take(page, answer, age) {
    const { status, type, redirected } = answer;
    const keep = answer.headers.get("X-Lumbar-Offline") === "keep";
    const means = verdict({ status, type, redirected, keep });
    if (means === "leave") return Promise.resolve("failed");
    return this.inTurn(async () => {
      if (age !== this.age) return "failed";
      if (means === "keep") return this.replace(page, answer);
      const cache = await this.world.caches.open(PRIVATE);
      await cache.delete(page, MATCH);
      await cache.delete(listed(page), MATCH);
      await this.prune();
      return "forgotten";
    });
  }

  /**
   * Put an answer in the place of the kept page. Its files come first, the page last: whenever the worker is
   * stopped, the page that is found is whole.
   *
   * @param {string} page
   * @param {Response} answer
   * @returns {Promise<Outcome>}
   */
  async replace(page, answer) {
    const html = await answer.text();
    const needs = needsOf(html, this.facts);
    if (!needs) return "failed";
    await this.fetchInto(await this.world.caches.open(STATIC), needs);
    const cache = await this.world.caches.open(PRIVATE);
    const list = succeed(needs, await this.needs(page));
    await cache.put(listed(page), new Response(JSON.stringify(list)));
    const headers = new Headers(answer.headers);
    // The text is no longer what was compressed on the way.
    for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
    await cache.put(page, new Response(html, { status: 200, headers }));
    await this.prune();
    return "kept";
  }

  /**
   * @param {string} page
   * @returns {Promise<Needs | null>}
   */
  async needs(page) {
    const kept = await this.found(listed(page), PRIVATE);
    return kept ? kept.json() : null;
  }

  /** Throw away the files that no kept page needs. */
  async prune() {
    const lists = await Promise.all(this.facts.pages.map((page) => this.needs(page)));
    const cache = await this.world.caches.open(STATIC);
    const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);
    const gone = spare(kept, lists.filter((list) => list !== null));
    await Promise.all(gone.map((path) => cache.delete(path, MATCH)));
  }

  /** Throw away the kept pages, also one that is being kept at this moment: somebody else is here now. */
  forgetPages() {
    this.age += 1;
    return this.inTurn(async () => {
      await this.world.caches.delete(PRIVATE);
      await this.prune();
    });
  }

  /** Throw away everything, also what is being kept at this moment. */
  forget() {
    this.age += 1;
    return this.inTurn(async () => {
      const names = await this.world.caches.keys();
      await Promise.all(names.map((name) => this.world.caches.delete(name)));
    });
  }

  /**
   * Run this after everything that was asked for before.
   *
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  inTurn(work) {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  // --- files --------------------------------------------------------------------------------------

  /**
   * @param {string} path
   * @param {string} cacheName
   * @returns {Promise<Response | undefined>}
   */
  found(path, cacheName) {
    return this.world.caches.match(path, { ...MATCH, cacheName });
  }

  /**
   * Fetch the files that are not yet in this cache, a few at once; throws when one cannot be had.
   *
   * @param {Cache} cache
   * @param {string[]} paths
   */
  async fetchInto(cache, paths) {
    const waiting = [...paths];
    const worker = async () => {
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
        await this.fetchFile(cache, path);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /**
   * @param {Cache} cache
   * @param {string} path
   */
  async fetchFile(cache, path) {
    const same = staysTheSame(path, this.facts);
    if (same && (await cache.match(path, MATCH))) return;
    // What the other caches have need not come over the line again.
    const near = same && isAsset(path, this.facts) ? await this.world.caches.match(path, MATCH) : undefined;
    const file = near ?? (await this.world.fetch(path, { cache: same ? "default" : "no-cache" }));
    if (file.status !== 200 || file.redirected) throw new Error(`${path}: ${file.status}`);
    await cache.put(path, file);
  }
}

/**
 * A piece of a kept file, as a server would send it.
 *
 * @param {Response} whole
 * @param {string} header
 * @returns {Promise<Response>}
 */
async function part(whole, header) {
  const bytes = await whole.arrayBuffer();
  const range = rangeOf(header, bytes.byteLength);
  if (!range) return new Response(null, { status: 416 });
  const headers = new Headers(whole.headers);
  // The body is no longer what was compressed.
  headers.delete("Content-Encoding");
  headers.set("Content-Range", `bytes ${range.first}-${range.last}/${bytes.byteLength}`);
  headers.set("Content-Length", String(range.last - range.first + 1));
  return new Response(bytes.slice(range.first, range.last + 1), { status: 206, headers });
}
