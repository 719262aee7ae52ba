// The keys of rosters: each has its end, which no clock that is set back puts off.

import assert from "node:assert/strict";
import { test } from "node:test";

import { RosterKeys } from "../../templates/static/check-in-keys.js";

const NOON = new Date("2024-04-16T12:00:00Z");
const later = (minutes) => new Date(NOON.getTime() + minutes * 60_000);

async function given(minutes) {
  const shelf = new Map();
  const keys = new RosterKeys({
    get: async (name) => shelf.get(name),
    put: async (name, record) => shelf.set(name, record),
    delete: async (name) => shelf.delete(name),
  });
  await keys.keep("kalamata", { key: "A".repeat(43), until: later(minutes).toISOString() }, NOON);
  return keys;
}

test("a key opens its roster until its end, and no script reads it out", async () => {
  const keys = await given(60);
  const { key, heard } = await keys.open("kalamata", later(59));
  assert.deepEqual([key.extractable, heard], [false, null]);
  assert.equal(await keys.open("kalamata", later(60)), null);
  assert.equal(await keys.open("another", NOON), null);
});

test("a clock that is set back gives no more time", async () => {
  const keys = await given(60);
  await keys.hear("kalamata", later(61));
  assert.equal(await keys.open("kalamata", NOON), null);
  assert.equal(await keys.isOver("kalamata", NOON), true);
});

test("the service is asked for a key that is not here, is over, or was given an hour ago", async () => {
  const keys = await given(120);
  const wanted = await Promise.all([NOON, later(59), later(60), later(120)].map((at) => keys.isWanted("kalamata", at)));
  assert.deepEqual(wanted, [false, false, true, true]);
  await keys.forget("kalamata");
  assert.equal(await keys.isWanted("kalamata", NOON), true);
});
