// What the desk keeps on the device: it is there after a reload, in order, encrypted, and gone when its time is over.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { deviceKey, seal } from "../../templates/static/device-disk.js";
import * as storing from "../../templates/static/check-in-store.js";
import { define, emptyStore, openPage, until } from "./browser.js";

const stores = [];
const TODAY = new Date("2024-04-16T06:00:00Z");
const KEY = { key: "A".repeat(43), until: "2024-04-19T00:00:00Z" };
const roster = (day) => ({ checkpoints: [{ key: "visit", day: "2024-04-02" }, { key: day, day }], registrations: [] });

function entry(number, changes = {}, event = "harghita-2024") {
  const scan = { id: `scan-${number}`, event, badge_code: `CODE${number}`, checkpoint: "2024-04-16" };
  return { scan, at: number, outcome: "accepted", name: "Мария Петрова", sent: false, seen: false, newer: true, ...changes };
}

const ids = (entries) => entries.map(({ scan }) => scan.id);
const many = (count, changes) => Array.from({ length: count }, (_, place) => entry(place + 100, changes));

/** Open the store as a tab does, which is closed after the test. */
async function openStore() {
  stores.push(await storing.openStore());
  return stores.at(-1);
}

/** Open the store at a time, with the keys that the service gave for some events. */
async function opened(events = ["harghita-2024"], now = TODAY) {
  const store = await openStore();
  store.now = () => now;
  for (const event of events) await store.keys.keep(event, KEY, now);
  return store;
}

/** Refuse what is written from now on, as a disk does that is full; gives what makes room again. */
function fill(store) {
  const { transaction } = store.database;
  store.database.transaction = function begun(...how) {
    const made = transaction.apply(this, how);
    if (how[1] === "readwrite") queueMicrotask(() => made.abort());
    return made;
  };
  return () => { store.database.transaction = transaction; };
}

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

afterEach(() => stores.splice(0).forEach((store) => store.close()));

test("a roster and scans are there again after a reload", async () => {
  const before = await opened();
  await before.keepRoster("harghita-2024", roster("2024-04-18"), '"one"');
  await before.keep(entry(1));
  before.close();
  const after = await opened([]);
  assert.deepEqual(await after.roster("harghita-2024"), { roster: roster("2024-04-18"), etag: '"one"', heard: TODAY });
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
  await store.keep(entry(3, { sent: true }), entry(2, {}, "caceres-2024"), entry(1), entry(0));
  assert.deepEqual(ids(await store.unsent("harghita-2024")), ["scan-0", "scan-1"]);
  assert.deepEqual(ids(await store.unsent("harghita-2024", 1)), ["scan-0"]);
  assert.deepEqual([store.waiting, [...(await store.waitingEvents())]], [3, ["caceres-2024", "harghita-2024"]]);
});

test("what stands on the disk names nobody and no badge", async () => {
  const store = await opened();
  await store.keepRoster("harghita-2024", { ...roster("2024-04-18"), registrations: [{ name: "Мария Петрова" }] }, "");
  await store.keep(entry(1));
  const kept = [...(await rows(store, "scans")), ...(await rows(store, "rosters"))];
  assert.equal(kept.length, 2);
  for (const { data, ...open } of kept) {
    assert.doesNotMatch(new TextDecoder().decode(data) + JSON.stringify(open), /Петрова|CODE1/);
  }
  const [ours, { key }] = await rows(store, "keys");
  assert.deepEqual([ours.extractable, key.extractable], [false, false]);
});

test("two tabs that open the store at once have one key", async () => {
  const [one, other] = await Promise.all([openStore(), openStore()]);
  let news = 0;
  one.onNews = () => { news += 1; };
  await one.keep(entry(1));
  await other.keep(entry(2));
  assert.deepEqual(ids(await one.unsent("harghita-2024")), ["scan-1", "scan-2"]);
  assert.deepEqual(ids(await other.unsent("harghita-2024")), ["scan-1", "scan-2"]);
  assert.equal((await rows(one, "keys")).length, 1);
  await until(() => news === 1, "the other tab is heard of");
  await other.keep(entry(2, { sent: true, seen: true }));
  await until(async () => (await one.scans("harghita-2024"))[1].sent, "what it sent is known");
  await other.prune("harghita-2024");
  await until(async () => (await one.scans("harghita-2024")).length === 1, "what it removed is gone");
});

test("of what is settled the latest sixty stay; what waits or was not looked at stays as well", async () => {
  const store = await opened();
  await store.keepRoster("harghita-2024", roster("2024-04-18"), "");
  const [waits, news] = [entry(1), entry(2, { sent: true })];
  await store.keep(waits, news, ...many(70, { sent: true, seen: true }));
  await store.prune("harghita-2024");
  const left = ids(await store.scans("harghita-2024"));
  assert.equal(left.length, 62);
  assert.deepEqual(left.slice(0, 3), ["scan-1", "scan-2", "scan-110"]);
});

test("a week after an event its roster goes, and with it all that was sent, never what waits", async () => {
  const store = await opened(["harghita-2024", "caceres-2024"]);
  await store.keepRoster("harghita-2024", roster("2024-04-08"), "");
  await store.keepRoster("caceres-2024", roster("2024-04-09"), "");
  await store.keep(entry(1), entry(2, { sent: true }), entry(3, { sent: true }, "caceres-2024"));
  await store.forgetOld(TODAY);
  assert.equal(await store.roster("harghita-2024"), undefined);
  assert.notEqual(await store.roster("caceres-2024"), undefined);
  assert.deepEqual(ids(await store.scans("harghita-2024")), ["scan-1"]);
  assert.deepEqual(ids(await store.scans("caceres-2024")), ["scan-3"]);
});

test("a browser that denies its store has the page keep everything, and says so", async () => {
  define("indexedDB", { open: () => { throw new Error("denied by the settings"); } });
  const store = await opened();
  await store.keepRoster("harghita-2024", roster("2024-04-18"), '"one"');
  await store.keep(entry(2), entry(1));
  assert.equal((await store.roster("harghita-2024")).etag, '"one"');
  assert.deepEqual([store.trouble, store.atRisk, await store.persist()], ["denied", 2, false]);
  assert.deepEqual(ids(await store.unsent("harghita-2024")), ["scan-1", "scan-2"]);
  await store.keep(entry(1, { sent: true, seen: true }), entry(2, { sent: true, seen: true }));
  assert.deepEqual([store.atRisk, store.waiting, [...(await store.waitingEvents())]], [0, 0, []]);
  await store.forgetRoster("harghita-2024");
  assert.deepEqual([await store.roster("harghita-2024"), await store.scans("harghita-2024")], [undefined, []]);
});

test("a page without WebCrypto opens no store", async () => {
  const { crypto } = globalThis;
  define("crypto", {});
  await assert.rejects(openStore(), /WebCrypto/);
  define("crypto", crypto);
});

test("what a full disk does not take the page keeps, in its order, until there is room", async () => {
  const store = await opened();
  await store.keep(entry(1));
  const makeRoom = fill(store);
  await store.keep(entry(2), entry(3));
  await store.keepRoster("harghita-2024", roster("2024-04-18"), '"one"');
  assert.deepEqual([store.trouble, store.atRisk, (await rows(store, "scans")).length], ["full", 2, 1]);
  assert.deepEqual(ids(await store.unsent("harghita-2024")), ["scan-1", "scan-2", "scan-3"]);
  assert.equal((await store.roster("harghita-2024")).etag, '"one"');
  await store.keep(entry(1, { sent: true }));
  assert.deepEqual(ids(await store.unsent("harghita-2024")), ["scan-2", "scan-3"]);
  makeRoom();
  await store.keep(entry(4));
  assert.deepEqual([store.trouble, store.atRisk, (await rows(store, "scans")).length], [null, 0, 4]);
  assert.deepEqual(ids(await (await openStore()).unsent("harghita-2024")), ["scan-2", "scan-3", "scan-4"]);
});

test("a roster is opened under the service's key alone, and no other", async () => {
  const store = await opened();
  await store.keepRoster("harghita-2024", roster("2024-04-18"), '"one"');
  const another = await opened([]);
  await another.keys.keep("harghita-2024", { ...KEY, key: "B".repeat(43) }, TODAY);
  assert.equal(await another.roster("harghita-2024"), undefined);
  await assert.rejects(another.keepRoster("caceres-2024", roster("2024-04-18"), ""), /a key of the service/);
});

test("a roster ends by its own time without contact, and a clock that is set back gives it none", async () => {
  const store = await opened();
  await store.keepRoster("harghita-2024", roster("2024-04-18"), '"one"');
  store.now = () => new Date("2024-04-18T23:59:00Z");
  assert.deepEqual([(await store.roster("harghita-2024")).etag, await store.isOver("harghita-2024")], ['"one"', false]);
  store.now = () => new Date("2024-04-19T00:00:00Z");
  assert.deepEqual([await store.roster("harghita-2024"), await store.isOver("harghita-2024")], [undefined, true]);
  assert.deepEqual([await rows(store, "rosters"), await store.keys.isWanted("harghita-2024", store.now())], [[], true]);
  await store.keys.keep("harghita-2024", { ...KEY, until: "2024-04-20T00:00:00Z" }, new Date("2024-04-19T23:59:00Z"));
  await store.keepRoster("harghita-2024", roster("2024-04-18"), "");
  store.now = () => new Date("1970-01-01T00:00:00Z");
  assert.notEqual(await store.roster("harghita-2024"), undefined);
  assert.equal(await store.isOver("harghita-2024"), false);
});

test("a door that is not the device's any more is forgotten with all names, and what waits stays", async () => {
  const store = await opened();
  await store.keepRoster("harghita-2024", roster("2024-04-18"), '"one"');
  await store.keep(entry(1), entry(2, { sent: true }));
  await store.forgetRoster("harghita-2024", false);
  assert.equal(await store.keys.open("harghita-2024", TODAY), null);
  const after = await openStore();
  assert.deepEqual(await after.scans("harghita-2024"), [{ ...entry(1), name: undefined }, { ...entry(2, { sent: true }), name: undefined }].map((one) => JSON.parse(JSON.stringify(one))));
  await store.forgetRoster("harghita-2024");
  assert.deepEqual(ids(await store.scans("harghita-2024")), ["scan-1"]);
  assert.deepEqual(await rows(store, "rosters"), []);
});

test("a store of the first release is taken over with all that it holds", async () => {
  const old = await new Promise((resolve) => {
    const request = globalThis.indexedDB.open("check-in", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("rosters").put({ until: "2024-04-18" }, "harghita-2024");
      request.result.createObjectStore("scans", { keyPath: "id" }).createIndex("event", "event");
    };
    request.onsuccess = () => resolve(request.result);
  });
  const key = await deviceKey(old);
  const sealed = await Promise.all([entry(2), entry(1), entry(3, { sent: true })].map(async (one) => ({ id: one.scan.id, event: one.scan.event, ...(await seal(key, one)) })));
  await new Promise((resolve) => {
    const transaction = old.transaction("scans", "readwrite");
    for (const row of sealed) transaction.objectStore("scans").put(row);
    transaction.oncomplete = resolve;
  });
  old.close();
  const store = await openStore();
  assert.deepEqual(ids(await store.unsent("harghita-2024")), ["scan-1", "scan-2"]);
  assert.deepEqual(await rows(store, "rosters"), []);
});

test("the order of scans outlives a clock that is set back", async () => {
  const store = await opened();
  await store.keep(entry(Date.now() + 3_600_000));
  const later = await openStore();
  const [one, other] = [later.next(), later.next()];
  assert.deepEqual([one < other, one > Date.now() + 3_500_000], [true, true]);
});
