// The time grid's arithmetic: what lies beside what, and where a session comes to lie.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  across,
  bounds,
  clock,
  dayBeside,
  lanes,
  moment,
  movedTo,
  roomBeside,
  said,
  snap,
  step,
  stretchedTo,
} from "../../templates/static/agenda-grid-layout.js";

const session = (key, start, end, room = "") => ({ key, start, end, room, day: "2024-04-16" });

test("minutes snap to five, and a step leaves an odd minute for the next one on the raster", () => {
  assert.deepEqual([snap(547), snap(548), snap(-1)], [545, 550, -0]);
  assert.deepEqual([step(547, 5), step(547, -5), step(545, 5), step(545, -5)], [550, 545, 550, 540]);
});

test("a grid shows a working day, and full hours around what lies outside of it", () => {
  assert.deepEqual(bounds([]), { from: 480, to: 1080 });
  assert.deepEqual(bounds([session("dinner", 1200, 1470), session("bus", 435, 600)]), { from: 420, to: 1500 });
});

test("what runs at the same time lies side by side, what only touches below", () => {
  const laid = lanes([session("a", 540, 600), session("b", 570, 630), session("c", 600, 660), session("d", 660, 720)]);
  assert.deepEqual(laid, {
    a: { lane: 0, of: 2 },
    b: { lane: 1, of: 2 },
    c: { lane: 0, of: 2 },
    d: { lane: 0, of: 1 },
  });
});

test("rooms have columns, and what is in none lies across all of them while nothing else runs", () => {
  const inRoom = (key, start, end, column) => ({ ...session(key, start, end), column });
  const shares = across(
    [
      inRoom("coffee", 600, 630, ""),
      inRoom("hall", 630, 690, "Hall"),
      inRoom("small", 630, 660, "Small"),
      inRoom("twice", 640, 670, "Small"),
      inRoom("tour", 650, 700, ""),
    ],
    ["Hall", "Small", "Cellar"],
  );
  assert.deepEqual(shares, {
    coffee: { from: 0, width: 1 },
    hall: { from: 0, width: 0.25 },
    small: { from: 0.25, width: 0.125 },
    twice: { from: 0.375, width: 0.125 },
    tour: { from: 0.75, width: 0.25 },
  });
});

test("beside the last room there is none, and rooms end where they end", () => {
  const beside = (room, by) => roomBeside(["Hall", "Small"], room, by);
  assert.deepEqual([beside("Hall", 1), beside("Small", 1), beside("", 1), beside("Hall", -1)], [
    "Small",
    "",
    "",
    "Hall",
  ]);
});

test("a room keeps its lane where it can", () => {
  const laid = lanes([
    session("a", 540, 600, "Hall"),
    session("b", 540, 660, "Terrace"),
    session("c", 545, 600, "Library"),
    session("d", 610, 660, "Library"),
  ]);
  assert.deepEqual([laid.b.lane, laid.c.lane, laid.d.lane], [0, 2, 2]);
});

test("no two sessions of one day share a lane at one time", () => {
  let seed = 7;
  const random = (most) => (seed = (seed * 48271) % 2147483647) % most;
  for (let turn = 0; turn < 200; turn += 1) {
    const day = Array.from({ length: 24 }, (_, place) => {
      const start = random(280) * 5;
      return session(String(place), start, start + 5 + random(30) * 5, ["", "Hall", "Terrace"][random(3)]);
    });
    const laid = lanes(day);
    for (const one of day) {
      assert.ok(laid[one.key].lane < laid[one.key].of);
      for (const other of day) {
        if (one === other || one.start >= other.end || other.start >= one.end) continue;
        assert.notEqual(laid[one.key].lane, laid[other.key].lane);
        assert.equal(laid[one.key].of, laid[other.key].of);
      }
    }
  }
});

test("a session moves as long as it is and stays within the day", () => {
  const dinner = session("dinner", 1200, 1470);
  assert.deepEqual(movedTo(dinner, 1230, "2024-04-17"), { ...dinner, day: "2024-04-17", start: 1230, end: 1500 });
  assert.equal(movedTo(dinner, 1600).start, 1435);
  assert.equal(movedTo(dinner, -5).start, 0);
});

test("a session lasts five minutes at least, and into the night only where it did", () => {
  assert.equal(stretchedTo(session("a", 540, 600), 500).end, 545);
  assert.equal(stretchedTo(session("a", 540, 600), 2000).end, 1440);
  assert.equal(stretchedTo(session("a", 1200, 1470), 2000).end, 1470);
});

test("a day beside another one is the last at the ends", () => {
  const days = ["2024-04-16", "2024-04-17", "2024-04-18"];
  assert.deepEqual([dayBeside(days, days[1], 1), dayBeside(days, days[2], 1), dayBeside(days, days[0], -1)], [
    days[2],
    days[2],
    days[0],
  ]);
});

test("minutes beyond midnight are the night's, and the next day's for the service", () => {
  assert.deepEqual([clock(545), clock(1470)], ["09:05", "00:30"]);
  assert.equal(moment("2024-02-28", 1470), "2024-02-29T00:30:00");
  assert.equal(moment("2024-04-16", 545), "2024-04-16T09:05:00");
});

test("a sentence is filled with what there is", () => {
  assert.equal(said("{session}: {day}", { session: "{day}" }), "{day}: {day}");
});
