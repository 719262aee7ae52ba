// The same cases as in tests/web/test_fold.py.

import assert from "node:assert/strict";
import test from "node:test";

import { SOUNDING, WRITTEN } from "../../templates/static/name-fold.js";
import { cases, fold } from "./folding.js";

const { sought } = fold;

for (const [query, name] of cases.found) {
  test(`${query} finds ${name}`, () => assert.notEqual(sought(query).nearness(name), null));
}

for (const [query, name] of cases.not_found) {
  test(`${query} does not find ${name}`, () => assert.equal(sought(query).nearness(name), null));
}

test("marks alone ask for nobody", () => {
  assert.deepEqual(cases.nothing_asked.flatMap((query) => sought(query).words), []);
});

test("who is written so is nearer than who sounds so", () => {
  assert.equal(sought("Mueller").nearness("Anna Mueller"), WRITTEN);
  assert.equal(sought("Mueller").nearness("Anna Müller"), SOUNDING);
});
