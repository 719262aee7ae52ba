// Links that are copied by a button where the browser can.

import assert from "node:assert/strict";
import { test } from "node:test";

import { define, openPage, runScript, until } from "./browser.js";

const PAGE = '<input id="link" value="https://v.eu/b/1"><button data-copy="link" data-copied="Copied" hidden>Copy</button>';
const button = () => document.querySelector("button");

test("the button copies the link and says so", async () => {
  openPage(PAGE);
  const copied = [];
  define("navigator", { clipboard: { writeText: async (text) => copied.push(text) } });
  await runScript("copy-link.js");
  assert.equal(button().hidden, false);
  button().click();
  await until(() => button().textContent === "Copied", "the button says so");
  assert.deepEqual(copied, ["https://v.eu/b/1"]);
});

test("without a clipboard there is no button, and the link is selected at once", async () => {
  openPage(PAGE);
  await runScript("copy-link.js");
  assert.equal(button().hidden, true);
  const field = document.getElementById("link");
  field.focus();
  assert.deepEqual([field.selectionStart, field.selectionEnd], [0, field.value.length]);
});
