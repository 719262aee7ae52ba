// The reader's own times stand beside the event's, where the two differ.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage, runScript } from "./browser.js";

process.env.TZ = "Europe/Lisbon";
const line = (from, until) =>
  `<p class="time"><time datetime="${from}">…</time>–<time datetime="${until}">…</time><span class="yours" hidden></span></p>`;
const page = (zone, ...lines) => `<html lang="en"><section data-zone="${zone}" data-yours="where you are:">
  <p class="reader-note" data-text="Beside: {zone}." hidden></p>${lines.join("")}</section>`;
const yours = () => [...document.querySelectorAll(".yours")].map((one) => (one.hidden ? null : one.textContent));
const MORNING = line("2024-04-16T09:15:00+03:00", "2024-04-16T09:45:00+03:00");

test("the reader's time is set beside the event's, with a word of whose it is", async () => {
  openPage(page("Europe/Bucharest", MORNING));
  await runScript("reader_zone.js");
  assert.deepEqual(yours(), ["where you are: 07:15–07:45"]);
  assert.match(document.querySelector(".reader-note").textContent, /^Beside: Western European Summer Time\.$/);
});

test("another day is named", async () => {
  openPage(page("Europe/Bucharest", line("2024-04-17T00:30:00+03:00", "2024-04-17T01:00:00+03:00")));
  await runScript("reader_zone.js");
  assert.deepEqual(yours(), ["where you are: Tue 22:30–23:00"]);
});

test("who lives by the event's clock sees one time, whatever the zone is called", async () => {
  openPage(page("Europe/London", MORNING));
  await runScript("reader_zone.js");
  assert.deepEqual([yours(), document.querySelector(".reader-note").hidden], [[null], true]);
});

test("a page without an agenda is left alone", async () => {
  openPage("<p>Nothing</p>");
  await runScript("reader_zone.js");
  assert.equal(document.body.innerHTML, "<p>Nothing</p>");
});
