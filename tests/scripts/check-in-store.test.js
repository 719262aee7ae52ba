// What the desk keeps on the device: it is there after a reload, in order, encrypted, and gone when its time is over.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { openStore } from "../../templates/static/check-in-store.js";
import { define, emptyStore, openPage } from "./browser.js";

const TODAY = new Date("2024-04-16T06:00:00Z");
const roster = (day) => ({ checkpoints: [{ key: "visit", day: "2024-04-02" }, { key: day, day }], registrations: [] });

function entry(number, changes = {}, event = "harghita-2024") {
  const scan = { id: `scan-${number}`, event, badge_code: `CODE${number}`, checkpoint: "2024-04-16" };
  return { scan, at: number, outcome: "accepted", name: "Мария Петрова", sent: false, seen: false, newer: true, ...changes };
}

const ids = (entries) => entries.map(({ scan }) => scan.id);
const many = (count, changes) => Array.from({ length: count }, (_, place) => entry(place + 100, changes));

/** Read what stands in the browser's store itself. */
function rows(store, name) {
  return new Promise((resolve) => {
    const request = store.database.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => resolve(request.result);
  });
}

beforeEach(() => {
  openPage("");
  emptyStore();
});

test("a roster and scans are there again after a reload", async () => {
  const before = await openStore();
  await before.keepRoster("harghita-2024", roster("2024-04-18"), '"one"');
  await before.keep(entry(1));
  before.database.close();
  const after = await openStore();
  assert.deepEqual(await after.roster("harghita-2024"), { roster: roster("2024-04-18"), etag: '"one"' });
  assert.deepEqual(await after.scans("harghita-2024"), [entry(1)]);
  assert.equal(await after.roster("caceres-2024"), undefined);
});

test("scans come oldest first, whatever their ids and the order in which they were kept", async () => {
  const store = await openStore();
  await store.keep(entry(30), entry(4), entry(200));
  await store.keep(entry(1));
  assert.deepEqual(ids(await store.scans("harghita-2024")), ["scan-1", "scan-4", "scan-30", "scan-200"]);
});

test("a scan kept again is the same scan", async () => {
  const store = await openStore();
  await store.keep(entry(1));
  await store.keep(entry(1, { sent: true, server: "accepted" }));
  assert.deepEqual(await store.scans("harghita-2024"), [entry(1, { sent: true, server: "accepted" })]);
});

test("what waits is that of all events, and only what was not sent", async () => {
  const store = await openStore();
  await store.keep(entry(3, { sent: true }), entry(2, {}, "caceres-2024"), entry(1));
  assert.deepEqual(ids(await store.unsent()), ["scan-1", "scan-2"]);
});

test("what stands on the disk names nobody and no badge", async () => {
  const store = await openStore();
  await store.keepRoster("harghita-2024", { ...roster("2024-04-18"), registrations: [{ name: "Мария Петрова" }] }, "");
  await store.keep(entry(1));
  const kept = [...(await rows(store, "scans")), ...(await rows(store, "rosters"))];
  assert.equal(kept.length, 2);
  for (const { data, ...open } of kept) {
    assert.doesNotMatch(new TextDecoder().decode(data) + JSON.stringify(open), /Петрова|CODE1/);
  }
  const [key] = await rows(store, "keys");
  assert.equal(key.extractable, false);
});

test("two tabs that open the store at once have one key", async () => {
  const [one, other] = await Promise.all([openStore(), openStore()]);
  await one.keep(entry(1));
  await other.keep(entry(2));
  assert.deepEqual(ids(await one.scans("harghita-2024")), ["scan-1", "scan-2"]);
  assert.deepEqual(ids(await other.scans("harghita-2024")), ["scan-1", "scan-2"]);
  assert.equal((await rows(one, "keys")).length, 1);
});

test("of what is settled the latest sixty stay; what waits or was not looked at stays as well", async () => {
  const store = await openStore();
  await store.keepRoster("harghita-2024", roster("2024-04-18"), "");
  const [waits, news] = [entry(1), entry(2, { sent: true })];
  await store.keep(waits, news, ...many(70, { sent: true, seen: true }));
  await store.prune("harghita-2024");
  const left = ids(await store.scans("harghita-2024"));
  assert.equal(left.length, 62);
  assert.deepEqual(left.slice(0, 3), ["scan-1", "scan-2", "scan-110"]);
});

test("a week after an event its roster goes, and with it all that was sent, never what waits", async () => {
  const store = await openStore();
  await store.keepRoster("harghita-2024", roster("2024-04-08"), "");
  await store.keepRoster("caceres-2024", roster("2024-04-09"), "");
  await store.keep(entry(1), entry(2, { sent: true }), entry(3, { sent: true }, "caceres-2024"));
  await store.forgetOld(TODAY);
  assert.equal(await store.roster("harghita-2024"), undefined);
  assert.notEqual(await store.roster("caceres-2024"), undefined);
  assert.deepEqual(ids(await store.scans("harghita-2024")), ["scan-1"]);
  assert.deepEqual(ids(await store.scans("caceres-2024")), ["scan-3"]);
});

test("a browser that denies its store opens none", async () => {
  const denied = new Error("denied by the settings");
  define("indexedDB", { open: () => { throw denied; } });
  await assert.rejects(openStore(), denied);
});

test("a store that is full says so instead of keeping half", async () => {
  const store = await openStore();
  await store.keep(entry(1));
  const { transaction } = store.database;
  store.database.transaction = function opened(...how) {
    const begun = transaction.apply(this, how);
    if (how[1] === "readwrite") queueMicrotask(() => begun.abort());
    return begun;
  };
  await assert.rejects(store.keep(entry(2), entry(3)));
  store.database.transaction = transaction;
  assert.deepEqual(ids(await store.scans("harghita-2024")), ["scan-1"]);
});
