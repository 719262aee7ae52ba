// No script of a page is left without a test.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const here = new URL(".", import.meta.url);
const scripts = readdirSync(new URL("../../templates/static/", here)).filter((name) => name.endsWith(".js"));
const tests = readdirSync(here).filter((name) => name.endsWith(".test.js"));
const told = tests.map((name) => readFileSync(new URL(name, here), "utf8")).join("\n");

test("each script of the pages is run by a test", () => {
  const run = (name) => told.includes(`/static/${name}"`) || told.includes(`runScript("${name}")`);
  assert.ok(scripts.length > 10);
  assert.deepEqual(scripts.filter((name) => !run(name)), []);
});
