// A browser's caches and a server, as far as the worker sees them.

export const FACTS = {
  version: "v1",
  hashed: true,
  offline: "/offline",
  shell: ["/static/site.1.css"],
  pages: ["/tonight", "/morning"],
  assets: ["/static/", "/figure/"],
};

const pathOf = (request) => (typeof request === "string" ? request : new URL(request.url).pathname);

class FakeCache {
  files = new Map();

  async match(request) {
    return this.files.get(pathOf(request))?.clone();
  }

  async put(request, response) {
    // A body is read while it is stored; a broken one stores nothing.
    const { status, headers } = response;
    this.files.set(pathOf(request), new Response(await response.arrayBuffer(), { status, headers }));
  }

  async delete(request) {
    return this.files.delete(pathOf(request));
  }

  async keys() {
    return [...this.files.keys()].map((path) => ({ url: `https://site.example${path}` }));
  }
}

export class FakeCaches {
  all = new Map();

  async open(name) {
    if (!this.all.has(name)) this.all.set(name, new FakeCache());
    return this.all.get(name);
  }

  async match(request, { cacheName } = {}) {
    for (const [name, cache] of this.all) {
      const found = cacheName === undefined || cacheName === name ? await cache.match(request) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  async keys() {
    return [...this.all.keys()];
  }

  async delete(name) {
    return this.all.delete(name);
  }

  /** What is kept in one of them. */
  paths(name) {
    return [...(this.all.get(name)?.files.keys() ?? [])].sort();
  }
}

/** A server of pages and files; `down` makes the network fail, `slow` keeps answers back until they are let go. */
export class FakeServer {
  pages = new Map();
  asked = [];
  down = false;
  slow = false;
  held = [];

  fetch = async (input) => {
    const path = pathOf(input);
    this.asked.push(path);
    if (this.slow) await new Promise((resolve) => this.held.push(resolve));
    if (this.down) throw new TypeError("no network");
    const page = this.pages.get(path);
    return page ? page() : new Response("", { status: 404 });
  };

  letGo() {
    for (const resolve of this.held.splice(0)) resolve();
  }

  has(path, body = path) {
    this.pages.set(path, () => new Response(body));
  }

  /** A page that may be kept and needs these files. */
  keeps(path, text, needs) {
    const list = `<script id="offline-needs" type="application/json">${JSON.stringify(needs)}</script>`;
    this.pages.set(path, () => new Response(`<html lang="en-GB">${text}${list}`, { headers: { "X-Lumbar-Offline": "keep" } }));
  }
}

export const request = (path, headers = {}) => new Request(`https://site.example${path}`, { headers });
