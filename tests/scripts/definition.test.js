// The page of a definition: a fault leads to its line, and what is not saved is not lost by leaving.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { openPage, runScript } from "./browser.js";

const PAGE = `<a data-line="3" href="#definition">line 3</a><a data-line="9" href="#definition">line 9</a>
  <form><textarea id="definition">key: one\ntitle: Ü\ndays: [2024-04-16]\n</textarea></form>`;
let window, text;

function leave() {
  const leaving = new window.Event("beforeunload", { cancelable: true });
  window.dispatchEvent(leaving);
  return !leaving.defaultPrevented;
}

beforeEach(async () => {
  window = openPage(PAGE);
  text = document.getElementById("definition");
  text.scrollIntoView = () => {};
  await runScript("definition.js");
});

test("a fault's link marks its line", () => {
  document.querySelector("[data-line='3']").click();
  assert.equal(text.value.slice(text.selectionStart, text.selectionEnd), "days: [2024-04-16]");
  assert.equal(document.activeElement, text);
});

test("a line beyond the text marks nothing", () => {
  document.querySelector("[data-line='9']").click();
  assert.equal(text.selectionStart, text.selectionEnd);
});

test("whoever changed nothing may leave, and so may who sends", () => {
  assert.equal(leave(), true);
  text.dispatchEvent(new window.Event("input"));
  assert.equal(leave(), false);
  text.form.dispatchEvent(new window.Event("submit", { cancelable: true }));
  assert.equal(leave(), true);
});

test("a page without a definition is left alone", async () => {
  window = openPage("<p>Nothing</p>");
  await runScript("definition.js");
  assert.equal(leave(), true);
});
