// A browser for a script under test: a page of jsdom, a store of fake-indexeddb, and a network that leads to a real server.

import { createServer } from "node:http";

import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { JSDOM } from "jsdom";

const real = { fetch, FormData, setTimeout };
const OBJECTS = ["document", "localStorage", "location", "history", "FormData", "DOMParser", "Event", "KeyboardEvent"];
const FUNCTIONS = ["addEventListener", "removeEventListener", "dispatchEvent", "getComputedStyle"];
const timers = [];
let opened = 0;

/** Open a page: its document and its window's functions become those of Node.js; a page that was open before is gone. */
export function openPage(html, { address = "https://events.example.org/" } = {}) {
  for (const timer of timers.splice(0)) clearTimeout(timer);
  const { window } = new JSDOM(html, { url: address });
  for (const name of OBJECTS) define(name, window[name]);
  for (const name of FUNCTIONS) define(name, window[name].bind(window));
  define("window", window);
  define("navigator", window.navigator);
  define("setTimeout", (...how) => {
    timers.push(real.setTimeout(...how));
    return timers.at(-1);
  });
  return window;
}

/** Run a script of ours on the page that is open, as a page that loads it does. */
export async function runScript(name) {
  opened += 1;
  return import(`../../templates/static/${name}?page=${opened}`);
}

/** Give the browser an empty store, as on a device that never opened the desk. */
export function emptyStore() {
  define("indexedDB", new IDBFactory());
  define("IDBKeyRange", IDBKeyRange);
}

export function define(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** Serve by a function of request and its text to { status, body, headers }; what the page fetches leads there. */
export async function serve(answer) {
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    const { status = 200, body = "", headers = {} } = (await answer(request, text)) ?? {};
    if (status === "hang up") return request.socket.destroy();
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  define("fetch", (address, options = {}) => {
    const { pathname, search } = new URL(address, base);
    return real.fetch(new URL(pathname + search, base), { ...options, body: sendable(options.body) });
  });
  return {
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Node.js sends no form of jsdom's. */
function sendable(body) {
  if (!(body instanceof window.FormData)) return body;
  const form = new real.FormData();
  for (const [name, value] of body) form.append(name, value);
  return form;
}

/** Wait until something holds; fails with what it waited for. */
export async function until(holds, what) {
  for (let turn = 0; turn < 5000; turn += 1) {
    if (await holds()) return;
    await new Promise((resolve) => real.setTimeout(resolve, 2));
  }
  throw new Error(`it never came to be that ${what ?? holds}`);
}
