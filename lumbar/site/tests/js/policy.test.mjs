// What the service worker decides, without a browser.
import assert from "node:assert/strict";
import test from "node:test";

import {
  decide, dressOf, needsOf, rangeOf, spare, staysTheSame, succeed, verdict,
} from "../../static/site/offline-policy.js";
import { FACTS } from "./fixture.mjs";

const asked = (some) => ({ method: "GET", path: "/", ours: true, navigates: false, keeping: false, ...some });

test("each request goes its way", () => {
  const ways = [
    [{ path: "/tonight", navigates: true }, "kept page"],
    [{ path: "/morning", navigates: true }, "kept page"],
    [{ path: "/tonight", keeping: true }, "kept page"],
    [{ path: "/tonight" }, "untouched"],
    [{ path: "/tonight", navigates: true, method: "POST" }, "untouched"],
    [{ path: "/tonight/5f0c", navigates: true }, "page"],
    [{ path: "/", navigates: true }, "page"],
    [{ path: "/privacy/erase", navigates: true }, "page"],
    [{ path: "/privacy/erase", navigates: true, method: "POST" }, "untouched"],
    [{ path: "/static/site/site.css" }, "asset"],
    [{ path: "/figure/abc/man-dark/night/bridge.standard.end.svg" }, "asset"],
    [{ path: "/tonight/5f0c/progress", method: "POST" }, "untouched"],
    [{ path: "/healthz" }, "untouched"],
    [{ path: "/static/site/site.css", ours: false }, "untouched"],
  ];
  for (const [request, way] of ways) assert.equal(decide(asked(request), FACTS), way, JSON.stringify(request));
});

test("a file may be trusted when its name changes with it", () => {
  assert.equal(staysTheSame("/static/a.1234.css", { ...FACTS, hashed: true }), true);
  assert.equal(staysTheSame("/static/a.css", { ...FACTS, hashed: false }), false);
  assert.equal(staysTheSame("/figure/abc/x.svg", { ...FACTS, hashed: false }), true);
});

test("only a whole, willing answer is kept, and a plain no is forgotten", () => {
  const answer = (some) => verdict({ status: 200, type: "basic", redirected: false, keep: true, ...some });
  assert.equal(answer({}), "keep");
  assert.equal(answer({ keep: false }), "forget");
  assert.equal(answer({ redirected: true }), "forget");
  assert.equal(answer({ type: "opaqueredirect", status: 0, keep: false }), "forget");
  for (const status of [401, 403, 404, 410]) assert.equal(answer({ status }), "forget");
  for (const status of [206, 304, 429, 500, 502, 503]) assert.equal(answer({ status }), "leave");
});

test("what a page needs is read from it", () => {
  const page = (list) => `<p>x</p><script id="offline-needs" type="application/json">${list}</script><p>y</p>`;
  assert.deepEqual(needsOf(page('["/static/a.css","/figure/b.svg","/static/a.css"]'), FACTS), ["/static/a.css", "/figure/b.svg"]);
  assert.deepEqual(needsOf('<script type="application/json" id=offline-needs>\n["/static/a.css"]\n</script>', FACTS), ["/static/a.css"]);
  assert.deepEqual(needsOf(page('["/static/a\\u002Db.css"]'), FACTS), ["/static/a-b.css"]);
  assert.deepEqual(needsOf(page("[]"), FACTS), []);
});

test("a list that cannot be trusted keeps the page from being kept", () => {
  const page = (list) => `<script id="offline-needs" type="application/json">${list}</script>`;
  for (const list of ["", "{}", "null", '"/static/a.css"', '["/static/a.css"', '["/privacy/export.json"]',
    '["https://else.example/a.js"]', '["/static/../privacy"]', "[1]"]) {
    assert.equal(needsOf(page(list), FACTS), null, list);
  }
  assert.equal(needsOf("<p>nothing said</p>", FACTS), null);
});

test("two generations of files are protected, and no more", () => {
  const first = succeed(["a", "b"], null);
  const second = succeed(["b", "c"], first);
  const third = succeed(["c", "d"], second);
  assert.deepEqual(spare(["a", "b", "c"], [second]), []);
  assert.deepEqual(spare(["a", "b", "c", "d"], [third]), ["a"]);
  assert.deepEqual(spare(["a", "b", "c", "d"], [third, { now: ["a"], before: [] }]), []);
  assert.deepEqual(spare(["a"], []), ["a"]);
});

test("a piece of a file", () => {
  assert.deepEqual(rangeOf("bytes=0-", 10), { first: 0, last: 9 });
  assert.deepEqual(rangeOf("bytes=2-4", 10), { first: 2, last: 4 });
  assert.deepEqual(rangeOf("bytes=2-400", 10), { first: 2, last: 9 });
  assert.deepEqual(rangeOf("bytes=-3", 10), { first: 7, last: 9 });
  for (const header of ["bytes=10-", "bytes=5-4", "bytes=-", "items=0-1", "bytes=0-1,3-4", "bytes=-0"]) {
    assert.equal(rangeOf(header, 10), null, header);
  }
});

test("language and colours of a page", () => {
  assert.deepEqual(dressOf('<!doctype html>\n<html lang="zh-Hant-HK" data-theme="day">'), { language: "zh-Hant-HK", theme: "day" });
  assert.deepEqual(dressOf('<html lang="en-GB">'), { language: "en-GB", theme: "" });
  assert.deepEqual(dressOf(""), { language: "", theme: "" });
});
