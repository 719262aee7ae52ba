// What is asked of the service: told when it was in vain, and begun anew with the network.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { alone, ask, whenBack } from "../../templates/static/device-line.js";
import { define, openPage, serve } from "./browser.js";

let server;

beforeEach(() => openPage(""));
afterEach(() => server?.close());

test("what is asked comes as the service answers it", async () => {
  server = await serve((request, text) => ({ status: 201, body: { method: request.method, text } }));
  const answer = await ask("/marks", { method: "POST", body: "one" });
  assert.deepEqual([answer.status, await answer.json()], [201, { method: "POST", text: "one" }]);
});

test("with the network's return what hung has failed before anything is asked again", async () => {
  const told = [];
  server = await serve(() => new Promise(() => {}));
  const hanging = ask("/roster").catch((error) => told.push(error.name));
  whenBack(() => told.push("again"));
  globalThis.dispatchEvent(new Event("online"));
  await hanging;
  assert.deepEqual(told.sort(), ["AbortError", "again"]);
  await server.close();
  server = await serve(() => ({ body: "here" }));
  assert.equal(await (await ask("/roster")).text(), "here");
});

test("where a browser has no locks, work is done all the same", async () => {
  define("navigator", {});
  assert.equal(await alone("sending", async () => "done"), "done");
});

test("the name of the work is the lock's", async () => {
  const names = [];
  define("navigator", { locks: { request: (name, work) => names.push(name) && work() } });
  await alone("sending", async () => {});
  assert.deepEqual(names, ["sending"]);
});
