// What scanners and people type: the cases of tests/checkin/test_reading.py, and the keys themselves.

import assert from "node:assert/strict";
import test from "node:test";

import { badgeReader, codeOf, PressedKeys } from "../../templates/static/badge-reading.js";
import { read } from "./folding.js";

const cases = read("../checkin/badges-read.json");
const readBadge = badgeReader(read("../../templates/static/keyboards.json"));

for (const [typed, code] of cases.badges) {
  test(`${JSON.stringify(typed)} is the badge ${code}`, () => {
    const { codes, isLegible } = readBadge(typed);
    assert.deepEqual({ codes, isLegible }, { codes: [code], isLegible: true });
  });
}

for (const [typed, code, keyboard] of cases.other_keyboards) {
  test(`a scanner on a keyboard that is ${keyboard} is understood`, () => {
    const { codes, isLegible } = readBadge(typed);
    assert.deepEqual([codes.includes(code), isLegible], [true, false]);
  });
}

for (const typed of cases.illegible) {
  test(`${JSON.stringify(typed)} is no badge`, () => {
    const { text, isLegible } = readBadge(typed);
    assert.deepEqual({ text, isLegible }, { text: typed.toUpperCase(), isLegible: false });
  });
}

/** Give the keys that a scanner presses for an address, as a browser names them. */
function press(address) {
  const named = { ":": "Semicolon", "/": "Slash", ".": "Period", "-": "Minus" };
  const keys = new PressedKeys();
  for (const sign of address) {
    keys.press({ code: "ShiftLeft", key: "Shift" });
    keys.press({ code: named[sign] ?? (/\d/.test(sign) ? `Digit${sign}` : `Key${sign}`), key: "?" });
  }
  return keys;
}

const roster = { registrations: [{ badge_code: "W7K4QYS26M" }] };
const garbled = "ΗΤΤΠΣ//Ω/Β/Σ7Κ4:ΥΣ26Μ"; // Greek letters for W and S are one

test("where the letters typed are ambiguous the keys tell the badge", () => {
  assert.equal(codeOf(readBadge, roster, garbled, ""), garbled);
  assert.equal(codeOf(readBadge, roster, garbled, press("HTTPS://V.EU/B/W7K4QYS26M").take()), "W7K4QYS26M");
});

test("somebody unknown to the device is sent by the keys where the text is no code", () => {
  const keys = press("HTTPS://V.EU/B/W7K4QYS26M").take();
  assert.equal(codeOf(readBadge, { registrations: [] }, garbled, keys), "W7K4QYS26M");
  assert.equal(codeOf(readBadge, { registrations: [] }, "W7K4QZS26M", press("W7K4QYS26M").take()), "W7K4QZS26M");
});

test("keys that were taken or deleted are gone", () => {
  const keys = press("AB");
  keys.press({ code: "Backspace", key: "Backspace" });
  keys.press({ code: "Enter", key: "Enter" });
  assert.deepEqual([keys.take(), keys.take()], ["A", ""]);
});

test("of a long text the end is sent", () => {
  assert.equal(codeOf(readBadge, roster, `${"x".repeat(400)} end`, "").length, 200);
});
