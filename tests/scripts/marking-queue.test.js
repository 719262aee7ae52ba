// What was typed is sent in its order, noted once, and lost neither without the network nor with the page.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { newId, openQueue } from "../../templates/static/marking-queue.js";
import { define, emptyStore, openPage, serve, until } from "./browser.js";

const ADDRESS = "/api/v1/events/";
const mark = (number) => ({ registration: `p${number}`, checkpoint: "2024-04-16", evidence: "online", stands: true, reason: "" });
const noted = (marks) => ({ body: { results: marks.map(({ id }) => ({ id, outcome: "noted" })) } });

let server;
let sent;

/** Serve by a function of the marks that came, after they were written down. */
async function answering(answer) {
  await server?.close();
  server = await serve((request, text) => {
    const { marks } = JSON.parse(text);
    sent.push({ path: request.url, marks });
    return answer(marks, request);
  });
}

beforeEach(() => {
  openPage("");
  emptyStore();
  sent = [];
});

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const people = () => sent.flatMap(({ marks }) => marks.map(({ registration }) => registration));

test("marks are sent in the order in which they were typed", async () => {
  await answering(noted);
  const queue = await openQueue(ADDRESS, () => {});
  const numbers = Array.from({ length: 30 }, (_, number) => number);
  for (const number of numbers) await queue.add("harghita-2024", [mark(number)]);
  await queue.run();
  assert.deepEqual(people(), numbers.map((number) => `p${number}`));
  assert.deepEqual([queue.state, queue.waiting], ["saved", 0]);
  assert.equal(sent[0].path, "/api/v1/events/harghita-2024/attendance/marks");
});

test("what hangs in a network that is gone ends when the network is back", async () => {
  let calls = 0;
  await answering((marks) => {
    calls += 1;
    if (calls > 1) return noted(marks);
    globalThis.dispatchEvent(new Event("online"));
    return new Promise(() => {});
  });
  const queue = await openQueue(ADDRESS, () => {});
  await queue.add("harghita-2024", [mark(1)]);
  await queue.run();
  assert.deepEqual([queue.state, queue.waiting, people()], ["saved", 0, ["p1", "p1"]]);
});

test("a mark whose answer was lost is sent again under the same id", async () => {
  let calls = 0;
  await answering((marks) => ((calls += 1) === 1 ? { status: "hang up" } : noted(marks)));
  const queue = await openQueue(ADDRESS, () => {});
  await queue.add("harghita-2024", [mark(1)]);
  await queue.run();
  assert.deepEqual([queue.state, queue.waiting], ["waiting", 1]);
  await queue.run();
  assert.deepEqual([queue.state, queue.waiting], ["saved", 0]);
  assert.equal(new Set(sent.map(({ marks }) => marks[0].id)).size, 1);
});

test("what waits is there when the page is opened again", async () => {
  await answering(() => ({ status: 503 }));
  const queue = await openQueue(ADDRESS, () => {});
  await queue.add("harghita-2024", [mark(1), mark(2)]);
  await queue.run();
  queue.store.database.close();
  await answering(noted);
  const again = await openQueue(ADDRESS, () => {});
  const waiting = await again.unsent("harghita-2024");
  assert.deepEqual(waiting.map(({ registration }) => registration), ["p1", "p2"]);
  assert.deepEqual(await again.unsent("haskovo-2023"), []);
  await again.run();
  assert.deepEqual(await again.unsent("harghita-2024"), []);
});

test("who is signed out or may not mark is told so, and loses nothing; another event's marks get through", async () => {
  await answering((marks, request) => (request.url.includes("haskovo") ? { status: 401 } : noted(marks)));
  const queue = await openQueue(ADDRESS, () => {});
  await queue.add("haskovo-2023", [mark(1)]);
  await queue.add("harghita-2024", [mark(2)]);
  await queue.run();
  assert.deepEqual([queue.state, queue.waiting], ["sign_in", 1]);
  for (const [status, state] of [[403, "not_allowed"], [422, "not_understood"], [429, "waiting"]]) {
    await answering(() => ({ status }));
    await queue.run();
    assert.deepEqual([queue.state, queue.waiting], [state, 1]);
  }
});

test("a mark that could not be noted is told of, and keeps no other back", async () => {
  await answering((marks) => ({ body: { results: marks.map(({ id }, place) => ({ id, outcome: place ? "noted" : "elsewhere" })) } }));
  const queue = await openQueue(ADDRESS, () => {});
  await queue.add("harghita-2024", [mark(1), mark(2)]);
  await queue.run();
  assert.deepEqual([queue.state, queue.waiting], ["refused", 0]);
});

test("an answer that is none of ours settles nothing", async () => {
  await answering(() => ({ body: { results: [] } }));
  const queue = await openQueue(ADDRESS, () => {});
  await queue.add("harghita-2024", [mark(1)]);
  await queue.run();
  assert.deepEqual([queue.state, queue.waiting], ["not_understood", 1]);
});

test("where the browser keeps nothing, marks are held by the page and sent all the same", async () => {
  define("indexedDB", { open: () => { throw new Error("no store here"); } });
  await answering(noted);
  const states = [];
  const queue = await openQueue(ADDRESS, ({ state }) => states.push(state));
  assert.equal(queue.kept, false);
  await queue.add("harghita-2024", [mark(1)]);
  await until(() => queue.state === "saved", "the mark is sent by itself");
  assert.deepEqual(people(), ["p1"]);
  assert.deepEqual(states, ["sending", "saved"]);
});

test("an id is a random UUID", () => {
  assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(newId(), newId());
});
