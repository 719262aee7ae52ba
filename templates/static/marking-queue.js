// What was typed waits here until the service has it: kept on the device in the order of typing (marking-store.js), and
// sent again until it was heard. Each mark has an id of its own, so that it is noted once.

import { alone, ask, sending, whenBack } from "./device-line.js";
import { openMarks } from "./marking-store.js";

const BATCH = 500;
const PAUSE_MS = 250;
const RETRY_MS = 4_000;

/** Open the queue of this device; without a store that lasts it holds the marks as long as the page is open. */
export async function openQueue(address, onChange) {
  return new Queue(await openMarks(), address, onChange);
}

/**
 * State: saved, sending, waiting (no network), sign_in (401), not_allowed (403), refused (some could not be noted) or
 * not_understood (any other refusal). `kept`: what waits lasts when the page is closed.
 */
class Queue {
  constructor(store, address, onChange) {
    Object.assign(this, { store, address, onChange });
    this.state = "saved";
    this.waiting = 0;
    this.refused = false;
    whenBack(() => this.run());
  }

  get kept() {
    return this.store.lasts;
  }

  /** Keep marks in the order given; they are on their way when this resolves. */
  async add(event, marks) {
    this.waiting += marks.length;
    await this.store.add(event, marks.map((mark) => ({ id: newId(), ...mark })));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), PAUSE_MS);
    this.#set("sending");
  }

  /** Give the marks of an event that wait, oldest first. */
  unsent(event) {
    return this.store.of(event);
  }

  /** Send what waits; calls while it runs are done after it. */
  async run() {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    clearTimeout(this.timer);
    this.running = this.#loop();
    return this.running;
  }

  async #loop() {
    let state;
    do {
      this.again = false;
      state = await alone("marking-sending", () => this.#send());
    } while (this.again);
    this.running = null;
    this.waiting = await this.store.count();
    this.#set(state);
    if (state !== "saved" && state !== "refused") {
      this.timer = setTimeout(() => this.run(), RETRY_MS);
    }
  }

  /** Send each event's marks, oldest first; one that is refused keeps no other event's back. Gives the state. */
  async #send() {
    let state = this.refused ? "refused" : "saved";
    for (const event of await this.store.events()) {
      try {
        await this.#sendOf(event);
        state = this.refused && state === "saved" ? "refused" : state;
      } catch (error) {
        state = error.state ?? "waiting";
      }
    }
    return state;
  }

  async #sendOf(event) {
    for (;;) {
      const waiting = (await this.store.of(event)).slice(0, BATCH);
      if (waiting.length === 0) return;
      const results = await post(`${this.address}${event}/attendance/marks`, { marks: waiting.map(markOf) });
      if (results?.length !== waiting.length) throw refusal("not_understood");
      this.refused ||= results.some(({ outcome }) => outcome !== "noted");
      await this.store.drop(event, waiting);
    }
  }

  #set(state) {
    this.state = state;
    this.onChange(this);
  }
}

function markOf({ id, registration, checkpoint, evidence, stands, reason }) {
  return { id, registration, checkpoint, evidence, stands, reason };
}

async function post(address, body) {
  const answer = await ask(address, sending(body));
  if (answer.ok) return (await answer.json()).results;
  if (answer.status >= 500 || answer.status === 429) throw refusal("waiting");
  throw refusal({ 401: "sign_in", 403: "not_allowed" }[answer.status] ?? "not_understood");
}

function refusal(state) {
  return Object.assign(new Error(state), { state });
}

/** Make a random id (RFC 9562 §5.4), also where a page without HTTPS has no `randomUUID`. */
export function newId() {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  octets[6] = (octets[6] & 0x0f) | 0x40;
  octets[8] = (octets[8] & 0x3f) | 0x80;
  const hex = [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
