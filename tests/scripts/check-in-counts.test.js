// The device counts as the service does: the people of tests/checkin/counted.json; and who the roster does not know yet.

import assert from "node:assert/strict";
import { test } from "node:test";

import { countsOf } from "../../templates/static/check-in-counts.js";
import { read } from "./folding.js";

const DAY = "2024-04-16";
const cases = read("../checkin/counted.json");
const named = { categories: ["lead_partner", "stakeholder", "expert", "press"], here: "This desk", elsewhere: "Other desks" };
const registrations = cases.people.map(({ category, expected, seen_by }, place) => ({
  id: `p${place}`, badge_code: `CODE${place}`, category, expected_at: expected ? [DAY] : ["2024-04-17"],
  seen_first_by: seen_by.length > 0 ? { [DAY]: seen_by[0] } : {},
}));
const here = registrations.filter((person) => DAY in person.seen_first_by).map(({ id }) => `${id} ${DAY}`);
const count = (arrivals, scans = []) => countsOf({ roster: { registrations }, arrivals: new Set(arrivals), scans, checkpoint: DAY }, named);

test("each is counted where they belong, and first seen", () => {
  const { byCategory, byDesk, ...all } = count(here);
  assert.deepEqual([byCategory, byDesk, all], [cases.by_category, cases.by_desk, cases.all]);
});

test("who came since the roster did was seen by this desk where it scanned them, else by another", () => {
  const scans = [{ scan: { badge_code: "CODE0", checkpoint: DAY } }, { scan: { badge_code: "CODE5", checkpoint: "2024-04-17" } }];
  const counts = count([...here, `p0 ${DAY}`, `p5 ${DAY}`], scans);
  assert.deepEqual(counts.byDesk, [["Entrance B", 2], ["Entrance A", 1], ["Other desks", 1], ["This desk", 1]]);
  assert.equal(counts.missing, 0);
});

test("who was taken back is not here, whatever the roster says", () => {
  assert.deepEqual(count([]).byDesk, []);
  assert.deepEqual(count([]).missing, 4);
});
