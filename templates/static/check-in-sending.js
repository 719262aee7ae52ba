// The traffic of the desk: the roster comes, scans go, and both wait patiently while the network is away.

import { settled, settledTakeBack } from "./check-in-decide.js";
import { alone, ask, sending, whenBack } from "./device-line.js";

const BATCH = 500;
const BATCH_OF_WALK_INS = 20;
const POLL_MS = 15_000;
const POLL_BESIDE_NEWS_MS = 60_000;
const RETRY_MS = 4_000;

/** Answers to a take-back that settle it, as check-in-decide.js reads them: to send it again would change nothing. */
const SETTLE = [404, 409, 410, 422];

/** States of the line in which the door is not this device's: it forgets whom it knows, and the roster's key. */
const SHUT = new Set(["sign_in", "not_allowed", "desk_closed"]);

/**
 * State of the line: online, offline, sign_in (401), not_allowed (403), desk_closed (410: a helper's desk) or
 * not_understood (any other refusal). `addresses` are the `roster`'s, its `key`'s, and where `scans` and `walkIns` are
 * sent, and where one with its `{id}` is taken back (`withdraw`).
 */
export class Line {
  constructor({ event, store, device, addresses, onChange }) {
    Object.assign(this, { event, store, device, addresses, onChange });
    this.state = "online";
    this.elsewhere = null; // how another event's scans were refused, as in `state`; offline: they did not get through
    this.skew = Number(localStorage.getItem("check-in-skew") ?? 0);
    this.askedAt = 0; // when the roster that came last was asked for, by the device's clock
    this.hearsNews = false;
    this.busy = false;
    this.again = false;
    this.hasClock = false; // the service's, since the page was opened
    store.now = () => this.now();
    whenBack(() => this.run());
    addEventListener("offline", () => this.#set("offline"));
    document.addEventListener("visibilitychange", () => document.hidden || this.run());
  }

  /** Whether the service refuses this device. */
  get isShut() {
    return SHUT.has(this.state);
  }

  /** The service's time: the device's clock, corrected by what the service said last. */
  now() {
    return new Date(Date.now() + this.skew);
  }

  /** Take over the service's clock from its RFC 3339 text. */
  setClock(text) {
    const service = Date.parse(text);
    if (!Number.isNaN(service)) {
      this.skew = service - Date.now();
      this.hasClock = true;
      localStorage.setItem("check-in-skew", String(this.skew));
    }
  }

  /** Send what waits and fetch the roster; resolves when that was tried. Calls while it runs are done after it. */
  async run() {
    if (this.busy) {
      this.again = true;
      return this.running;
    }
    this.busy = true;
    clearTimeout(this.timer);
    this.running = this.#loop();
    return this.running;
  }

  async #loop() {
    let state;
    do {
      // A call that came while an attempt failed stands as well: it is the one that knows of the network's return.
      this.again = false;
      state = await this.#attempt();
    } while (this.again);
    this.busy = false;
    this.#set(state);
    const isThrough = state === "online" && this.elsewhere !== "offline";
    this.timer = setTimeout(() => this.run(), isThrough ? (this.hearsNews ? POLL_BESIDE_NEWS_MS : POLL_MS) : RETRY_MS);
  }

  async #attempt() {
    try {
      await this.#fetchKey();
      // Of several tabs one sends at a time; sending twice would be harmless, only wasteful.
      await alone("check-in-sending", () => this.#send());
      await this.#fetchRoster();
      return "online";
    } catch (error) {
      if (!(error instanceof Refused)) {
        return "offline";
      }
      if (SHUT.has(error.state)) {
        await this.store.forgetRoster(this.event, error.state !== "sign_in");
      }
      return error.state;
    }
  }

  /** Ask for the key under which the roster is kept. Where it is refused, what waits is sent all the same if it may be. */
  async #fetchKey() {
    if (!(await this.store.keys.isWanted(this.event, this.now()))) {
      return;
    }
    const answer = await request(this.addresses.key, {}).catch((error) => {
      if (error instanceof Refused) {
        return null;
      }
      throw error;
    });
    if (answer) {
      this.setClock(answer.headers.get("Service-Time"));
      const given = await answer.json();
      await this.store.keys.keep(this.event, given, this.now()).catch(() => {
        throw new Refused("not_understood");
      });
    }
  }

  /** Send all that waits on this device, this event's scans first; other events' may be refused without harm to it. */
  async #send() {
    let refused = null;
    await this.#sendOf(this.event).catch((error) => {
      if (!(error instanceof Refused)) {
        throw error;
      }
      refused = error;
    });
    const others = await this.store.waitingEvents();
    others.delete(this.event);
    this.elsewhere = null;
    for (const event of others) {
      await this.#sendOf(event).catch((error) => (this.elsewhere = error.state ?? "offline"));
      await this.store.prune(event);
    }
    if (refused) {
      throw refused;
    }
  }

  async #sendOf(event) {
    for (;;) {
      const waiting = ofOneKind(await this.store.unsent(event, BATCH));
      if (waiting.length === 0) {
        return;
      }
      if (waiting[0].takesBack) {
        await this.#takeBack(event, waiting[0]);
        await this.onChange();
        continue;
      }
      const isOfWalkIns = Boolean(waiting[0].walkIn);
      const sent = isOfWalkIns ? { walk_ins: waiting.map(walkInOf) } : { scans: waiting.map((entry) => entry.scan) };
      const address = isOfWalkIns ? this.#at(event, this.addresses.walkIns) : this.addresses.scans;
      const answer = await request(address, sending({ device: this.device, ...sent }));
      const { results } = await answer.json();
      if (results?.length !== waiting.length || !waiting.every(({ scan }, place) => scan.id === results[place].id)) {
        throw new Refused("not_understood");
      }
      await this.store.keep(...waiting.map((entry, place) => settled(entry, results[place])));
      await this.onChange();
    }
  }

  /** Take a scan back; it has arrived before, for all is sent in its order. */
  async #takeBack(event, entry) {
    const address = this.#at(event, this.addresses.withdraw).replace("{id}", entry.takesBack);
    const answer = await request(address, sending({ ...entry.why, made_at: entry.scan.scanned_at }), SETTLE);
    const settledEntry = settledTakeBack(entry, answer.status, answer.ok ? await answer.json() : null);
    const taken = (await this.store.scans(event)).find(({ scan }) => scan.id === entry.takesBack);
    const counts = taken && settledEntry.refused ? [{ ...taken, withdrawn: false, why: undefined }] : [];
    await this.store.keep(settledEntry, ...counts);
  }

  /** Give an address of this event's for another one. */
  #at(event, address) {
    return address.replace(`/${this.event}/`, `/${event}/`);
  }

  async #fetchRoster() {
    const askedAt = Date.now();
    const held = await this.store.roster(this.event);
    const before = new Set((await this.store.scans(this.event)).filter((entry) => entry.sent).map((one) => one.scan.id));
    const headers = held ? { "If-None-Match": held.etag } : {};
    const answer = await request(this.addresses.roster, { headers });
    this.setClock(answer.headers.get("Service-Time"));
    if (answer.status === 200) {
      await this.store.keepRoster(this.event, await answer.json(), answer.headers.get("ETag"));
    } else {
      await this.store.keys.hear(this.event, this.now());
    }
    this.askedAt = askedAt;
    // What had been sent when the roster was asked for is in it, or was taken back.
    const known = (await this.store.scans(this.event)).filter((entry) => entry.newer && before.has(entry.scan.id));
    await this.store.keep(...known.map((entry) => ({ ...entry, newer: false, walkIn: entry.refused && entry.walkIn })));
    await this.store.prune(this.event);
    await this.onChange();
  }

  #set(state) {
    this.state = state;
    this.onChange();
  }
}

/** Give the first that wait, as far as they go together: order is kept, and walk-ins are entered one by one. */
function ofOneKind(waiting) {
  const kindOf = (entry) => (entry.takesBack ? "take-back" : entry.walkIn ? "walk-in" : "scan");
  const other = waiting.findIndex((entry) => kindOf(entry) !== kindOf(waiting[0]));
  const alike = other === -1 ? waiting : waiting.slice(0, other);
  return alike[0]?.walkIn ? alike.slice(0, BATCH_OF_WALK_INS) : alike;
}

function walkInOf({ scan, walkIn }) {
  const { id, event, badge_code, checkpoint, scanned_at } = scan;
  return { ...walkIn, id, event, badge_code, checkpoint, scanned_at };
}

class Refused extends Error {
  constructor(state) {
    super(state);
    this.state = state;
  }
}

/** Ask, and give what is no refusal: an answer that is well, or one whose status is among `alsoTaken`. */
async function request(address, options, alsoTaken = [304]) {
  const answer = await ask(address, options);
  if (answer.ok || alsoTaken.includes(answer.status)) {
    return answer;
  }
  if (answer.status >= 500 || answer.status === 429) {
    throw new Error(`the service is not well: ${answer.status}`);
  }
  throw new Refused(refusalOf(answer.status));
}

/** Give how a status of 400 and above refuses, as in the states of the line. */
function refusalOf(status) {
  return { 401: "sign_in", 403: "not_allowed", 410: "desk_closed" }[status] ?? "not_understood";
}
