// Who walks in: the codes of their badges, and how the desk knows them before the service does.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { openPage } from "./browser.js";

const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
let walkIns;

before(async () => {
  openPage('<div id="desk" data-zone="Europe/Bucharest"></div><script type="application/json" id="desk-words">{"walk_in": {"no_photos": "No photos"}}</script>');
  walkIns = await import("../../templates/static/check-in-walk-in.js");
});

test("codes have all letters alike, and none comes twice", () => {
  const codes = Array.from({ length: 3000 }, () => walkIns.makeCode(LETTERS, 10));
  assert.equal(new Set(codes).size, 3000);
  const counts = new Map([...LETTERS].map((letter) => [letter, 0]));
  for (const letter of codes.join("")) counts.set(letter, counts.get(letter) + 1);
  assert.ok(Math.min(...counts.values()) > 780 && Math.max(...counts.values()) < 1160, JSON.stringify([...counts]));
});

test("who walked in is on the desk's list until the service has them on its own", () => {
  const scan = { id: "s1", badge_code: "ABCDEFGH23", checkpoint: "visit", scanned_at: "2024-04-16T21:30:00Z" };
  const entry = { scan, walkIn: { first_name: "Ana", last_name: "Ruiz", organisation: "Junta", category: "expert", photos: false } };
  const roster = { registrations: [] };
  const [person] = walkIns.withWalkIns(roster, [entry]).registrations;
  assert.deepEqual([person.id, person.name, person.notes], ["s1", "Ana Ruiz", ["No photos"]]);
  assert.deepEqual([person.status, person.expected_at], ["confirmed", ["visit", "2024-04-17"]]);
  assert.equal(walkIns.withWalkIns(roster, [{ ...entry, refused: "Taken" }, { scan }]), roster);
  const known = { registrations: [{ badge_code: "ABCDEFGH23" }] };
  assert.equal(walkIns.withWalkIns(known, [entry]), known);
});
