// What every page does: its language menu closes as menus do, and no form is sent twice.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { openPage, runScript } from "./browser.js";

const PAGE = `
  <a href="#before" id="before">before</a>
  <details class="languages" open><summary tabindex="0">EN</summary><a href="#bg" id="bg">Български</a></details>
  <form id="plain" method="post"><button aria-hidden="true" id="unseen"></button>
    <p class="actions"><button id="send">Send</button></p></form>
  <form id="sought" method="get"><button>Find</button></form>
  <form id="file" method="post" data-file><button>Export</button></form>`;
let window, find;

/** Submit a form as a browser does; true where the page would be left. */
function submit(form, submitter) {
  return find(form).dispatchEvent(new window.SubmitEvent("submit", { bubbles: true, cancelable: true, submitter }));
}

const busy = () => [...document.querySelectorAll("[aria-busy=true]")].map((one) => one.id);
const menu = () => document.querySelector("details");

beforeEach(async () => {
  window = openPage(PAGE);
  find = (id) => document.getElementById(id);
  await runScript("page.js");
});

test("Escape closes the menu and gives the focus back", () => {
  find("bg").focus();
  find("bg").dispatchEvent(new window.KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  assert.equal(menu().open, false);
  assert.equal(document.activeElement, document.querySelector("summary"));
});

test("another key leaves the menu open", () => {
  find("bg").dispatchEvent(new window.KeyboardEvent("keydown", { key: "a", bubbles: true }));
  assert.equal(menu().open, true);
});

test("the menu closes when the focus goes elsewhere, and not while it moves within", () => {
  document.querySelector("summary").focus();
  find("bg").focus();
  assert.equal(menu().open, true);
  find("before").focus();
  assert.equal(menu().open, false);
});

test("a press beside the menu closes it", () => {
  find("bg").click();
  assert.equal(menu().open, true);
  find("before").click();
  assert.equal(menu().open, false);
});

test("a form on its way is busy with the button that was pressed, and is not sent again", () => {
  assert.equal(submit("plain", find("send")), true);
  assert.deepEqual(busy(), ["plain", "send"]);
  assert.equal(submit("plain", find("send")), false);
});

test("who presses the return key sees the visible button busy", () => {
  submit("plain", find("unseen"));
  assert.deepEqual(busy(), ["plain", "send"]);
});

test("who comes back to the page may send again", () => {
  submit("plain", find("send"));
  window.dispatchEvent(new window.Event("pageshow"));
  assert.deepEqual(busy(), []);
  assert.equal(submit("plain", find("send")), true);
});

test("a search, a file and what a script sends leave the page as it is", () => {
  submit("sought");
  submit("file");
  find("plain").addEventListener("submit", (event) => event.preventDefault());
  submit("plain", find("send"));
  assert.deepEqual(busy(), []);
});
