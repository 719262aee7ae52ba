// The camera at the desk: what it says where it cannot run, and what it remembers.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { define, openPage, until } from "./browser.js";

const SENTENCES = { denied: "Allow it", no_camera: "No camera", in_use: "Close the app", not_secure: "Use https",
  stopped: "It stopped", no_reader: "Load it", other: "No badge" };
const PAGE = `<div id="desk" data-event="e"><script type="application/json" id="desk-words">${JSON.stringify({ camera: SENTENCES })}</script>
  <section id="camera" data-worker="/w.js" data-script="/s.js" data-wasm="/w.wasm" hidden>
  <button id="camera-start"></button><p id="camera-note" hidden></p><div id="camera-view" hidden><video id="camera-picture"></video>
  <label hidden><select id="camera-choice"></select></label><label hidden><input type="checkbox" id="camera-light"></label>
  <button id="camera-stop"></button></div></section></div>`;
const find = (id) => document.getElementById(id);
const note = () => find("camera-note").textContent;
const kept = () => JSON.parse(localStorage.getItem("check-in-camera"));
const known = { read: (text) => ({ isLegible: true, codes: [text] }), isKnown: () => true, host: "v.eu" };

const window = openPage(PAGE, { address: "https://v.eu/" });
Object.defineProperty(document, "hidden", { value: false });
define("HTMLMediaElement", { HAVE_CURRENT_DATA: 2 });
define("createImageBitmap", async () => ({ close() {} }));
window.HTMLMediaElement.prototype.play = async () => {};
Object.defineProperty(window.HTMLMediaElement.prototype, "readyState", { value: 2 });
let asked, constraints, track, answer, seen;

/** A camera with a lamp, which can be taken away. */
function camera(deviceId) {
  track = Object.assign(document.createElement("i"), {
    readyState: "live",
    stop: () => { track.readyState = "ended"; },
    getCapabilities: () => ({ torch: true }),
    getSettings: () => ({ deviceId }),
    applyConstraints: async (asks) => constraints.push(asks.advanced[0]),
  });
  return { getTracks: () => [track], getVideoTracks: () => [track] };
}

beforeEach(() => {
  [asked, constraints, answer, seen] = [[], [], { codes: [] }, []];
  window.navigator.mediaDevices = {
    getUserMedia: async ({ video }) => { asked.push(video); return camera(video.deviceId?.exact ?? "back"); },
    enumerateDevices: async () => [{ kind: "videoinput", deviceId: "front", label: "Front" }, { kind: "videoinput", deviceId: "back", label: "" }, { kind: "audioinput" }],
  };
  define("Worker", class {
    postMessage(data) { if (data.picture) setImmediate(() => this.onmessage({ data: answer })); }
    terminate() {}
  });
});

const { prepareCamera } = await import("../../templates/static/check-in-camera.js");
const desk = await prepareCamera((text) => seen.push(text), known);

for (const [name, sentence] of [
  ["NotAllowedError", "Allow it"], ["NotFoundError", "No camera"], ["NotReadableError", "Close the app"], ["TypeError", "Use https"],
]) {
  test(`a camera refused by ${name} is told about with what to do`, async () => {
    window.navigator.mediaDevices.getUserMedia = async () => { throw Object.assign(new Error(), { name }); };
    await desk.start();
    assert.deepEqual([note(), find("camera-start").hidden, find("camera-view").hidden], [sentence, false, true]);
    assert.equal(find("camera-note").hidden, false);
  });
}

test("a page without https is told so", async () => {
  delete window.navigator.mediaDevices;
  await desk.start();
  assert.equal(note(), "Use https");
});

test("the camera runs, offers the others and its lamp, and what it sees is handed on", async () => {
  answer = { codes: [{ text: "CODE000001", x: 1, y: 1 }] };
  await desk.start();
  assert.deepEqual([note(), find("camera-start").hidden, find("camera-view").hidden], ["", true, false]);
  assert.equal(find("camera-choice").selectedOptions[0].value, "back");
  assert.equal(find("camera-light").parentElement.hidden, false);
  await until(() => seen.length > 0, "the badge is handed on");
  assert.deepEqual(seen, ["CODE000001"]);
  assert.equal(kept().on, true);
});

test("the lamp and the chosen camera are remembered", async () => {
  await desk.choose("front");
  await desk.light(true);
  assert.deepEqual(kept(), { on: true, light: true, device: "front" });
  await desk.start();
  assert.deepEqual([asked.at(-1).deviceId, constraints.at(-1)], [{ exact: "front" }, { torch: true }]);
});

test("a camera that is there no more gives way to another", async () => {
  const { getUserMedia } = window.navigator.mediaDevices;
  window.navigator.mediaDevices.getUserMedia = async (asks) => {
    if (asks.video.deviceId) throw Object.assign(new Error(), { name: "OverconstrainedError" });
    return getUserMedia(asks);
  };
  await desk.start();
  assert.equal(find("camera-choice").selectedOptions[0].value, "back");
});

test("a camera that is taken away, and a reader that does not load, are told about", async () => {
  await desk.start();
  track.dispatchEvent(new Event("ended"));
  assert.equal(note(), "It stopped");
  answer = { codes: [], failed: "Error: no network" };
  await desk.start();
  await until(() => note() === "Load it", "the desk says so");
});

test("a camera that was stopped stays so", async () => {
  await desk.start();
  desk.stop();
  await desk.comeBack();
  assert.deepEqual([kept().on, find("camera-view").hidden, track.readyState], [false, true, "ended"]);
});
