// The camera's worker: it reads by the browser's own detector where there is one, else by zxing, which it loads from us.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

const source = readFileSync(new URL("../../templates/static/camera-worker.js", import.meta.url), "utf8");
const SCRIPTS = { script: "/static/vendor/barcode-detector.js", wasm: "/static/vendor/zxing_reader.wasm" };
const FOUND = { rawValue: "CODE", boundingBox: { x: 10, y: 20, width: 100, height: 50 } };

class Own {
  static getSupportedFormats = async () => ["qr_code"];
  detect = async () => [FOUND];
}

/** Start the worker in a browser that has `own`; gives what it answers to one picture, and what it loaded. */
async function answered({ own, loads = () => {} }) {
  const loaded = [];
  let hear;
  const scope = {
    BarcodeDetector: own,
    addEventListener: (_, work) => { hear = work; },
    importScripts: (address) => { loads(); loaded.push(address); },
    BarcodeDetectionAPI: {
      BarcodeDetector: Own,
      prepareZXingModule: async ({ overrides }) => loaded.push(overrides.locateFile("zxing_reader.wasm", "https://cdn")),
    },
  };
  const answer = new Promise((resolve) => { scope.postMessage = resolve; });
  runInNewContext(source, { self: scope });
  let closed = false;
  await hear({ data: SCRIPTS });
  await hear({ data: { picture: { close: () => { closed = true; } } } });
  return { ...structuredClone(await answer), loaded, closed };
}

test("the browser's own detector reads, and nothing is loaded", async () => {
  const codes = [{ text: "CODE", x: 60, y: 45 }];
  assert.deepEqual(await answered({ own: Own }), { codes, loaded: [], closed: true });
});

for (const [says, own] of [
  ["has none", undefined],
  ["cannot read QR codes", class { static getSupportedFormats = async () => ["ean_13"]; }],
]) {
  test(`where the browser ${says} zxing reads, from our own addresses`, async () => {
    const { codes, loaded } = await answered({ own });
    assert.deepEqual([codes[0].text, loaded], ["CODE", Object.values(SCRIPTS)]);
  });
}

test("what cannot be loaded is told with the picture", async () => {
  const { codes, failed } = await answered({ loads: () => { throw new Error("no network"); } });
  assert.deepEqual([codes, failed], [[], "Error: no network"]);
});
