// The desk's service worker: the page comes from the network while there is one, and from the device when there is none.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { runInNewContext } from "node:vm";

const ORIGIN = "https://events.example.org";
const DESK = `${ORIGIN}/organise/events/oven-2024/check-in`;
const source = readFileSync(new URL("../../templates/static/check-in-worker.js", import.meta.url), "utf8");
let worker, kept, network, asked;

/** A worker of its own: what it listens to, with its caches, its network, and a clock that runs out at once. */
function start() {
  const heard = {};
  const scope = {
    self: { addEventListener: (name, work) => { heard[name] = work; }, location: { origin: ORIGIN } },
    caches: { match: async (request) => kept[typeof request === "string" ? request : new URL(request.url).pathname] },
    fetch: (request) => {
      asked.push(request.url);
      return network(request);
    },
    setTimeout: (work) => setImmediate(work),
    URL,
  };
  runInNewContext(source, scope);
  return heard;
}

/** Give the answer of the worker, or null where it leaves the request to the browser. */
async function answered(url, { method = "GET", mode = "navigate" } = {}) {
  let given = null;
  worker.fetch({ request: { url, method, mode }, respondWith: (answer) => { given = answer; } });
  return given;
}

beforeEach(() => {
  [kept, asked, network] = [{}, [], async () => ({ status: 200, from: "network" })];
  worker = start();
});

test("the page comes from the network while there is one", async () => {
  kept["/organise/events/oven-2024/check-in"] = { from: "device" };
  assert.equal((await answered(DESK)).from, "network");
});

for (const [says, work] of [
  ["away", () => Promise.reject(new TypeError("no network"))],
  ["too slow", () => new Promise(() => {})],
  ["unwell", async () => ({ status: 503, from: "network" })],
]) {
  test(`where the service is ${says} the device gives the page that it keeps`, async () => {
    kept["/organise/events/oven-2024/check-in"] = { from: "device" };
    network = work;
    assert.equal((await answered(DESK)).from, "device");
  });
}

test("a device that keeps nothing gives what the network says, its failure too", async () => {
  network = async () => ({ status: 503, from: "network" });
  assert.equal((await answered(DESK)).status, 503);
  network = () => Promise.reject(new TypeError("no network"));
  await assert.rejects(answered(DESK), TypeError);
});

test("a refusal is the service's word, not the device's", async () => {
  kept["/organise/events/oven-2024/check-in"] = { from: "device" };
  network = async () => ({ status: 403, from: "network" });
  assert.equal((await answered(DESK)).status, 403);
});

test("the camera's worker is the newest there is, else the one that the device keeps", async () => {
  kept["/organise/camera-worker.js"] = { from: "device" };
  const address = `${ORIGIN}/organise/camera-worker.js`;
  assert.equal((await answered(address, { mode: "same-origin" })).from, "network");
  network = () => Promise.reject(new TypeError("no network"));
  assert.equal((await answered(address, { mode: "same-origin" })).from, "device");
});

test("files that the device keeps are not asked for again", async () => {
  kept["/static/service.css"] = { from: "device" };
  assert.equal((await answered(`${ORIGIN}/static/service.css?v=1`, { mode: "no-cors" })).from, "device");
  assert.equal((await answered(`${ORIGIN}/static/other.css`, { mode: "no-cors" })).from, "network");
  assert.deepEqual(asked, [`${ORIGIN}/static/other.css`]);
});

test("everything else is left to the browser", async () => {
  assert.equal(await answered(`${ORIGIN}/organise/events/oven-2024/registrations`), null);
  assert.equal(await answered(DESK, { method: "POST" }), null);
  assert.equal(await answered(DESK, { mode: "cors" }), null);
  assert.equal(await answered("https://elsewhere.example.org/static/a.js", { mode: "no-cors" }), null);
});
