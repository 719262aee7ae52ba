// A screen in a room that asks for itself anew.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { define, openPage, runScript, until } from "./browser.js";

const page = (code, more = "") =>
  `<div id="room-screen" data-again="0.02" ${more}><p id="room-lost" hidden></p><div id="room-now">${code}</div>
   <button id="room-full" hidden></button></div>`;
const shown = () => document.getElementById("room-now").textContent;
const lost = () => !document.getElementById("room-lost").hidden;
const real = globalThis.setInterval;
let timers = [];
globalThis.setInterval = (...given) => timers[timers.push(real(...given)) - 1];

afterEach(() => {
  timers.forEach(clearInterval);
  timers = [];
});

test("the next code takes the place of the one before, and a lost network is said until it is back", async () => {
  openPage(page("first"));
  let answer = async () => ({ ok: true, text: async () => page("second") });
  define("fetch", (...asked) => answer(...asked));
  await runScript("room-screen.js");
  await until(() => shown() === "second", "the second code");
  assert.equal(lost(), false);
  answer = async () => {
    throw new TypeError("no network");
  };
  await until(lost, "that the network is gone");
  assert.equal(shown(), "second");
  answer = async () => ({ ok: false, statusText: "Unauthorized" });
  await until(lost, "that who reads was signed out");
  answer = async () => ({ ok: true, text: async () => page("third") });
  await until(() => shown() === "third" && !lost(), "the third code");
});

test("what is told at once is shown at once, and the display stays on", async () => {
  openPage(page("first", 'data-live="/wall/x/live"').replace("0.02", "60"));
  const told = new window.EventTarget();
  let awake = 0;
  let opened;
  define("EventSource", function (address) {
    opened = address;
    return told;
  });
  Object.defineProperty(document, "visibilityState", { value: "visible" });
  define("navigator", { wakeLock: { request: async () => (awake += 1) } });
  define("fetch", async () => ({ ok: true, text: async () => page("second") }));
  await runScript("room-screen.js");
  assert.deepEqual([opened, awake], ["/wall/x/live", 1]);
  told.dispatchEvent(new Event("message"));
  await until(() => shown() === "second", "what was told");
});
