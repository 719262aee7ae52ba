// The first page is drawn anew when a setting changes, and a refusal is said in its place.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { openPage, runScript, serve, until } from "./browser.js";

const PAGE = `<form data-preview="/preview.png"><input name="start_at" value="1"></form>
  <figure><img id="preview" src="/preview.png"><figcaption data-refused="It cannot be drawn.">First page</figcaption></figure>`;
let picture, caption, answer, network;

beforeEach(async () => {
  network = await serve(() => answer);
  openPage(PAGE);
  [picture, caption] = [document.querySelector("img"), document.querySelector("figcaption")];
  await runScript("print-preview.js");
});

afterEach(() => network.close());

async function fail() {
  picture.dispatchEvent(new Event("error"));
  await until(() => picture.hidden, "the picture is gone");
}

test("settings that change quickly draw one picture, and it is busy until it came", async () => {
  const field = document.querySelector("input");
  for (const value of ["2", "3", "4"]) {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  assert.equal(picture.getAttribute("src"), "/preview.png");
  await until(() => picture.getAttribute("aria-busy") === "true", "a new picture is asked for");
  assert.equal(picture.getAttribute("src"), "/preview.png?start_at=4");
  picture.dispatchEvent(new Event("load"));
  assert.deepEqual([picture.hasAttribute("aria-busy"), caption.textContent], [false, "First page"]);
});

test("a refusal is said in its own words, and gone with the next picture", async () => {
  const headers = { "Content-Type": "application/problem+json" };
  answer = { status: 422, body: { title: "The sheet has eight labels." }, headers };
  await fail();
  assert.deepEqual([caption.textContent, caption.className], ["The sheet has eight labels.", "fault"]);
  picture.dispatchEvent(new Event("load"));
  assert.deepEqual([caption.textContent, caption.className, picture.hidden], ["First page", "", false]);
});

test("a service that is unwell, or away, is told in ours", async () => {
  answer = { status: 500, body: "" };
  await fail();
  assert.equal(caption.textContent, "It cannot be drawn.");
  picture.hidden = false;
  answer = { status: "hang up" };
  await fail();
  assert.equal(caption.textContent, "It cannot be drawn.");
});
