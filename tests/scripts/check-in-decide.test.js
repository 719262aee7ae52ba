// What the desk decides by itself.

import assert from "node:assert/strict";
import test from "node:test";

import { matching } from "../../templates/static/check-in-decide.js";
import { cases, fold } from "./folding.js";

const person = (name, changes = {}) => ({ name, latin_name: "", organisation: "", status: "confirmed", ...changes });
const names = (people, query) => matching(fold, { registrations: people }, query).map((one) => one.name);

for (const [query, name] of cases.found) {
  test(`the desk finds ${name} for ${query}`, () => assert.deepEqual(names([person(name)], query), [name]));
}

for (const [query, name] of cases.not_found) {
  test(`the desk does not find ${name} for ${query}`, () => assert.deepEqual(names([person(name)], query), []));
}

test("who asks for nobody finds nobody", () => {
  const people = [person("Maria Petrova")];
  assert.deepEqual(cases.nothing_asked.flatMap((query) => names(people, query)), []);
});

test("a query may name person and organisation and how the person writes the name", () => {
  const people = [person("王 芳", { latin_name: "Fang Wang", organisation: "Хасково" })];
  assert.deepEqual(names(people, "haskovo fang"), ["王 芳"]);
});

test("whoever has a place comes first, then who is written as typed", () => {
  const people = [person("Anna Mueller", { status: "cancelled" }), person("Anna Müller"), person("Ada Mueller")];
  assert.deepEqual(names(people, "mueller"), ["Ada Mueller", "Anna Müller", "Anna Mueller"]);
});

test("a roster kept by an older version has no names in Latin letters", () => {
  const people = [{ name: "Maria Petrova", organisation: "", status: "confirmed" }];
  assert.deepEqual(names(people, "undefined"), []);
  assert.deepEqual(names(people, "petrova"), ["Maria Petrova"]);
});
