// News from other desks: what the stream says is passed on, and who loses it learns that.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { arrivalsOf } from "../../templates/static/check-in-decide.js";
import { News } from "../../templates/static/check-in-live.js";
import { define } from "./browser.js";

const opened = [];
class Stream {
  static CLOSED = 2;

  constructor(address) {
    Object.assign(this, { address, readyState: 1 });
    opened.push(this);
  }
}

afterEach(() => define("EventSource", undefined));

test("a stream tells who was seen, and when it opens and is lost", () => {
  define("EventSource", Stream);
  const said = [];
  new News("/live", { onSeen: (seen) => said.push(seen), onTurn: (isOpen) => said.push(isOpen) }).open();
  const stream = opened.at(-1);
  stream.onopen();
  stream.onmessage({ data: "{\"seen\":[{\"registration\":\"p\"}],\"desks\":[]}" });
  stream.onerror();
  assert.deepEqual([stream.address, said], ["/live", [true, [{ registration: "p" }], false]]);
});

test("a stream that is refused is asked for again after a while", (context) => {
  define("EventSource", Stream);
  context.mock.timers.enable({ apis: ["setTimeout"] });
  new News("/live", { onSeen: () => {}, onTurn: () => {} }).open();
  const before = opened.length;
  opened.at(-1).readyState = Stream.CLOSED;
  opened.at(-1).onerror();
  context.mock.timers.tick(60_000);
  assert.equal(opened.length, before + 1);
});

test("a browser without streams opens none", () => {
  const before = opened.length;
  new News("/live", { onSeen: () => {}, onTurn: () => {} }).open();
  assert.equal(opened.length, before);
});

test("what was heard since the roster was asked for counts, and a scan of one's own after it", () => {
  const roster = { registrations: [{ id: "p", badge_code: "P", checked_in: ["day"] }, { id: "q", badge_code: "Q", checked_in: [] }] };
  const heard = new Map([["p day", { present: false, at: 5 }], ["q day", { present: true, at: 5 }], ["q visit", { present: true, at: 3 }]]);
  const arrivals = (...scans) => [...arrivalsOf(roster, scans, ["accepted"], { heard, since: 4 })].sort();
  assert.deepEqual(arrivals(), ["q day"]);
  assert.deepEqual(arrivals({ scan: { badge_code: "P", checkpoint: "day" }, outcome: "accepted", newer: true }), ["p day", "q day"]);
});
