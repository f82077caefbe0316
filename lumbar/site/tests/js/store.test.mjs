// What lies on the device after each turn of events.
import assert from "node:assert/strict";
import test from "node:test";

import { OfflineStore } from "../../static/site/offline-store.js";
import { FACTS, FakeCaches, FakeServer, request } from "./fixture.mjs";

const STATIC = "lumbar-static-1";
const PRIVATE = "lumbar-private-1";
const NOTHING = Promise.resolve(undefined);

function given(facts = {}) {
  const caches = new FakeCaches();
  const server = new FakeServer();
  server.has("/offline", '<html lang="en-GB">offline');
  for (const path of ["/static/site.1.css", "/static/a.1.js", "/static/b.1.js", "/static/c.1.js"]) server.has(path);
  const store = new OfflineStore({ ...FACTS, ...facts }, { caches, fetch: server.fetch, patience: 20 });
  return { caches, server, store };
}

/** Open a page as a browser does, and wait for what goes on afterwards. */
async function opens(store, path) {
  const work = [];
  const answer = await store.keptPage(request(path), NOTHING, (one) => work.push(one));
  const settled = async () => {
    // More may be added meanwhile.
    for (const one of work) await one;
  };
  return { answer, text: await answer.text().catch(() => ""), settled };
}

test("a page is kept with the files it needs", async () => {
  const { caches, server, store } = given();
  server.keeps("/tonight", "first", ["/static/a.1.js"]);
  assert.deepEqual(await store.keep(["/tonight", "/privacy"]), { kept: ["/tonight"], forgotten: [], failed: [] });
  assert.deepEqual(caches.paths(STATIC), ["/static/a.1.js"]);
  assert.ok(caches.paths(PRIVATE).includes("/tonight"));
});

test("what the server does not give is not kept", async () => {
  const { caches, store } = given();
  assert.deepEqual(await store.keep(["/tonight", "/morning"]), { kept: [], forgotten: ["/tonight", "/morning"], failed: [] });
  assert.deepEqual(caches.paths(PRIVATE), []);
});

test("when a file is missing the old page stays, whole", async () => {
  const { caches, server, store } = given();
  server.keeps("/tonight", "first", ["/static/a.1.js"]);
  await store.keep(["/tonight"]);
  server.keeps("/tonight", "second", ["/static/b.1.js", "/static/gone.js"]);
  assert.deepEqual((await store.keep(["/tonight"])).failed, ["/tonight"]);
  server.down = true;
  assert.match((await opens(store, "/tonight")).text, /first/);
  assert.ok(caches.paths(STATIC).includes("/static/a.1.js"));
});

test("the files of two generations stay, older ones go", async () => {
  const { caches, server, store } = given();
  for (const name of ["a", "b", "c"]) {
    server.keeps("/tonight", name, [`/static/${name}.1.js`]);
    await store.keep(["/tonight"]);
  }
  assert.deepEqual(caches.paths(STATIC), ["/static/b.1.js", "/static/c.1.js"]);
});

test("another page's files are not pruned", async () => {
  const { caches, server, store } = given();
  server.keeps("/morning", "morning", ["/static/a.1.js"]);
  await store.keep(["/morning"]);
  for (const name of ["b", "c", "b", "c"]) {
    server.keeps("/tonight", name, [`/static/${name}.1.js`]);
    await store.keep(["/tonight"]);
  }
  assert.ok(caches.paths(STATIC).includes("/static/a.1.js"));
});

test("a file that is here is not fetched again where names change with contents", async () => {
  const { server, store } = given();
  server.keeps("/tonight", "x", ["/static/a.1.js"]);
  await store.keep(["/tonight"]);
  await store.keep(["/tonight"]);
  assert.equal(server.asked.filter((path) => path === "/static/a.1.js").length, 1);
});

test("in development a file is fetched again each time, and served from the server first", async () => {
  const { server, store } = given({ hashed: false });
  server.keeps("/tonight", "x", ["/static/a.1.js"]);
  await store.keep(["/tonight"]);
  server.has("/static/a.1.js", "edited");
  assert.equal(await (await store.asset(request("/static/a.1.js"))).text(), "edited");
  await store.keep(["/tonight"]);
  server.down = true;
  assert.equal(await (await store.asset(request("/static/a.1.js"))).text(), "edited");
});

test("opening a page keeps it, and without a network it opens", async () => {
  const { server, store } = given();
  server.keeps("/tonight", "first", ["/static/a.1.js"]);
  await (await opens(store, "/tonight")).settled();
  server.down = true;
  assert.match((await opens(store, "/tonight")).text, /first/);
  assert.match((await opens(store, "/tonight?from=app")).text, /first/);
  assert.equal(await (await store.asset(request("/static/a.1.js"))).text(), "/static/a.1.js");
});

test("a page with a question in its address is shown, not kept", async () => {
  const { caches, server, store } = given();
  server.keeps("/tonight", "asked", []);
  await (await opens(store, "/tonight?place=chair")).settled();
  assert.deepEqual(caches.paths(PRIVATE), []);
});

test("a slow or broken server gives way to the copy, and a late answer is still kept", async () => {
  const { server, store } = given();
  server.keeps("/tonight", "first", []);
  await store.keep(["/tonight"]);
  server.keeps("/tonight", "second", []);
  server.slow = true;
  const opened = await opens(store, "/tonight");
  assert.match(opened.text, /first/);
  server.slow = false;
  server.letGo();
  await opened.settled();
  server.pages.set("/tonight", () => new Response("broken", { status: 502 }));
  assert.match((await opens(store, "/tonight")).text, /second/);
});

test("a page the server no longer gives is forgotten with its files", async () => {
  const { caches, server, store } = given();
  server.keeps("/tonight", "first", ["/static/a.1.js"]);
  await store.keep(["/tonight"]);
  server.has("/tonight", "check the danger signs again");
  const opened = await opens(store, "/tonight");
  assert.match(opened.text, /danger signs/);
  await opened.settled();
  assert.deepEqual(caches.paths(PRIVATE), []);
  assert.deepEqual(caches.paths(STATIC), []);
});

test("without a network a page that was never kept is answered by the offline page", async () => {
  const { server, store } = given();
  await store.fetchShell();
  server.down = true;
  assert.match((await opens(store, "/tonight")).text, /offline/);
  assert.match(await (await store.page(request("/plan"), NOTHING)).text(), /offline/);
  assert.equal(await (await store.asset(request("/static/site.1.css"))).text(), "/static/site.1.css");
  await assert.rejects(store.asset(request("/static/unknown.js")));
});

test("what the browser began to fetch is used", async () => {
  const { server, store } = given();
  const preloaded = Promise.resolve(new Response("preloaded"));
  assert.equal(await (await store.page(request("/plan"), preloaded)).text(), "preloaded");
  assert.deepEqual(server.asked, []);
});

test("a new version brings its own offline page and drops the old one's", async () => {
  const { caches, server, store } = given();
  await store.fetchShell();
  const newer = new OfflineStore({ ...FACTS, version: "v2" }, { caches, fetch: server.fetch, patience: 20 });
  await newer.fetchShell();
  assert.deepEqual(await caches.keys(), ["lumbar-shell-v1", "lumbar-shell-v2"]);
  await newer.dropOldShells();
  assert.deepEqual(await caches.keys(), ["lumbar-shell-v2"]);
});

test("the offline page is fetched anew in another language or other colours", async () => {
  const { server, store } = given();
  await store.fetchShell();
  await store.dressShell({ language: "en-GB", theme: "" });
  assert.equal(server.asked.filter((path) => path === "/offline").length, 1);
  server.has("/offline", '<html lang="zh-Hant-HK" data-theme="day">offline');
  await store.dressShell({ language: "zh-Hant-HK", theme: "day" });
  assert.match(await (await store.offlinePage()).text(), /zh-Hant-HK/);
});

test("the new version does not come in when its offline page cannot be had whole", async () => {
  const { server, store } = given();
  server.pages.delete("/static/site.1.css");
  await assert.rejects(store.fetchShell());
  server.has("/static/site.1.css");
  server.pages.set("/offline", () => new Response("", { status: 500 }));
  await assert.rejects(store.fetchShell());
});

test("forgetting leaves nothing, not even what was on its way", async () => {
  const { caches, server, store } = given();
  await store.fetchShell();
  server.keeps("/tonight", "first", ["/static/a.1.js"]);
  await store.keep(["/tonight"]);
  server.slow = true;
  const keeping = store.keep(["/tonight"]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const forgetting = store.forget();
  server.slow = false;
  server.letGo();
  assert.deepEqual((await keeping).failed, ["/tonight"]);
  await forgetting;
  assert.deepEqual(await caches.keys(), []);
});

test("sound is served in pieces", async () => {
  const { server, store } = given();
  server.has("/static/voice.mp3", "0123456789");
  server.keeps("/tonight", "x", ["/static/voice.mp3"]);
  await store.keep(["/tonight"]);
  const piece = await store.asset(request("/static/voice.mp3", { Range: "bytes=2-4" }));
  assert.equal(piece.status, 206);
  assert.equal(piece.headers.get("Content-Range"), "bytes 2-4/10");
  assert.equal(await piece.text(), "234");
  assert.equal((await store.asset(request("/static/voice.mp3", { Range: "bytes=50-" }))).status, 416);
});

test("a kept page keeps its security headers, and nothing of how it was compressed", async () => {
  const { server, store } = given();
  server.pages.set("/tonight", () => new Response('<script id="offline-needs">[]</script>', {
    headers: { "X-Lumbar-Offline": "keep", "Content-Security-Policy": "default-src 'self'", "Content-Encoding": "br" },
  }));
  await store.keep(["/tonight"]);
  server.down = true;
  const { answer } = await opens(store, "/tonight");
  assert.equal(answer.headers.get("Content-Security-Policy"), "default-src 'self'");
  assert.equal(answer.headers.has("Content-Encoding"), false);
});

test("at a change of person the kept pages go, also one on its way; the offline page stays", async () => {
  const { caches, server, store } = given();
  await store.fetchShell();
  server.keeps("/tonight", "hers", ["/static/a.1.js"]);
  server.keeps("/morning", "hers", []);
  await store.keep(["/tonight"]);
  server.slow = true;
  const late = store.keep(["/morning"]);
  await store.forgetPages();
  server.slow = false;
  server.letGo();
  assert.deepEqual((await late).failed, ["/morning"]);
  assert.deepEqual([caches.paths(PRIVATE), caches.paths(STATIC)], [[], []]);
  server.down = true;
  assert.match((await opens(store, "/tonight")).text, /offline/);
});
