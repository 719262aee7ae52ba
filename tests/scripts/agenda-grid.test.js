// The time grid on its page: keys move a session, what is moved is saved and told, and a conflict puts it back.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { openPage, runScript, serve, until } from "./browser.js";

const ADDRESS = "/organise/events/workshop/agenda";
const SESSIONS = [
  { key: "welcome", title: "Welcome", room: "Hall", column: "Hall", odd: 0, day: "2024-04-16", start: 555, end: 585, pause: false, off: false },
  { key: "coffee", title: "Coffee", room: "", column: "", odd: 2, day: "2024-04-16", start: 660, end: 690, pause: true, off: false },
];
const DATA = {
  address: ADDRESS,
  version: 3,
  days: [
    { day: "2024-04-16", name: "Tuesday" },
    { day: "2024-04-17", name: "Wednesday" },
  ],
  rooms: [
    { name: "Hall", about: "80 seats" },
    { name: "Small", about: "" },
  ],
  sessions: SESSIONS,
  words: { no_room: "no room", odd: "looks odd: {number}", place_in_room: "{session}: {day}, {from}–{to}, {room}", place: "{session}: {day}, {from}–{to}", saved: "Saved", refused: "Nothing was changed", offline: "Offline" },
};
const LISTS = (version) => `<div id="agenda-odd">odd ${version}</div><div id="agenda-list">list ${version}</div><div id="waiting-changes">waiting ${version}</div>`;
const PAGE = `<section id="agenda-grid" hidden><script type="application/json" id="agenda-data">${JSON.stringify(DATA)}</script>
  <div class="grid-told" hidden><strong></strong><ul></ul><button>Undo</button></div><p role="status"></p>
  <div class="grid-choose"></div><div class="grid-body"></div></section>${LISTS(3)}`;
let server, sent, answer;

beforeEach(async () => {
  openPage(PAGE);
  window.HTMLElement.prototype.scrollIntoView = () => {};
  sent = [];
  server = await serve((request, text) => {
    if (request.method === "GET") return { body: LISTS(4), headers: { "content-type": "text/html" } };
    sent.push([request.url, JSON.parse(text)]);
    return { headers: { "content-type": "application/json" }, ...answer };
  });
  await runScript("agenda-grid.js");
});

afterEach(() => server.close());

const link = (key) => document.querySelector(`[data-key=${key}] a`);
const told = () => document.querySelector(".grid-told").textContent;

function press(key, name, held = {}) {
  link(key).focus();
  link(key).dispatchEvent(new window.KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...held }));
}

test("the grid shows each session with its hours, and a button for each day", () => {
  assert.equal(document.getElementById("agenda-grid").hidden, false);
  assert.equal(link("welcome").textContent.trim(), "09:15–09:45 Welcome Hall");
  assert.equal(link("welcome").getAttribute("href"), `${ADDRESS}/sessions/welcome`);
  assert.deepEqual([...document.querySelectorAll(".grid-choose button")].map((each) => each.textContent), [
    "Tuesday",
    "Wednesday",
  ]);
});

test("arrows move a session, with Shift its end, with Alt its day; all is said at once and saved as one", async () => {
  answer = { body: { version: 4, told: ["Welcome: moved"], refused: [], sessions: SESSIONS } };
  press("welcome", "ArrowDown");
  press("welcome", "ArrowDown", { shiftKey: true });
  press("welcome", "ArrowRight", { altKey: true });
  assert.equal(document.querySelector("[role=status]").textContent, "Welcome: Wednesday, 09:20–09:55, Hall");
  assert.equal(document.activeElement, link("welcome"));
  assert.equal(document.querySelector(".grid-day.chosen").dataset.day, "2024-04-17");
  await until(() => told().includes("Welcome: moved"), "it is saved");
  const place = { do: "place", session: "welcome", start: "2024-04-17T09:20:00", end: "2024-04-17T09:55:00" };
  assert.deepEqual(sent, [[`${ADDRESS}/step`, { version: 3, ...place }]]);
  await until(() => document.getElementById("agenda-list").textContent === "list 4", "the list follows");
  assert.equal(document.getElementById("waiting-changes").textContent, "waiting 4");
});

test("left and right move a session to the room beside, which is said, sent and shown", async () => {
  answer = { body: { version: 4, told: ["Welcome: Room Hall → Room Small"], refused: [], sessions: SESSIONS } };
  assert.equal(document.querySelector(".grid-rooms").textContent, "");
  assert.equal(document.querySelectorAll(".grid-rooms")[1].textContent, "Hall 80 seatsSmall – ");
  assert.match(link("coffee").textContent, /looks odd: 2/);
  press("welcome", "ArrowRight");
  assert.equal(document.querySelector("[role=status]").textContent, "Welcome: Tuesday, 09:15–09:45, Small");
  assert.match(link("welcome").textContent, /Small/);
  await until(() => sent.length === 1, "it is saved");
  assert.equal(sent[0][1].room, "Small");
});

test("a conflict is told in words, and the session lies where it is saved", async () => {
  answer = { status: 409, body: { version: 5, told: [], refused: ["Somebody saved 10:00"], sessions: SESSIONS } };
  press("coffee", "ArrowUp");
  assert.match(link("coffee").textContent, /^10:55/);
  await until(() => told().includes("Nothing was changedSomebody saved 10:00"), "it is told");
  assert.match(link("coffee").textContent, /^11:00/);
  assert.equal(document.querySelector(".grid-told button").hidden, true);
});

test("undo is asked for with the version that was saved", async () => {
  answer = { body: { version: 4, told: ["Coffee: moved"], refused: [], sessions: SESSIONS } };
  press("coffee", "ArrowUp");
  await until(() => told().includes("Coffee: moved"), "it is saved");
  answer = { body: { version: 5, told: ["Coffee: back"], refused: [], sessions: SESSIONS.slice(0, 1) } };
  document.querySelector(".grid-told button").click();
  await until(() => told().includes("Coffee: back"), "it is undone");
  assert.deepEqual(sent[1], [`${ADDRESS}/step`, { version: 4, do: "undo" }]);
  assert.equal(document.querySelector("[data-key=coffee]"), null);
});

test("without a network it says so", async () => {
  answer = { status: "hang up" };
  press("coffee", "ArrowUp");
  await until(() => told().includes("Offline"), "it is told");
});

test("a page without a grid is left alone", async () => {
  openPage("<p>Nothing</p>");
  await runScript("agenda-grid.js");
  assert.equal(document.body.textContent, "Nothing");
});
