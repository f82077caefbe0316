// @ts-check
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const folder = new URL("../../browser/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".js"));

/** @type {Map<string, string[]>} */
const imports = new Map(
  names.map((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    return [
      name,
      [...text.matchAll(/(?:from\s+|import\()"\.\/([\w-]+\.js)"/g)].map((match) => match[1]),
    ];
  }),
);

test("modules do not go round in circles, not even in the types of comments", () => {
  // The server puts a checksum of each file into the names by which the others call it: in a circle
  // that would never come to an end.
  /** @param {string} name @param {string[]} path */
  const visit = (name, path) => {
    assert.ok(!path.includes(name), [...path, name].join(" → "));
    for (const next of imports.get(name) ?? []) visit(next, [...path, name]);
  };
  for (const name of names) visit(name, []);
});

test("modules only ask for modules that are there", () => {
  for (const [name, wanted] of imports) {
    for (const next of wanted) assert.ok(names.includes(next), `${name} wants ${next}`);
  }
});
