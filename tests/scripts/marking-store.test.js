// What waits on the device: in its order, of its event, sealed, and held by the page where the disk takes no more.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { done } from "../../templates/static/device-disk.js";
import { openMarks } from "../../templates/static/marking-store.js";
import { define, emptyStore, openPage } from "./browser.js";

const mark = (number, reason = "") => ({ id: `id-${number}`, registration: `p${number}`, reason });
const ids = async (store, event) => (await store.of(event)).map(({ id }) => id);

beforeEach(() => {
  openPage("");
  emptyStore();
});

test("marks stand in the order of typing, also where the cipher is done with the later one first", async () => {
  const store = await openMarks();
  const long = "r".repeat(200_000);
  await Promise.all([store.add("one", [mark(1, long), mark(2)]), store.add("two", [mark(3)]), store.add("one", [mark(4)])]);
  assert.deepEqual(await ids(store, "one"), ["id-1", "id-2", "id-4"]);
  assert.deepEqual([...(await store.events())].sort(), ["one", "two"]);
  await store.drop("one", [mark(1), mark(4)]);
  assert.deepEqual([await ids(store, "one"), await ids(store, "two"), await store.count()], [["id-2"], ["id-3"], 2]);
});

test("two tabs share what waits, and both keep their order", async () => {
  const [one, other] = await Promise.all([openMarks(), openMarks()]);
  await one.add("one", [mark(1)]);
  await other.add("one", [mark(2)]);
  await one.add("one", [mark(3)]);
  assert.deepEqual(await ids(other, "one"), ["id-1", "id-2", "id-3"]);
});

test("no reason lies on the device in clear", async () => {
  const store = await openMarks();
  await store.add("one", [mark(1, "a strike")]);
  const [row] = await done(store.database.transaction("marks").objectStore("marks").getAll());
  assert.deepEqual(Object.keys(row).sort(), ["data", "event", "id", "iv", "place"]);
  assert.ok(!new TextDecoder().decode(row.data).includes("strike"));
});

test("what the disk takes no more is held by the page, after what it took, and nothing overtakes it", async () => {
  const store = await openMarks();
  await store.add("one", [mark(1)]);
  assert.ok(store.lasts);
  const { transaction } = store.database;
  store.database.transaction = (name, how) => {
    if (how === "readwrite") throw new DOMException("no more room", "QuotaExceededError");
    return transaction.call(store.database, name, how);
  };
  await store.add("one", [mark(2)]);
  store.database.transaction = transaction;
  await store.add("one", [mark(3)]);
  assert.deepEqual([store.lasts, await ids(store, "one"), await store.count()], [false, ["id-1", "id-2", "id-3"], 3]);
  await store.drop("one", [mark(1), mark(2), mark(3)]);
  assert.deepEqual([store.lasts, await store.count()], [true, 0]);
});

test("a browser without a store holds them by the page", async () => {
  define("indexedDB", undefined);
  const store = await openMarks();
  await store.add("one", [mark(1)]);
  assert.deepEqual([store.lasts, await ids(store, "one"), [...(await store.events())]], [false, ["id-1"], ["one"]]);
});
