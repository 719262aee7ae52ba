// The desk decides as the service does: the cases of tests/checkin/decided.json, and what follows from its answers.

import assert from "node:assert/strict";
import test from "node:test";

import { arrivalsOf, decide, isLeftOver, settled, unexpectedBy, whyOtherwise } from "../../templates/static/check-in-decide.js";
import { read } from "./folding.js";

const cases = read("../checkin/decided.json");
const checkpoints = [
  { key: "2024-04-16", day: "2024-04-16" },
  { key: "2024-04-17", day: "2024-04-17" },
  { key: "visit", day: "2024-04-17" },
];
const SAW = ["accepted", "already_checked_in"];

for (const { says, holder, at, there, let_in_because, outcome, on_the_device } of cases.scans) {
  test(says, () => {
    const isOurs = holder && !holder.event;
    const person = { id: "p", badge_code: "CODE", status: holder?.status, checked_in: there };
    const roster = { checkpoints, registrations: isOurs ? [person] : [] };
    const decided = decide(roster, arrivalsOf(roster, [], SAW), "CODE", at, let_in_because);
    assert.equal(decided, on_the_device ?? outcome);
  });
}

for (const { says, at, chosen_on, today, is_left_over } of cases.left_over) {
  test(says, () => assert.equal(isLeftOver({ checkpoints }, at, chosen_on, today), is_left_over));
}

const person = { id: "p", badge_code: "CODE", checked_in: [] };
const scanned = (changes) => ({ scan: { badge_code: "CODE", checkpoint: "visit" }, outcome: "accepted", newer: true, ...changes });
const arrivals = (changes) => [...arrivalsOf({ registrations: [person] }, [scanned(changes)], SAW)];

test("who was scanned since the roster came is here", () => assert.deepEqual(arrivals({}), ["p visit"]));
test("the service's word counts before the device's", () => {
  assert.deepEqual(arrivals({ server: "cancelled" }), []);
  assert.deepEqual(arrivals({ outcome: "unknown_badge", server: "already_checked_in" }), ["p visit"]);
});
test("what the roster knows is not counted from scans", () => assert.deepEqual(arrivals({ newer: false }), []));
test("who is taken back is here no more, unless another scan of this device saw them or they come again", () => {
  const back = { ...scanned({ outcome: "taken_back" }), takesBack: "one" };
  const here = { ...person, checked_in: ["visit"] };
  const left = (...scans) => [...arrivalsOf({ registrations: [here] }, scans, SAW)];
  const taken = scanned({ withdrawn: true, newer: false });
  assert.deepEqual(left(taken, back), []);
  assert.deepEqual(left(taken, { ...back, newer: false }), ["p visit"]); // the roster is younger, and knows better
  assert.deepEqual(left(taken, scanned({ outcome: "already_checked_in", newer: false }), back), ["p visit"]);
  assert.deepEqual(left(taken, back, scanned({})), ["p visit"]);
});
test("a badge of nobody makes nobody present", () => {
  assert.deepEqual([...arrivalsOf({ registrations: [] }, [scanned({})], SAW)], []);
});

test("who has no place at a session or on a day is not expected there", () => {
  const comes = (expected_at, status = "confirmed") => ({ status, expected_at });
  assert.equal(unexpectedBy({ checkpoints }, comes(["2024-04-17"]), "visit"), "session");
  assert.equal(unexpectedBy({ checkpoints }, comes([]), "visit"), "day");
  assert.equal(unexpectedBy({ checkpoints }, comes(["visit"]), "visit"), null);
  assert.equal(unexpectedBy({ checkpoints }, comes([], "waitlisted"), "visit"), null);
  assert.equal(unexpectedBy({ checkpoints }, comes([]), "nowhere"), null);
  assert.equal(unexpectedBy({ checkpoints: [checkpoints[2]] }, comes([]), "visit"), "session"); // one session's desk
});

const entry = { outcome: "accepted", online: true, name: "Ana", status: "confirmed" };
const answered = (outcome, changes = {}, result = {}) => settled({ ...entry, ...changes }, { outcome, ...result });

test("what the service says as well is no news", () => {
  assert.equal(answered("accepted").seen, true);
  assert.equal(answered("wrong_event", { outcome: "unknown_badge" }).seen, true);
});
test("of a scan that was taken back nothing is news any more", () => {
  assert.equal(answered("already_checked_in", { withdrawn: true }).seen, true);
});
test("what the service says otherwise is news, with its reason", () => {
  const reasons = [
    ["a_moment_before", answered("already_checked_in")],
    ["while_offline", answered("already_checked_in", { online: false })],
    ["came_before", answered("accepted", {}, { status: "cancelled" })],
    ["not_on_the_list_yet", answered("accepted", { outcome: "unknown_badge" })],
    ["given_up", answered("cancelled")],
    ["conflict", answered("conflict")],
    ["invalid", answered("invalid")],
    ["otherwise", answered("unknown_checkpoint")],
  ];
  for (const [reason, one] of reasons) {
    assert.deepEqual([one.sent, one.seen, whyOtherwise(one)], [true, false, reason]);
  }
});
test("the service's name and status stand before the device's", () => {
  const one = answered("accepted", {}, { name: "Ana Silva", status: "waitlisted" });
  assert.deepEqual([one.name, one.status], ["Ana Silva", "waitlisted"]);
  assert.deepEqual([answered("conflict").name, answered("conflict").status], ["Ana", "confirmed"]);
});
