// What the codes in a picture mean at the door: one badge, several, somebody else's code, or nothing new.

import assert from "node:assert/strict";
import test from "node:test";

import { badgeReader } from "../../templates/static/badge-reading.js";
import { kindOf, Sight } from "../../templates/static/camera-codes.js";
import { read } from "./folding.js";

const HOST = "events.example.org";
const known = {
  read: badgeReader(read("../../templates/static/keyboards.json")),
  isKnown: (code) => code === "CODE000001",
  host: HOST,
};
const SIZE = { width: 640, height: 480 };
const MIDDLE = { x: 320, y: 240 };
const judged = (text) => kindOf(text, known);
const code = (text, place = MIDDLE) => ({ text, ...place });
const badge = (number, place) => code(`HTTPS://EVENTS.EXAMPLE.ORG/B/CODE00000${number}`, place);

for (const [says, text, kind] of [
  ["a badge of this service", `https://${HOST}/b/CODE000009`, { kind: "badge" }],
  ["a bare code", "CODE000009", { kind: "badge" }],
  ["a badge on the roster, printed under an older address", "https://old.example.org/b/code000001", { kind: "badge" }],
  ["a badge of a service elsewhere", "HTTPS://OTHER.EXAMPLE.ORG/B/CODE000009", { kind: "address", host: "other.example.org" }],
  ["a page of somebody's", "https://shop.example.org/menu", { kind: "address", host: "shop.example.org" }],
  ["a wireless network", "WIFI:S:Guest;T:WPA;P:secret;;", { kind: "wifi" }],
  ["a contact card", "BEGIN:VCARD\nN:Silva;Ana\nEND:VCARD", { kind: "contact" }],
  ["a payment", "BCD\n002\n1\nSCT", { kind: "payment" }],
  ["a ticket of another system", "b2v7kq9xw3m5n8p4r6t1z0y2a", { kind: "other" }],
]) {
  test(`${says} is told to be one`, () => assert.deepEqual(judged(text), kind));
}

/** Look at one picture after the other, each with its time in milliseconds. */
function looked(...pictures) {
  const sight = new Sight();
  return pictures.map(([now, ...codes]) => sight.look(codes, SIZE, now, judged)?.text?.slice(-10) ?? null);
}

test("a badge held before the camera is answered once, the next one at once", () => {
  const answers = looked([0, badge(1)], [100, badge(1)], [3000, badge(1)], [3200, badge(2)], [3300, badge(1)]);
  assert.deepEqual(answers, ["CODE000001", null, null, "CODE000002", null]);
});

test("a badge that went away and came back is answered again", () => {
  assert.deepEqual(looked([0, badge(1)], [2000], [4000, badge(1)]), ["CODE000001", null, "CODE000001"]);
});

test("a code read half is nothing", () => assert.deepEqual(looked([0, code("")], [100, code("  ")], [200]), [null, null, null]));

test("of several badges the one clearly in the middle is taken", () => {
  assert.deepEqual(looked([0, badge(1, { x: 600, y: 100 }), badge(2)]), ["CODE000002"]);
});

test("a badge with other codes on it is taken for the badge", () => {
  assert.deepEqual(looked([0, code("WIFI:S:Guest;;"), badge(1, { x: 600, y: 440 })]), ["CODE000001"]);
});

test("several badges side by side are told of once they stay", () => {
  const sight = new Sight();
  const two = [badge(1, { x: 300, y: 240 }), badge(2, { x: 340, y: 240 })];
  const said = [0, 500, 600, 700].map((now) => sight.look(two, SIZE, now, judged));
  assert.deepEqual(said, [null, null, { kind: "several" }, null]);
  assert.equal(sight.look([two[0]], SIZE, 800, judged).kind, "badge");
});

test("whose code it is comes with what was read", () => {
  const seen = new Sight().look([code("https://shop.example.org/menu")], SIZE, 0, judged);
  assert.deepEqual(seen, { text: "https://shop.example.org/menu", kind: "address", host: "shop.example.org" });
});
