// A form that sends files: what was chosen is listed, what is dropped is taken, and the sending is seen and can be stopped.

import assert from "node:assert/strict";
import { test } from "node:test";

import { define, openPage, runScript, until } from "./browser.js";

const PAGE = `<main>
  <form action="/materials" data-upload="files" data-sending="Sending: {percent}" data-looking="All is sent"
    data-failed="The connection was lost" data-too-large="larger than 50 MB" data-other-kind="of no kind">
    <input type="file" name="files" multiple accept=".pdf,.png" data-largest="50000000">
    <ul class="chosen-files" hidden></ul>
    <input name="title" value="Slides">
    <div class="sending" hidden><p role="status"></p><progress max="100" value="0"></progress><button type="button">Stop</button></div>
    <p class="actions"><button name="do" value="add">Add</button></p>
  </form></main>`;
const form = () => document.querySelector("form");
const input = () => document.querySelector("[type=file]");
const status = () => document.querySelector("[role=status]").textContent;
const seen = (selector) => !document.querySelector(selector).hidden;

/** A request that never leaves; the test says what becomes of it. */
class Request {
  upload = {};
  open(method, address) {
    Request.last = Object.assign(this, { method, address });
  }
  send(sent) {
    this.sent = sent;
  }
  abort() {
    this.aborted = true;
    this.onabort();
  }
}

async function page() {
  openPage(`<html lang="en">${PAGE}</html>`);
  const left = [];
  Request.last = undefined;
  define("XMLHttpRequest", Request);
  define("location", { assign: (address) => left.push(address) });
  await runScript("upload.js");
  return left;
}

/** Put files into the field; jsdom has no list of files of its own to be filled. */
function choose(...files) {
  Object.defineProperty(input(), "files", { value: files, configurable: true, writable: true });
  input().dispatchEvent(new window.Event("change"));
}

function file(name, size = 2_400_000) {
  const made = new window.File([""], name);
  Object.defineProperty(made, "size", { value: size });
  return made;
}

function press() {
  define("FormData", class {
    entries = [];
    append(...entry) {
      this.entries.push(entry);
    }
  });
  document.querySelector(".actions button").click();
}

test("what was chosen is listed, with what is against it", async () => {
  await page();
  choose(file("Slides.PDF"), file("film.png", 60_000_000), file("sums.xls", 10));
  const lines = [...document.querySelectorAll(".chosen-files li")];
  assert.deepEqual(lines.map((each) => each.textContent), [
    "Slides.PDF, 2.4 MB",
    "film.png, 60 MB: larger than 50 MB",
    "sums.xls, 0.1 MB: of no kind",
  ]);
  assert.deepEqual(lines.map((each) => each.className), ["", "fault", "fault"]);
  choose();
  assert.equal(seen(".chosen-files"), false);
});

test("files that are dropped on the form are chosen, and nothing else is", async () => {
  await page();
  const event = (name, types, files) => {
    const made = new window.Event(name, { cancelable: true });
    made.dataTransfer = { types, files };
    form().dispatchEvent(made);
    return made.defaultPrevented;
  };
  Object.defineProperty(input(), "files", { value: [], writable: true });
  assert.equal(event("dragover", ["text/plain"], []), false);
  assert.equal(event("drop", ["text/plain"], []), false);
  assert.equal(event("dragover", ["Files"], []), true);
  assert.equal(form().className, "dropping");
  assert.equal(event("drop", ["Files"], [file("a.pdf")]), true);
  assert.equal(form().className, "");
  assert.equal(document.querySelector(".chosen-files").textContent, "a.pdf, 2.4 MB");
});

test("without files the browser sends the form itself", async () => {
  await page();
  const sent = new window.Event("submit", { cancelable: true });
  form().dispatchEvent(sent);
  assert.deepEqual([sent.defaultPrevented, Request.last], [false, undefined]);
});

test("the sending is seen, and leads where the answer does", async () => {
  const left = await page();
  choose(file("a.pdf"));
  press();
  const request = Request.last;
  assert.deepEqual([request.method, request.sent.entries], ["POST", [["do", "add"]]]);
  assert.deepEqual([status(), seen(".sending"), seen(".actions")], ["Sending: 0%", true, false]);
  request.upload.onprogress({ total: 200, loaded: 118 });
  assert.deepEqual([status(), document.querySelector("progress").value], ["Sending: 50%", 59]);
  request.upload.onload();
  assert.deepEqual([status(), document.querySelector("progress").value], ["All is sent", 100]);
  Object.assign(request, { status: 200, responseURL: "https://events.example.org/materials?done=saved" }).onload();
  assert.deepEqual(left, ["https://events.example.org/materials?done=saved"]);
});

test("a page that says what was wrong takes the place of this one, and works like it", async () => {
  const left = await page();
  choose(file("a.pdf"));
  press();
  const answer = PAGE.replace("<main>", '<main><p role="alert" tabindex="-1" autofocus>sums.xls: of no kind</p>');
  Object.assign(Request.last, { status: 422, responseText: answer }).onload();
  assert.equal(document.activeElement.textContent, "sums.xls: of no kind");
  assert.deepEqual([left, document.querySelectorAll("main").length, seen(".sending")], [[], 1, false]);
  choose(file("b.pdf"));
  assert.equal(document.querySelector(".chosen-files").textContent, "b.pdf, 2.4 MB");
});

test("it can be stopped, and a lost connection is told; the files are still chosen", async () => {
  await page();
  choose(file("a.pdf"));
  press();
  document.querySelector(".sending button").click();
  assert.deepEqual([Request.last.aborted, seen(".sending"), seen(".actions")], [true, false, true]);
  assert.equal(document.activeElement.textContent, "Add");
  press();
  Request.last.onerror();
  await until(() => status() === "The connection was lost", "it says so");
  assert.deepEqual([seen(".actions"), seen("progress"), input().files.length], [true, false, 1]);
  press();
  Object.assign(Request.last, { status: 502, responseText: "Bad gateway" }).onload();
  assert.equal(status(), "The connection was lost");
});
