// The preview of a mail follows what is typed, once, after a pause.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { define, openPage, runScript } from "./browser.js";

test("a mail is shown at once and again after a pause in typing, in a new frame each time", async () => {
  define("ResizeObserver", class { observe() {} });
  openPage('<form data-mail><textarea></textarea><button data-show>Show</button><iframe class="letter" name="shown"></iframe></form>');
  mock.timers.enable({ apis: ["setTimeout"] });
  const form = document.querySelector("form");
  const shown = [];
  form.requestSubmit = (button) => shown.push(button);
  const button = form.querySelector("button");
  await runScript("mail-preview.js");
  assert.deepEqual(shown, [button]);
  assert.ok(button.hidden);
  const first = form.querySelector("iframe");
  for (const letter of "Bus") {
    form.querySelector("textarea").value += letter;
    form.dispatchEvent(new Event("input", { bubbles: true }));
    mock.timers.tick(200);
  }
  assert.equal(shown.length, 1);
  mock.timers.tick(350);
  assert.equal(shown.length, 2);
  const second = form.querySelector("iframe");
  assert.notEqual(second, first);
  assert.equal(second.name, "shown");
  assert.equal(form.querySelectorAll("iframe").length, 1);
  mock.timers.reset();
});
