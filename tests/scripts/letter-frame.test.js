// The frame of a mail is as high as the mail.

import assert from "node:assert/strict";
import { test } from "node:test";

import { define, openPage, runScript } from "./browser.js";

test("a frame takes the height of its letter, again when it is loaded or made narrower", async () => {
  openPage('<iframe class="letter"></iframe>');
  const frame = document.querySelector("iframe");
  let seen, high = 100.2;
  define("ResizeObserver", class { constructor(measure) { seen = measure; } observe() {} });
  await runScript("letter-frame.js");
  assert.equal(frame.style.blockSize, "");
  const { body } = frame.contentDocument;
  body.innerHTML = "<p>Dear Ana</p>";
  body.getBoundingClientRect = () => ({ height: high });
  frame.dispatchEvent(new Event("load"));
  assert.equal(frame.style.blockSize, "101px");
  high = 240;
  seen();
  assert.equal(frame.style.blockSize, "240px");
});
