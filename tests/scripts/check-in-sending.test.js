// The line of the desk: what waits is sent in its order and counted once, whatever happens to the network meanwhile.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { takingBack } from "../../templates/static/check-in-decide.js";
import { Line } from "../../templates/static/check-in-sending.js";
import * as storing from "../../templates/static/check-in-store.js";
import { define, emptyStore, openPage, serve } from "./browser.js";

const EVENT = "harghita-2024";
const ROSTER = { checkpoints: [{ key: "2024-04-16", day: "2024-04-16" }], registrations: [] };
const HEADERS = { ETag: "\"one\"", "Service-Time": "2024-04-16T06:00:00Z" };
const lines = [];
let service, network;

/** A service that counts each scan once and answers as `refuses` says where that is set, by event or for all. */
class Service {
  constructor() {
    Object.assign(this, { counted: [], known: new Set(), calls: [], takenBack: [], asked: [], rosters: 0, down: false, refuses: {}, onCall: () => {} });
  }

  async answer(request, text) {
    if (this.down) return { status: "hang up" };
    if (request.url.endsWith("/key")) {
      if (this.closed) return { status: 410 };
      return { body: { key: "A".repeat(43), until: "2024-04-19T00:00:00Z" }, headers: HEADERS };
    }
    if (request.url.endsWith("/roster")) {
      if (this.closed) return { status: 410 };
      this.rosters += 1;
      const known = request.headers["if-none-match"] === '"one"';
      return { status: known ? 304 : 200, body: known ? "" : ROSTER, headers: HEADERS };
    }
    const [, takenBack] = request.url.match(/check-ins\/(.*)\/withdraw$/) ?? [];
    this.asked.push(request.url);
    if (takenBack) return this.takeBack(takenBack, JSON.parse(text));
    const { scans = [], walk_ins = [] } = JSON.parse(text);
    scans.push(...walk_ins);
    const status = this.refuses[scans[0].event] ?? this.refuses.all;
    this.calls.push(scans.map((scan) => scan.id));
    if (typeof status === "number") {
      this.onCall();
      return { status };
    }
    for (const { id } of scans) if (!this.known.has(id)) this.counted.push(id) && this.known.add(id);
    await this.onCall();
    if (this.down) return { status: "hang up" };
    return { body: { results: scans.map(({ id }) => ({ id, outcome: "accepted" })) } };
  }

  async takeBack(id, said) {
    this.calls.push(`back ${id}`);
    const isAgain = this.takenBack.some((one) => one.id === id);
    const status = this.refuses.takeBack ?? (!this.known.has(id) ? 404 : isAgain ? 409 : 200);
    if (status === 200) this.takenBack.push({ id, ...said });
    await this.onCall();
    return this.down ? { status: "hang up" } : { status, body: { also_seen_at: this.alsoSeenAt ?? null } };
  }
}

async function openLine(event = EVENT) {
  const store = await storing.openStore();
  const line = new Line({ event, store, device: "desk-1", addresses: { roster: `/api/v1/events/${event}/roster`, key: `/organise/events/${event}/check-in/key`, scans: "/api/v1/check-ins", walkIns: `/organise/events/${event}/check-in/walk-ins`, withdraw: `/api/v1/events/${event}/check-ins/{id}/withdraw` }, onChange: () => {} });
  lines.push(line);
  return { line, store };
}

function entry(number, event = EVENT) {
  const scan = { id: `scan-${number}`, event, badge_code: `CODE${number}`, checkpoint: "2024-04-16" };
  return { scan, at: number, outcome: "accepted", online: true, sent: false, seen: false, newer: true };
}

/** Take back what was scanned, as the desk does. */
async function takeBack(store, scan, number) {
  const made = { id: `back-${number}`, now: "2024-04-16T06:00:00Z", at: number };
  await store.keep({ ...scan, withdrawn: true, newer: false }, takingBack(scan, { reason: "test" }, made));
}

async function waiting(store) {
  const all = await Promise.all([...(await store.waitingEvents())].map((event) => store.unsent(event)));
  return all.flat().map(({ scan }) => scan.id);
}

/** Locks as the browser gives them to all its tabs: one holds it, the others wait. */
function sharedLocks() {
  let last = Promise.resolve();
  const request = (_, work) => {
    const held = last.then(work);
    last = held.catch(() => {});
    return held;
  };
  define("navigator", { locks: { request } });
}

beforeEach(async () => {
  openPage("");
  emptyStore();
  service = new Service();
  network = await serve((...asked) => service.answer(...asked));
});

afterEach(async () => {
  for (const line of lines.splice(0)) {
    clearTimeout(line.timer);
    line.store.close();
  }
  await network.close();
});

test("what waits is sent in its order, and the roster comes", async () => {
  const { line, store } = await openLine();
  await store.keep(entry(3), entry(1), entry(2));
  await line.run();
  assert.deepEqual(service.counted, ["scan-1", "scan-2", "scan-3"]);
  assert.equal(line.state, "online");
  assert.deepEqual(await waiting(store), []);
  assert.deepEqual((await store.roster(EVENT)).roster, ROSTER);
});

test("walk-ins and scans leave in the order in which they were made, to where each belongs", async () => {
  const { line, store } = await openLine();
  const addresses = [];
  const answer = service.answer.bind(service);
  service.answer = (request, text) => {
    addresses.push(request.url);
    return answer(request, text);
  };
  const walkIn = { first_name: "Ana" };
  await store.keep(entry(1), { ...entry(2), walkIn }, { ...entry(3), walkIn }, entry(4), { ...entry(5, "caceres-2024"), walkIn });
  await line.run();
  assert.deepEqual(service.calls, [["scan-1"], ["scan-2", "scan-3"], ["scan-4"], ["scan-5"]]);
  assert.deepEqual(addresses.filter((address) => address.includes("walk-ins")), [
    `/organise/events/${EVENT}/check-in/walk-ins`,
    "/organise/events/caceres-2024/check-in/walk-ins",
  ]);
  assert.deepEqual((await store.scans(EVENT)).map((one) => Boolean(one.walkIn)), [false, false, false, false]);
});

test("what is taken back before it was sent leaves after its scan, in its turn, and once though its answer was lost", async () => {
  service.down = true;
  const before = await openLine();
  await before.store.keep(entry(1), entry(2), entry(4));
  await takeBack(before.store, entry(2), 3);
  await before.line.run();
  assert.deepEqual(await waiting(before.store), ["scan-1", "scan-2", "back-3", "scan-4"]);
  before.store.close();
  Object.assign(service, { down: false, onCall: () => { service.down = service.takenBack.length > 0; } });
  const { line, store } = await openLine();
  await line.run();
  assert.deepEqual([line.state, await waiting(store)], ["offline", ["back-3", "scan-4"]]);
  Object.assign(service, { down: false, onCall: () => {} });
  await line.run();
  assert.deepEqual(service.calls, [["scan-1", "scan-2"], "back scan-2", "back scan-2", ["scan-4"]]);
  assert.deepEqual(service.takenBack, [{ id: "scan-2", reason: "test", made_at: "2024-04-16T06:00:00Z" }]);
  const [, , back] = await store.scans(EVENT);
  assert.deepEqual([back.scan.id, back.sent, back.seen], ["back-3", true, true]);
});

test("a take-back of another event goes to that event, and one that another scan stands against is news", async () => {
  service.alsoSeenAt = "2024-04-16T05:00:00Z";
  const { line, store } = await openLine();
  await store.keep(entry(1, "caceres-2024"), entry(3));
  await takeBack(store, entry(1, "caceres-2024"), 2);
  await takeBack(store, entry(3), 4);
  await line.run();
  assert.deepEqual(service.takenBack.map(({ id }) => id), ["scan-3", "scan-1"]);
  assert.match(service.asked.at(-1), /caceres-2024.check-ins.scan-1.withdraw/);
  const back = (await store.scans(EVENT)).at(-1);
  assert.deepEqual([back.seen, back.seenAt], [false, "2024-04-16T05:00:00Z"]);
});

for (const [status, refused] of [[410, "desk_closed"], [422, "not_understood"], [404, undefined]]) {
  test(`a take-back that is answered by ${status} holds nothing up, and where the scan counts still that is said`, async () => {
    service.refuses.takeBack = status;
    const { line, store } = await openLine();
    await store.keep(entry(1), entry(3));
    await takeBack(store, entry(1), 2);
    await line.run();
    assert.deepEqual([service.counted, await waiting(store)], [["scan-1", "scan-3"], []]);
    const [scan, back] = await store.scans(EVENT);
    assert.deepEqual([scan.withdrawn, back.refused, back.seen], [!refused, refused, !refused]);
  });
}

test("a take-back waits while nobody is signed in", async () => {
  service.refuses.takeBack = 401;
  const { line, store } = await openLine();
  await store.keep(entry(1));
  await takeBack(store, entry(1), 2);
  await line.run();
  assert.deepEqual([line.state, await waiting(store)], ["sign_in", ["back-2"]]);
});

test("ten thousand scans that wait for days leave in their order, and none is lost", async () => {
  service.down = true;
  const before = await openLine();
  await before.store.keep(...Array.from({ length: 10_000 }, (_, place) => entry(place)));
  await before.line.run();
  before.store.close();
  service.down = false;
  const { line, store } = await openLine();
  assert.equal(store.waiting, 10_000);
  await line.run();
  assert.deepEqual([service.calls.length, service.counted.length, store.waiting], [20, 10_000, 0]);
  assert.deepEqual(service.calls.flat(), Array.from({ length: 10_000 }, (_, place) => `scan-${place}`));
});

test("many are sent in batches of five hundred", async () => {
  const { line, store } = await openLine();
  await store.keep(...Array.from({ length: 501 }, (_, place) => entry(place)));
  await line.run();
  assert.deepEqual(service.calls.map((ids) => ids.length), [500, 1]);
  assert.equal(service.counted.length, 501);
});

test("a roster that did not change is not fetched again, and scans that were sent before it are in it", async () => {
  const { line, store } = await openLine();
  await store.keep(entry(1));
  await line.run();
  await line.run();
  assert.equal(service.rosters, 2);
  const [kept] = await store.scans(EVENT);
  assert.deepEqual([kept.sent, kept.newer], [true, false]);
});

test("scans survive a service that is away and a device that is started anew, and are counted once", async () => {
  service.down = true;
  const before = await openLine();
  await before.store.keep(entry(1), entry(2));
  await before.line.run();
  assert.equal(before.line.state, "offline");
  assert.deepEqual(await waiting(before.store), ["scan-1", "scan-2"]);
  service.down = false;
  const after = await openLine();
  await after.line.run();
  assert.deepEqual(service.counted, ["scan-1", "scan-2"]);
  assert.deepEqual(await waiting(after.store), []);
});

test("an answer that is lost on its way is asked for again, and nothing is counted twice", async () => {
  const { line, store } = await openLine();
  await store.keep(entry(1));
  service.onCall = () => { service.down = true; };
  await line.run();
  assert.deepEqual([line.state, await waiting(store)], ["offline", ["scan-1"]]);
  Object.assign(service, { down: false, onCall: () => {} });
  await line.run();
  assert.deepEqual(service.calls, [["scan-1"], ["scan-1"]]);
  assert.deepEqual([service.counted, await waiting(store)], [["scan-1"], []]);
});

test("a scan made while others are on their way is sent after them without waiting for the next turn", async () => {
  const { line, store } = await openLine();
  await store.keep(entry(1));
  service.onCall = async () => {
    service.onCall = () => {};
    await store.keep(entry(2));
    line.run();
  };
  await line.run();
  assert.deepEqual(service.calls, [["scan-1"], ["scan-2"]]);
});

test("the network's return counts even while an attempt from before is failing", async () => {
  const { line, store } = await openLine();
  await store.keep(entry(1));
  service.refuses.all = 503;
  service.onCall = () => {
    Object.assign(service, { refuses: {}, onCall: () => {} });
    globalThis.dispatchEvent(new Event("online"));
  };
  await line.run();
  assert.deepEqual([line.state, await waiting(store)], ["online", []]);
});

test("what hangs in a network that is gone ends when the network is back, and is sent once", async () => {
  const { line, store } = await openLine();
  await store.keep(entry(1));
  service.onCall = () => {
    service.onCall = () => {};
    globalThis.dispatchEvent(new Event("online"));
    return new Promise(() => {});
  };
  await line.run();
  assert.deepEqual([line.state, await waiting(store)], ["online", []]);
  assert.deepEqual([service.calls, service.counted], [[["scan-1"], ["scan-1"]], ["scan-1"]]);
});

for (const [status, state] of [[401, "sign_in"], [403, "not_allowed"], [422, "not_understood"], [503, "offline"], [429, "offline"]]) {
  test(`an answer of ${status} leaves the scans where they are and the line ${state}`, async () => {
    service.refuses.all = status;
    const { line, store } = await openLine();
    await store.keep(entry(1));
    await line.run();
    assert.deepEqual([line.state, await waiting(store)], [state, ["scan-1"]]);
  });
}

test("what another event's service refuses waits and disturbs nothing", async () => {
  service.refuses["caceres-2024"] = 403;
  const { line, store } = await openLine();
  await store.keep(entry(1, "caceres-2024"), entry(2));
  await line.run();
  assert.deepEqual([line.state, line.elsewhere], ["online", "not_allowed"]);
  assert.deepEqual([service.counted, await waiting(store)], [["scan-2"], ["scan-1"]]);
});

test("what did not get through for another event is no refusal, and goes with the next attempt", async () => {
  service.refuses["caceres-2024"] = 503;
  const { line, store } = await openLine();
  await store.keep(entry(1, "caceres-2024"));
  await line.run();
  assert.deepEqual([line.state, line.elsewhere], ["online", "offline"]);
  service.refuses = {};
  await line.run();
  assert.deepEqual([line.elsewhere, await waiting(store)], [null, []]);
});

test("a desk that was closed sends what waits, and forgets whom it knew", async () => {
  const { line, store } = await openLine();
  await store.keep(entry(1));
  await line.run();
  service.closed = true;
  await store.keep(entry(2));
  await line.run();
  assert.deepEqual([line.state, service.counted], ["desk_closed", ["scan-1", "scan-2"]]);
  assert.deepEqual([await store.roster(EVENT), await store.scans(EVENT)], [undefined, []]);
});

test("what a desk that was closed for long may not send any more waits where it is", async () => {
  Object.assign(service, { closed: true, refuses: { all: 410 } });
  const { line, store } = await openLine();
  await store.keep(entry(1));
  await line.run();
  assert.deepEqual([line.state, await waiting(store)], ["desk_closed", ["scan-1"]]);
});

test("two tabs of one browser send each scan once", async () => {
  sharedLocks();
  const [one, other] = [await openLine(), await openLine()];
  await one.store.keep(entry(1), entry(2));
  await Promise.all([one.line.run(), other.line.run()]);
  assert.deepEqual(service.calls, [["scan-1", "scan-2"]]);
  assert.deepEqual([await waiting(one.store), await waiting(other.store)], [[], []]);
});

test("in a browser without locks two tabs may send a scan twice, and it counts once", async () => {
  const [one, other] = [await openLine(), await openLine()];
  await one.store.keep(entry(1));
  await Promise.all([one.line.run(), other.line.run()]);
  assert.deepEqual([service.counted, await waiting(one.store)], [["scan-1"], []]);
});

test("results that do not name the scans that were sent are not believed", async () => {
  await network.close();
  network = await serve(() => ({ body: { results: [{ id: "another", outcome: "accepted" }] } }));
  const { line, store } = await openLine();
  await store.keep(entry(1));
  await line.run();
  assert.deepEqual([line.state, await waiting(store)], ["not_understood", ["scan-1"]]);
});

test("the service's clock counts, also after a reload", async () => {
  const { line } = await openLine();
  await line.run();
  assert.equal(line.now().toISOString().slice(0, 16), "2024-04-16T06:00");
  const again = await openLine();
  assert.equal(again.line.now().toISOString().slice(0, 16), "2024-04-16T06:00");
  line.setClock("no time");
  assert.equal(line.now().toISOString().slice(0, 16), "2024-04-16T06:00");
});
