// The desk as people use it, on a page of jsdom with a store of its own and a service that answers as the real one does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { IDBObjectStore } from "fake-indexeddb";

import { define, emptyStore, openPage, runScript, serve, until } from "./browser.js";

const EVENT = "oven-2024";
const DAY = "2024-04-16";
const TIME = "2024-04-16T06:00:00Z";
const person = (number, name) => ({
  id: `p${number}`, badge_code: `CODE00000${number}`, name, latin_name: "", organisation: "House of bread",
  category: "expert", notes: ["Bus: B"], status: "confirmed", checked_in: [], expected_at: [DAY],
});
const ROSTER = {
  checkpoints: [{ key: DAY, day: DAY, title: "Tuesday" }, { key: "2024-04-17", day: "2024-04-17", title: "Wednesday" }],
  registrations: [person(1, "Мария Петрова"), person(2, "Łukasz Żółć")],
};
const WORDS = {
  saw: ["accepted", "already_checked_in"], new_day: "Now it is {checkpoint}", online: "Online", offline: "Offline",
  sign_in: "Sign in", sign_in_link: "Sign in", not_allowed: "Not allowed", not_understood: "Not understood",
  other_event: "Another event", waiting: "{count} wait", all_sent: "All sent", not_sent: "Not sent", check_in: "Check in",
  take_back: "Take back", take_back_whom: "Take back: {name}", why_taken_back: { wrong_person: "Wrong person" }, taken_back: "Taken back", not_taken_back: "Not taken back", still_here: "Still here {time}",
  taken_back_later: "Later", still_counts: { not_understood: "tell its operator" }, nobody: "Nobody", no_badge: "No badge at all",
  this_desk: "This desk", other_desks: "Other desks", categories: { expert: "Expert" }, to_do: {}, enter: "Enter “{name}”", let_in: "Let in", let_in_because: "Why", seen: "Seen", differs: "{local} – {server}", statuses: {}, unexpected: {},
  outcomes: { accepted: "Welcome", already_checked_in: "Already here", unknown_badge: "Unknown badge" },
  colours: { accepted: "accepted", already_checked_in: "already", unknown_badge: "refused" },
  list_age: "List: {age}", list_over: "List over", storage: { full: "Full", denied: "Denied", at_risk: "{count} here alone", not_promised: "Not promised" },
  walk_in: { no_badge: "No badge", taken: "Taken", missing: "Missing", no_photos: "No photos" },
  desk_closed: "Closed", camera: { not_secure: "No camera here" }, advice: { unknown_badge: "Look the name up" }, why_otherwise: { a_moment_before: "Another desk was first", no_seat: "No seat" },
};
const PAGE = `<div id="desk" data-event="${EVENT}" data-address="/organise/events/${EVENT}/check-in" data-checkpoint="${DAY}"
    data-today="${DAY}" data-time="${TIME}" data-zone="Europe/Bucharest" data-language="en"
    data-entering="/organise/events/${EVENT}/enter" data-roster="/api/v1/events/${EVENT}/roster" data-key="/organise/events/${EVENT}/check-in/key" data-scans="/api/v1/check-ins" data-walk-ins="/organise/events/${EVENT}/check-in/walk-ins"
    data-withdraw="/api/v1/events/${EVENT}/check-ins/{id}/withdraw" data-store="check-in">
  <script type="application/json" id="desk-words">${JSON.stringify(WORDS)}</script>
  <nav class="checkpoints"><a data-key="${DAY}" href="#a">Tuesday</a><a data-key="2024-04-17" href="#b">Wednesday</a></nav>
  <p id="new-day" hidden></p>
  <section id="camera" hidden><button id="camera-start"></button><p id="camera-note" hidden></p><div id="camera-view" hidden><video id="camera-picture"></video>
    <select id="camera-choice"></select><input id="camera-light"><button id="camera-stop"></button></div></section>
  <form id="scan-form"><input type="hidden" name="checkpoint"><input id="badge" name="badge"><button>Check in</button></form>
  <div id="outcome"></div><p id="connection" hidden></p><div id="differences" hidden><ul></ul></div>
  <dl id="counts"><dd id="present"></dd><dd id="expected"></dd><dd id="missing"></dd></dl><details id="counts-parts"><table><tbody id="counts-categories"></tbody></table><table><tbody id="counts-desks"></tbody></table></details>
  <form id="search-form"><input id="query"></form><ul id="people"></ul><ol id="latest"></ol>
  <section id="walk-in" data-letters="ABCDEFGH23" data-length="10" hidden><form id="walk-in-form"><input name="first_name"><input name="last_name">
    <input name="organisation"><input name="country"><input name="category"><input type="radio" name="photos" value="yes"><input type="radio" name="photos" value="no">
    <input name="spare"><a id="walk-in-full" href="#"></a><p id="walk-in-fault" hidden></p><button>Enter</button></form><button id="walk-in-close"></button></section>
  <dialog id="taking-back"><h2 id="taking-back-whom"></h2><p id="taking-back-at"></p><form><button value="wrong_person"></button></form>
    <form><input id="taking-back-words" name="words"><button value="other"></button></form><form><button></button></form></dialog>
  <div id="answer" hidden></div><label id="sound" hidden><input type="checkbox"></label></div>`;
const find = (id) => document.getElementById(id);
const isSent = () => find("connection").dataset.waiting === "0" && find("connection").dataset.state === "online";
const said = () => find("outcome").textContent;
let network, service, window;

function answer(request, text) {
  const { pathname } = new URL(request.url, "http://v.eu");
  if (pathname.startsWith("/static/")) return { body: service.tables[pathname.split("/").at(-1)] };
  if (service.down) return { status: "hang up" };
  if (/\/(roster|key)$/.test(pathname) && service.closed) return { status: service.closed };
  if (pathname.endsWith("/key")) return { body: { key: "A".repeat(43), until: "2024-04-19T00:00:00Z" }, headers: { "Service-Time": TIME } };
  if (pathname.endsWith("/roster")) return { body: ROSTER, headers: { ETag: '"1"', "Service-Time": TIME } };
  if (pathname.endsWith("/withdraw")) {
    service.takenBack.push(JSON.parse(text));
    return { status: service.withdrawal, body: { also_seen_at: service.alsoSeenAt } };
  }
  if (service.closed === 401) return { status: 401 };
  const { scans, walk_ins } = JSON.parse(text);
  if (walk_ins) {
    keepOnce(service.walkIns, walk_ins);
    return { body: { results: walk_ins.map(({ id }) => ({ id, ...service.walkedIn })) } };
  }
  keepOnce(service.scans, scans);
  return { body: { results: scans.map(({ id }) => ({ id, outcome: service.outcome })) } };
}

/** What is sent once more, since the network was cut before its answer, is known by its id. */
function keepOnce(kept, sent) {
  kept.push(...sent.filter(({ id }) => kept.every((one) => one.id !== id)));
}

async function scan(code) {
  find("badge").value = code;
  find("scan-form").dispatchEvent(new Event("submit", { cancelable: true }));
}

/** The page's scripts hold on to their page, so one page and one store serve all tests, in their order. */
before(async () => {
  service = { scans: [], takenBack: [], walkIns: [], walkedIn: { outcome: "accepted", status: "waitlisted", name: "Ana Ruiz" }, outcome: "accepted", withdrawal: 200, down: false };
  const table = (name) => readFileSync(new URL(`../../templates/static/${name}`, import.meta.url), "utf8");
  service.tables = { "name-fold.json": table("name-fold.json"), "keyboards.json": table("keyboards.json") };
  network = await serve(answer);
  window = openPage(PAGE);
  const dialog = find("taking-back");
  dialog.showModal = () => dialog.setAttribute("open", "");
  dialog.close = () => {
    dialog.removeAttribute("open");
    dialog.dispatchEvent(new Event("close"));
  };
  emptyStore();
  const { fetch } = globalThis;
  // The script's tables lie beside it: here that is a folder, for a browser it is the service.
  define("fetch", (address, how) => fetch(String(address).replace(/^file:.*\/(?=static\/)/, "/"), how));
  await import("../../templates/static/check-in-page.js");
  await import("../../templates/static/check-in-device.js");
  await import("../../templates/static/check-in-answer.js");
  await import("../../templates/static/check-in-showing.js");
  await import("../../templates/static/check-in-walk-in.js");
  await import("../../templates/static/check-in-taking-back.js");
  await runScript("check-in.js");
  await until(() => "ready" in find("desk").dataset, "the desk is ready");
});

beforeEach(() => Object.assign(service, { outcome: "accepted", withdrawal: 200, down: false }));
afterEach(() => { find("query").value = ""; });
after(() => network.close());

test("the desk says how many are expected, and that everything is sent", () => {
  assert.deepEqual([find("present").textContent, find("expected").textContent, find("missing").textContent], ["0", "2", "2"]);
  assert.deepEqual([find("counts-categories").textContent, find("counts-desks").textContent], ["Expert022", ""]);
  assert.equal(find("connection").textContent, "OnlineAll sentList: this minute");
});

test("a badge is welcomed at once, sent, and among the latest", async () => {
  await scan("https://v.eu/b/CODE000001");
  await until(() => said().includes("Welcome"), "the desk answers");
  assert.match(said(), /Мария Петрова.*House of bread · ExpertBus: B/);
  assert.deepEqual([find("answer").className, find("answer").hidden], ["answer accepted", false]);
  assert.equal(find("answer").textContent, "WelcomeМария ПетроваHouse of bread · ExpertBus: B");
  document.dispatchEvent(new Event("pointerdown"));
  assert.equal(find("answer").hidden, true);
  await until(() => service.scans.length === 1 && isSent(), "the scan is sent");
  assert.deepEqual([service.scans[0].badge_code, service.scans[0].method], ["CODE000001", "scan"]);
  assert.match(find("latest").textContent, /Мария Петрова Tuesday.*Welcome.*Take back/);
  assert.equal(find("present").textContent, "1");
  assert.deepEqual([find("counts-categories").textContent, find("counts-desks").textContent], ["Expert121", "This desk1"]);
});

test("the same badge is told to be here already", async () => {
  service.outcome = "already_checked_in";
  await scan("code000001");
  await until(() => said().includes("Already here"), "the desk answers");
  await until(() => service.scans.length === 2, "the scan is sent");
});

/** Take the first of the latest scans back that may be, for a reason; without one, leave it as it is. */
function takeBack(reason = "", typed = "") {
  document.querySelector("#latest .link").click();
  find("taking-back-words").value = typed;
  document.querySelector(`#taking-back button[value='${reason}'], #taking-back button:not([value])`.split(", ")[reason ? 0 : 1]).click();
}

test("a check-in is taken back for a reason, also without a line, or left as it is", async () => {
  await until(isSent, "everything is sent");
  takeBack();
  assert.equal(find("taking-back").open, false);
  takeBack("other", "  ");
  assert.equal(find("taking-back").open, true);
  assert.equal(find("taking-back-whom").textContent, "Take back: Мария Петрова");
  find("taking-back").close();
  assert.match(find("taking-back-at").textContent, /09:00 · Tuesday/);
  service.down = true;
  takeBack("other", " she left ");
  await until(() => find("connection").dataset.waiting === "1", "it waits");
  assert.match(said(), /Taken back.*Мария Петрова.*she left/);
  await until(() => find("connection").dataset.state === "offline", "the line is known to be down");
  assert.match(find("latest").textContent, /she left.*Taken back.*Not sent/);
  await scan("code000002");
  await until(() => find("latest").textContent.includes("Łukasz"), "it is among the latest");
  takeBack("wrong_person");
  await until(() => find("connection").dataset.waiting === "3", "the scan and both that are taken back wait");
  assert.match(said(), /Taken back.*Łukasz Żółć.*Wrong person.*Later/);
  assert.deepEqual(service.takenBack, []);
  service.down = false;
  window.dispatchEvent(new Event("online"));
  await until(isSent, "everything is sent");
  const [first, second] = service.takenBack;
  assert.deepEqual([first.reason, first.words, second.reason], ["other", "she left", "wrong_person"]);
  assert.equal(service.scans.at(-1).badge_code, "CODE000002");
  assert.equal(find("latest").textContent.includes("Not sent"), false);
});

test("what the service does not take back counts, and another scan that saw the person is told", async () => {
  await scan("code000002");
  await until(() => service.scans.length === 4 && isSent(), "the scan is sent");
  service.withdrawal = 422;
  takeBack("wrong_person");
  await until(() => said().includes("Not taken back"), "the desk says so");
  assert.match(said(), /Łukasz Żółć.*tell its operator/);
  Object.assign(service, { withdrawal: 200, alsoSeenAt: "2024-04-16T05:30:00Z" });
  takeBack("wrong_person");
  await until(() => said().includes("Still here 08:30"), "the desk says so");
  await until(() => find("differences").hidden, "who stands there has seen it");
  service.down = true;
  await scan("code000002");
  await until(() => find("connection").dataset.waiting === "1", "the scan waits");
  takeBack("wrong_person");
  await until(() => find("connection").dataset.waiting === "2", "it waits");
  await until(() => find("connection").dataset.state === "offline", "the line is known to be down");
  service.down = false;
  window.dispatchEvent(new Event("online"));
  await until(() => find("differences").textContent.includes("Taken back. Still here 08:30"), "a human is told");
  await see("Still here");
  service.alsoSeenAt = null;
});

test("somebody without a badge is found by another spelling and checked in by hand", async () => {
  find("query").value = "lukasz";
  find("query").dispatchEvent(new Event("input"));
  assert.match(find("people").textContent, /Łukasz Żółć/);
  document.querySelector("#people button").click();
  await until(() => said().includes("Łukasz Żółć"), "the desk answers");
  await until(() => service.scans.at(-1).method === "staff", "the scan is sent");
  assert.equal(service.scans.at(-1).badge_code, "CODE000002");
  find("query").value = "nobody at all";
  find("query").dispatchEvent(new Event("input"));
  const [nobody, entering] = find("people").children;
  assert.deepEqual([nobody.textContent, entering.textContent], ["Nobody", "Enter “nobody at all”"]);
});

function type(fields) {
  for (const [name, value] of Object.entries(fields)) find("walk-in-form").elements[name].value = value;
  find("walk-in-form").dispatchEvent(new Event("submit", { cancelable: true }));
}

test("whoever is on no list is entered without the network, known at once, sent once and shown where no seat is left", async () => {
  service.outcome = "already_checked_in";
  service.down = true;
  find("query").value = "Ana Ruiz";
  find("query").dispatchEvent(new Event("input"));
  document.querySelector("#people li:last-child button").click();
  const { elements } = find("walk-in-form");
  assert.deepEqual([find("walk-in").hidden, elements.first_name.value, elements.last_name.value], [false, "Ana", "Ruiz"]);
  assert.match(find("walk-in-full").href, /enter\?name=Ana\+Ruiz&checkpoint=2024-04-16/);
  type({ organisation: "Junta" });
  assert.equal(find("walk-in-fault").textContent, "Missing");
  type({ country: "ES", category: "expert", photos: "no", spare: "STRAY" });
  assert.equal(find("walk-in-fault").textContent, "No badge");
  type({ spare: "https://v.eu/b/abcdefgh23" });
  await until(() => said().includes("Ana Ruiz"), "the desk answers");
  assert.match(said(), /Welcome.*Ana Ruiz.*Junta · ExpertNo photos/);
  assert.equal(find("walk-in").hidden, true);
  await scan("abcdefgh23");
  await until(() => said().includes("Already here"), "the badge is known");
  type({ first_name: "Eva", last_name: "Ruiz", organisation: "Junta", country: "ES", category: "expert", spare: "abcdefgh23" });
  assert.equal(find("walk-in-fault").textContent, "Taken");
  service.down = false;
  window.dispatchEvent(new Event("online"));
  await until(isSent, "everything is sent");
  const [sent] = service.walkIns;
  assert.deepEqual([service.walkIns.length, service.scans.at(-1).badge_code], [1, "ABCDEFGH23"]);
  const who = { first_name: "Ana", last_name: "Ruiz", organisation: "Junta", country: "ES", category: "expert", photos: false };
  assert.deepEqual(sent, { ...who, id: sent.id, event: EVENT, badge_code: "ABCDEFGH23", checkpoint: DAY, scanned_at: sent.scanned_at });
  await until(() => find("differences").textContent.includes("No seat"), "a human is asked");
  await see("No seat");
});

async function see(sentence) {
  [...find("differences").querySelectorAll("li")].find((item) => item.textContent.includes(sentence)).querySelector("button").click();
  await until(() => !find("differences").textContent.includes(sentence), "it is seen");
}

test("a walk-in that the service refuses stands there with its sentence until it is seen", async () => {
  service.walkedIn = { outcome: "invalid", refused: "Take another badge." };
  type({ first_name: "Eva", last_name: "Kiss", organisation: "Megye", country: "HU", category: "expert", photos: "yes", spare: "" });
  await until(() => find("differences").textContent.includes("Take another badge."), "the desk says so");
  assert.match(service.walkIns.at(-1).badge_code, /^[ABCDEFGH23]{10}$/);
  assert.equal(service.walkIns.at(-1).photos, true);
  await see("Take another badge.");
});

test("a badge that the device does not know is asked about, and the service's word counts", async () => {
  service.outcome = "unknown_badge";
  await scan("W7K4QYS26M");
  await until(() => said().includes("Unknown badge"), "the desk answers");
  assert.match(said(), /Look the name up/);
  await until(isSent, "everything is sent");
});

test("without a line scans wait and are counted, and leave with its return", async () => {
  service.down = true;
  await scan("code000001");
  const isKept = () => find("connection").dataset.state === "offline" && find("connection").dataset.waiting === "1";
  await until(isKept, "the desk is offline");
  assert.equal(find("connection").textContent, "Offline1 waitList: this minuteNot promised");
  service.down = false;
  window.dispatchEvent(new Event("online"));
  await until(isSent, "everything is sent");
});

test("another checkpoint has its own people", async () => {
  document.querySelector("[data-key='2024-04-17']").click();
  assert.equal(document.querySelector("[aria-current]").dataset.key, "2024-04-17");
  assert.deepEqual([find("present").textContent, find("expected").textContent], ["0", "0"]);
  assert.equal(document.querySelector("input[name=checkpoint]").value, "2024-04-17");
});

test("a device that can keep no more scans keeps them in the page, says so, and sends them", async () => {
  const { put } = IDBObjectStore.prototype;
  service.down = true;
  IDBObjectStore.prototype.put = () => { throw new Error("no room"); };
  await scan("code000002");
  await until(() => find("connection").textContent.includes("Full1 here alone"), "the desk says so");
  assert.match(said(), /Łukasz Żółć/);
  const leaving = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(leaving);
  assert.equal(leaving.defaultPrevented, true);
  service.down = false;
  window.dispatchEvent(new Event("online"));
  await until(isSent, "everything is sent");
  assert.equal(service.scans.at(-1).badge_code, "CODE000002");
  IDBObjectStore.prototype.put = put;
});

test("a session that ends in the middle of work loses the list of people, and no scan", async () => {
  service.closed = 401;
  service.down = true;
  await scan("code000001");
  await until(() => find("connection").dataset.waiting === "1", "the scan waits");
  service.down = false;
  window.dispatchEvent(new Event("online"));
  await until(() => find("connection").dataset.state === "sign_in", "the desk knows it");
  assert.doesNotMatch(document.querySelector("#desk").textContent.replace(/\{.*\}/, ""), /Петрова|Żółć/);
  assert.deepEqual([find("scan-form").hidden, find("connection").dataset.waiting], [true, "1"]);
  service.closed = null;
  window.dispatchEvent(new Event("online"));
  await until(() => find("connection").dataset.state === "online" && !find("scan-form").hidden, "the desk is open again");
  await until(isSent, "everything is sent");
  assert.match(find("latest").textContent, /Мария Петрова/);
});

test("a desk that is closed in the middle of work says so, and shows nobody any more", async () => {
  service.closed = 410;
  window.dispatchEvent(new Event("online"));
  await until(() => find("connection").dataset.state === "desk_closed", "the desk knows it");
  assert.match(find("connection").textContent, /Closed/);
  assert.doesNotMatch(document.querySelector("#desk").textContent.replace(/\{.*\}/, ""), /Петрова|Żółć/);
  assert.ok(find("scan-form").hidden);
});
