// A list that is narrowed as one types.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPage, runScript, serve, until } from "./browser.js";

const PAGE = `
  <form data-live="found" action="/list" method="get"><input type="search" name="q"><select name="status">
    <option value=""></option><option value="pending"></option></select></form>
  <p id="found-number">2 found</p><p id="found-files">all</p><div id="found">Ana, Jan</div>`;
const part = (id) => document.getElementById(id);

function type(word) {
  part("found").dataset.before = word;
  const field = document.querySelector("input");
  field.value = word;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

test("what is found for the last word typed takes the place of the list, and the address says the same", async (t) => {
  openPage(PAGE, { address: "https://events.example.org/list?lang=en" });
  const words = [];
  const server = await serve((request) => {
    const word = new URL(request.url, "http://x").searchParams.get("q");
    words.push(request.url);
    return { body: `<p id="found-number">1 found</p><p id="found-files">${word}</p><div id="found">${word}</div>` };
  });
  t.after(() => server.close());
  await runScript("live-list.js");
  type("D");
  type("Dimitrov");
  await until(() => part("found").textContent === "Dimitrov", "the list is narrowed");
  assert.deepEqual(words, ["/list?q=Dimitrov"]);
  assert.equal(part("found-number").textContent, "1 found");
  assert.equal(part("found-files").textContent, "Dimitrov");
  assert.equal(part("found").hasAttribute("aria-busy"), false);
  assert.equal(document.location.search, "?q=Dimitrov");
});

test("where no answer comes, the form is sent as it is without a script", async (t) => {
  const window = openPage(PAGE, { address: "https://events.example.org/list" });
  const server = await serve(() => ({ status: 401 }));
  t.after(() => server.close());
  let sent = false;
  window.HTMLFormElement.prototype.submit = () => (sent = true);
  await runScript("live-list.js");
  const select = document.querySelector("select");
  select.value = "pending";
  select.dispatchEvent(new Event("input", { bubbles: true }));
  await until(() => sent, "the form is sent");
  assert.equal(part("found").textContent, "Ana, Jan");
});
