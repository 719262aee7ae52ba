// The page on which signed lists are marked: what keys and fingers do with the form that the service made.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { emptyStore, openPage, runScript, serve, until } from "./browser.js";

const DAYS = ["2024-04-16", "2024-04-17"];
const WORDS = { signed_on_paper: "paper", online: "online", excused: "excused", saved: "saved", sending: "…", waiting: "{number} wait" };
WORDS.everybody = "{number} marked";

const cell = (person, day, noted = "") => `<td data-key="${person}:${day}" data-expected>
  <span class="state"></span>
  <input type="checkbox" value="${person}:${day}:signed_on_paper" ${noted === "signed_on_paper" ? "checked" : ""}>
  <input type="checkbox" value="${person}:${day}:online"><input type="text" value="${noted === "excused" ? "a train" : ""}"></td>`;
const heads = DAYS.map((day) => `<th>${day}<button class="everybody" hidden></button></th>`).join("");
const row = (person, noted) => `<tr><th>${person}</th>${cell(person, DAYS[0], noted)}${cell(person, DAYS[1])}</tr>`;
const kinds = Object.keys(WORDS).slice(0, 3).map((kind) => `<button data-kind="${kind}"></button>`).join("");
const PAGE = `<div id="marking-tools" hidden>${kinds}<button id="marking-undo"></button><button id="marking-redo"></button>
  <p id="marking-line"></p></div><details id="marking-keys" hidden></details>
  <form id="marking" data-event="harghita-2024" data-send="/api/v1/events/" data-sign-in="/sign-in">
  <table class="marking"><thead><tr><th></th>${heads}</tr></thead>
  <tbody>${row("anna")}${row("ivan", "signed_on_paper")}${row("maria", "excused")}</tbody></table>
  <p id="marking-save"></p></form>
  <dialog id="marking-excuse"><form method="dialog"><input name="reason"><button id="marking-excuse-cancel"></button></form>
  <datalist id="marking-reasons"></datalist></dialog>
  <script type="application/json" id="marking-words">${JSON.stringify(WORDS)}</script>`;

let server;
let sent;

beforeEach(async () => {
  sent = [];
  emptyStore();
  openPage(PAGE);
  server = await serve((request, text) => {
    const { marks } = JSON.parse(text);
    sent.push(...marks);
    return { body: { results: marks.map(({ id }) => ({ id, outcome: "noted" })) } };
  });
  // jsdom has no dialogs that open.
  const dialog = document.getElementById("marking-excuse");
  dialog.showModal = () => dialog.setAttribute("open", "");
  dialog.close = (value) => {
    dialog.returnValue = value;
    dialog.dispatchEvent(new Event("close"));
  };
  await runScript("marking.js");
  await until(() => !document.getElementById("marking-tools").hidden, "the sheet is open");
});

afterEach(() => server.close());

const cells = () => [...document.querySelectorAll("td")];
const shown = () => cells().map((each) => [...each.querySelectorAll(".word")].map((word) => word.textContent).join("+"));
const said = () => sent.map(({ registration, checkpoint, evidence, stands }) => [registration, checkpoint, evidence, stands].join(" "));

function press(key, more = {}) {
  const at = document.activeElement.matches("td") ? document.activeElement : document.querySelector("td[tabindex='0']");
  at.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

test("the form becomes a sheet that shows what the form had", () => {
  assert.deepEqual(shown(), ["", "", "paper", "", "excused", ""]);
  assert.ok(document.getElementById("marking-save").hidden);
  assert.equal(document.querySelectorAll("td[tabindex='0']").length, 1);
});

test("the space bar marks and goes on, arrows pass by, and the service hears of it in that order", async () => {
  press(" ");
  press("ArrowDown");
  press(" ");
  press(" ");
  press("2");
  assert.deepEqual(shown(), ["paper", "paper", "paper", "online", "paper", ""]);
  await until(() => sent.length === 5, "all is sent");
  assert.deepEqual(said(), [
    "anna 2024-04-16 signed_on_paper true",
    "maria 2024-04-16 excused false",
    "maria 2024-04-16 signed_on_paper true",
    "anna 2024-04-17 signed_on_paper true",
    "ivan 2024-04-17 online true",
  ]);
});

test("what was done is undone by the keys of any keyboard", async () => {
  press("a", { code: "KeyA" });
  assert.deepEqual(shown(), ["paper", "", "paper", "", "excused", ""]);
  press("я", { code: "KeyZ", ctrlKey: true });
  assert.deepEqual(shown(), ["", "", "paper", "", "excused", ""]);
  press("y", { ctrlKey: true });
  press("Delete");
  assert.deepEqual(shown(), ["", "", "paper", "", "excused", ""]);
  await until(() => sent.length === 4, "all is sent");
});

test("an excuse asks for its reason, and stands for all that is chosen", async () => {
  const dialog = document.getElementById("marking-excuse");
  press("ArrowRight", { shiftKey: true });
  press("3", { code: "Digit3" });
  dialog.querySelector("input").value = " a strike ";
  dialog.close("note");
  assert.deepEqual(shown().slice(0, 2), ["excused", "excused"]);
  await until(() => sent.length === 2, "both are sent");
  assert.deepEqual(sent.map(({ reason }) => reason), ["a strike", "a strike"]);
  press("3");
  assert.deepEqual(shown().slice(0, 2), ["", ""]);
  press("3");
  dialog.close("");
  assert.deepEqual(shown().slice(0, 2), ["", ""]);
  await until(() => sent.length === 4, "both are taken back");
});

test("a finger marks one cell, by the kind that was chosen", async () => {
  document.querySelector("[data-kind=online]").click();
  const [, second] = cells();
  second.dispatchEvent(new window.MouseEvent("click", { bubbles: true, detail: 1 }));
  assert.deepEqual(shown().slice(0, 2), ["", "online"]);
  await until(() => sent.length === 1, "it is sent");
});
