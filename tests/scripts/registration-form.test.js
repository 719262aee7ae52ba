// The registration form: questions as they are asked, colleagues in place, a draft that is offered and kept in this browser.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { define, openPage, runScript, serve, until } from "./browser.js";

const KEY = "registration-draft:oven-2024";
const colleague = (place) => `<section class="colleague">
  <input name="companions.${place}.first_name"><input name="companions.${place}.email"></section>`;
const party = (count) => `<fieldset id="companions">${Array.from({ length: count }, (_, place) => colleague(place)).join("")}
  <button name="party" value="add">Add</button></fieldset>`;
const form = (fresh = "data-fresh") => `
  <div id="draft" hidden><button data-draft="take">Go on</button><button data-draft="leave">Afresh</button></div>
  <form id="registration" method="post" action="/register" data-event="oven-2024" ${fresh}>
    <input type="hidden" name="once" value="key"><input name="first_name" value="Ana"><input name="dietary_needs">
    <select name="country"><option value="">Choose</option><option value="BG">BG</option></select>
    <label><input type="radio" name="answers.stay" value="hotel">Hotel</label>
    <label><input type="radio" name="answers.stay" value="own">Own</label>
    <div id="arrival" data-after="answers.stay" data-answers="hotel"><p class="condition">After Hotel</p>
      <label><input type="radio" name="answers.way" value="train">Train</label></div>
    <div id="station" data-after="answers.way" data-answers="train plane"></div>
    <input type="checkbox" name="consents.photos" value="yes"><input type="file" name="answers.slides" data-largest="10" data-too-large="Too large.">
    ${party(0)}<button id="go">Continue</button></form>`;
let window, network, answer, asked;

const named = (name, value) => document.querySelector(`[name="${name}"]${value ? `[value=${value}]` : ""}`);
const draft = () => JSON.parse(window.localStorage.getItem(KEY))?.typed ?? null;
const notice = () => document.getElementById("draft");

function open(html, typed, age = 0) {
  window = openPage(html);
  if (typed) window.localStorage.setItem(KEY, JSON.stringify({ at: Date.now() - age, typed }));
  return runScript("registration-form.js");
}

function write(field, value) {
  field.value = value;
  field.dispatchEvent(new window.Event("input", { bubbles: true }));
}

beforeEach(async () => {
  [answer, asked] = [{ body: `<html>${party(1)}</html>` }, []];
  network = await serve((request, text) => {
    asked.push(text);
    return answer;
  });
});

afterEach(() => network.close());

test("a question is shown when the answers before it ask for it, and what hangs on it as well", async () => {
  await open(form());
  const [arrival, station] = ["arrival", "station"].map((id) => document.getElementById(id));
  assert.deepEqual([arrival.hidden, station.hidden], [true, true]);
  named("answers.stay", "hotel").click();
  assert.deepEqual([arrival.hidden, station.hidden], [false, true]);
  assert.equal(arrival.querySelector(".condition").hidden, true);
  named("answers.way", "train").click();
  assert.equal(station.hidden, false);
  named("answers.stay", "own").click();
  assert.deepEqual([arrival.hidden, station.hidden], [true, true]);
});

test("what is typed is kept after a moment, without needs, consents, files and keys", async () => {
  await open(form());
  write(named("dietary_needs"), "a secret diet");
  named("consents.photos").click();
  write(named("first_name"), "Мария");
  assert.equal(draft(), null);
  await until(() => draft(), "the draft is kept");
  assert.deepEqual(draft(), { first_name: ["Мария"], country: [""], "answers.stay": [], "answers.way": [] });
});

test("a draft is offered, and put in only by who says that it is theirs", async () => {
  await open(form(), { first_name: ["Мария"], country: ["BG"], "answers.stay": ["hotel"] });
  assert.deepEqual([notice().hidden, named("first_name").value], [false, "Ana"]);
  document.querySelector("[data-draft=take]").click();
  await until(() => named("first_name").value === "Мария", "the draft is in place");
  assert.deepEqual([named("country").value, named("answers.stay", "hotel").checked], ["BG", true]);
  assert.deepEqual([notice().hidden, document.getElementById("arrival").hidden], [true, false]);
});

test("colleagues of a draft come with it, and nobody's before", async () => {
  await open(form(), { "companions.0.first_name": ["Q"], "companions.0.email": ["q@example.org"] });
  assert.equal(named("companions.0.first_name"), null);
  document.querySelector("[data-draft=take]").click();
  await until(() => named("companions.0.first_name")?.value === "Q", "the colleague is in place");
  assert.equal(named("companions.0.email").value, "q@example.org");
});

test("who starts afresh leaves nothing behind", async () => {
  await open(form(), { first_name: ["Мария"] });
  document.querySelector("[data-draft=leave]").click();
  assert.deepEqual([notice().hidden, named("first_name").value, draft()], [true, "Ana", null]);
});

test("who starts to write has answered, and the draft is theirs from then on", async () => {
  await open(form(), { first_name: ["Мария"] });
  write(named("first_name"), "Ivo");
  assert.equal(notice().hidden, true);
  await until(() => draft().first_name[0] === "Ivo", "the draft is another's");
});

for (const [says, html, typed, age] of [
  ["that says what the form says", form(), { first_name: ["Ana"] }, 0],
  ["older than two weeks", form(), { first_name: ["Мария"] }, 15 * 24 * 3600 * 1000],
  ["beside a form that comes back with faults", form(""), { first_name: ["Мария"] }, 0],
]) {
  test(`a draft ${says} is not offered`, async () => {
    await open(html, typed, age);
    assert.equal(notice().hidden, true);
  });
}

test("a colleague is added in place, asked with the colleagues alone, and nothing else is touched", async () => {
  await open(form());
  named("first_name").value = "Мария";
  named("party", "add").click();
  await until(() => named("companions.0.email"), "there is room for a colleague");
  assert.equal(document.activeElement, named("companions.0.first_name"));
  assert.equal(named("first_name").value, "Мария");
  assert.match(asked[0], /name="party"\r\n\r\nadd/);
  assert.doesNotMatch(asked[0], /Мария|first_name/);
});

test("where no form comes back the button sends the page's own", async () => {
  answer = { status: 500, body: "not well" };
  await open(form());
  let sent = null;
  define("form", document.getElementById("registration"));
  globalThis.form.requestSubmit = (button) => { sent = button; };
  named("party", "add").click();
  await until(() => sent, "the form is sent");
  assert.equal(sent.value, "add");
});

test("a file that is too large is told about before it is sent", async () => {
  await open(form());
  const file = named("answers.slides");
  for (const [size, said] of [[11, "Too large."], [10, ""]]) {
    Object.defineProperty(file, "files", { value: [{ size }], configurable: true });
    file.dispatchEvent(new window.Event("change", { bubbles: true }));
    assert.equal(file.validationMessage, said);
  }
});

test("a draft goes when the registration stands", async () => {
  await open('<div data-registered="oven-2024"></div>', { first_name: ["Мария"] });
  assert.equal(draft(), null);
});

test("a browser that keeps nothing shows and sends the form", async () => {
  const { prototype } = openPage(form()).Storage;
  const denied = () => { throw new Error("denied"); };
  for (const name of ["getItem", "setItem", "removeItem"]) prototype[name] = denied;
  await runScript("registration-form.js");
  assert.equal(document.getElementById("arrival").hidden, true);
  const left = document.getElementById("registration").dispatchEvent(new Event("submit", { cancelable: true }));
  assert.equal(left, true);
});
