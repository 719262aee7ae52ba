// What the desk keeps on the device: the roster and the scans, in IndexedDB, encrypted with AES-GCM (device-disk.js).
// Where the browser keeps nothing, or has no more room, it is kept by the page itself, which then must stay open.

import { RosterKeys } from "./check-in-keys.js";
import { deviceKey, done, openDatabase, seal, unseal, written } from "./device-disk.js";

const KEPT_SCANS = 60;
const FROM_THE_FIRST = -1;

/**
 * Open the store of a desk by its name: an organiser's, or a helper's own. Where IndexedDB is denied it is one of this
 * page alone; rejects where the browser has no WebCrypto, as on a page without HTTPS.
 */
export async function openStore(name = "check-in") {
  if (!globalThis.crypto?.subtle) {
    throw new Error("this page has no WebCrypto");
  }
  const database = await openDatabase(name, 2, upgrade).catch(() => null);
  const key = database && (await deviceKey(database).catch(() => null));
  const store = new Store(key ? database : null, key, name);
  await store.load();
  return store;
}

function upgrade(request, oldVersion) {
  if (oldVersion < 1) {
    request.result.createObjectStore("keys");
    request.result.createObjectStore("rosters");
    request.result.createObjectStore("scans", { keyPath: "id" }).createIndex("event", "event");
  }
  const scans = request.transaction.objectStore("scans");
  scans.createIndex("waiting", ["waits", "event", "at"]);
  scans.createIndex("waiting-at", ["waits", "event"]);
  if (oldVersion === 1) {
    request.transaction.objectStore("rosters").clear(); // they were kept under the device's own key
    scans.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (cursor) {
        cursor.update({ ...cursor.value, waits: 1, at: FROM_THE_FIRST });
        cursor.continue();
      }
    };
  }
}

class Store {
  constructor(database, key, name) {
    Object.assign(this, { database, key, name });
    this.now = () => new Date(); // the desk sets the service's clock
    this.entries = new Map(); // all that was scanned, by id, as it stands on the disk or would
    this.last = 0; // the place of the last scan
    this.loose = new Set(); // the ids of those that the disk did not take
    this.rosters = new Map(); // the rosters that were opened, by event
    this.keys = new RosterKeys(database ? this.#shelf() : new PageShelf());
    this.isFull = false;
    this.onNews = () => {};
    this.channel = globalThis.BroadcastChannel && database ? new BroadcastChannel(name) : null;
    if (database) {
      database.onversionchange = () => this.close(); // a tab with a later release changes what is here
    }
    if (this.channel) {
      this.channel.onmessage = ({ data }) => this.#hear(data);
      this.channel.unref?.(); // Node.js would wait for it
    }
  }

  /** Why what is kept would not outlive the page: "denied", "full", or null where it does. */
  get trouble() {
    return this.database ? (this.isFull ? "full" : null) : "denied";
  }

  /** How many scans wait that stand on no disk. */
  get atRisk() {
    const ids = this.database ? [...this.loose] : [...this.entries.keys()];
    return ids.filter((id) => this.entries.get(id)?.sent === false).length;
  }

  /** Read what stands on the disk. */
  async load() {
    if (this.database) {
      const rows = await done(this.#reading("scans").getAll());
      const entries = await Promise.all(rows.map((row) => unseal(this.key, row)));
      entries.forEach((entry) => this.#take(entry));
    }
  }

  /** Leave the disk to others; what is kept from now on is kept by the page. */
  close() {
    this.channel?.close();
    this.database?.close();
    Object.assign(this, { database: null, channel: null });
  }

  #take(entry) {
    this.entries.set(entry.scan.id, entry);
    this.last = Math.max(this.last, entry.at);
  }

  /** Ask the browser not to throw away what is kept here when it runs short of room; gives its answer. */
  async persist() {
    const { storage } = navigator;
    return Boolean(this.database && (await storage?.persist?.().catch(() => false)));
  }

  // Rosters -----------------------------------------------------------------------------------------------------------

  /** Give { roster, etag, heard } of an event, or undefined where there is none, or its time is over. */
  async roster(event) {
    const opened = await this.keys.open(event, this.now());
    if (!opened) {
      if (await this.keys.isOver(event, this.now())) {
        await this.#dropRoster(event);
      }
      return undefined;
    }
    let held = this.rosters.get(event);
    if (!held && this.database) {
      const sealed = await done(this.#reading("rosters").get(event));
      held = sealed && (await unseal(opened.key, sealed).catch(() => undefined));
      if (held) {
        this.rosters.set(event, held);
      }
    }
    return held && { ...held, heard: opened.heard };
  }

  /** Keep a roster under the key that the service gave for it. */
  async keepRoster(event, roster, etag) {
    const opened = await this.keys.open(event, this.now());
    if (!opened) {
      throw new Error("a roster is kept under a key of the service");
    }
    const sealed = await seal(opened.key, { roster, etag });
    this.rosters.set(event, { roster, etag });
    await this.#write("rosters", (store) => store.put({ ...sealed, until: lastDay(roster) }, event)).catch(() => {
      this.isFull = true;
    });
    await this.keys.hear(event, this.now());
    this.channel?.postMessage({ roster: event });
  }

  /**
   * Forget whom the device knows at an event, and the key: the door is not this device's any more. What waits stays, and
   * what was sent as well, without names, unless it is `forGood`.
   */
  async forgetRoster(event, forGood = true) {
    await this.#dropRoster(event);
    await this.keys.forget(event);
    const named = [...this.entries.values()].filter((entry) => entry.scan.event === event && entry.name);
    await this.keep(...named.map((entry) => ({ ...entry, name: undefined })));
    if (forGood) {
      await this.prune(event);
    }
  }

  /** Tell whether the roster's own time is over. */
  async isOver(event) {
    return this.keys.isOver(event, this.now());
  }

  async #dropRoster(event) {
    this.rosters.delete(event);
    await this.#write("rosters", (store) => store.delete(event));
    this.channel?.postMessage({ roster: event });
  }

  /** Remove the rosters of events that ended more than a week ago, with what was sent from there. */
  async forgetOld(now) {
    const limit = new Date(now.getTime() - 7 * 86_400_000).toISOString().slice(0, 10);
    for (const [event, until] of await this.#ends()) {
      if (until < limit) {
        await this.#dropRoster(event);
        await this.keys.forget(event);
      }
    }
    for (const event of new Set([...this.entries.values()].map((entry) => entry.scan.event))) {
      await this.prune(event);
    }
  }

  async #ends() {
    if (!this.database) {
      return [...this.rosters].map(([event, { roster }]) => [event, lastDay(roster)]);
    }
    const store = this.#reading("rosters");
    const [keys, rosters] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    return keys.map((event, place) => [event, rosters[place].until]);
  }

  // Scans -------------------------------------------------------------------------------------------------------------

  /** Give a place behind all that was kept so far, in milliseconds, also where the device's clock was set back. */
  next() {
    this.last = Math.max(Date.now(), this.last + 1);
    return this.last;
  }

  /** Give an event's scans, oldest first. `seen`: a human has seen the service's outcome; `newer`: than the roster.
   * { scan, at, outcome, server?, name?, status?, sent, seen, newer, withdrawn?, why? }, or one that takes a scan back:
   * { scan, takesBack, why, … } by the id of that scan. */
  async scans(event) {
    return inOrder([...this.entries.values()].filter((entry) => entry.scan.event === event));
  }

  /** Give how many wait to be sent, of all events. */
  get waiting() {
    return [...this.entries.values()].filter((entry) => !entry.sent).length;
  }

  /** Give the first that wait to be sent of an event, in their order: as the disk has them, where tabs meet. */
  async unsent(event, most = Infinity) {
    const loose = [...this.entries.values()].filter((entry) => this.#isLoose(entry) && entry.scan.event === event);
    const rows = this.database ? await this.#waitingRows(event, most) : [];
    const kept = await Promise.all(rows.map((row) => unseal(this.key, row)));
    const current = kept.filter((entry) => !this.#isLoose(entry));
    current.forEach((entry) => this.#take(entry));
    const all = [...current, ...loose];
    return inOrder(all.filter((entry) => !entry.sent)).slice(0, most);
  }

  #isLoose(entry) {
    return !this.database || this.loose.has(entry.scan.id);
  }

  #waitingRows(event, most) {
    const waiting = IDBKeyRange.bound([1, event, -Infinity], [1, event, Infinity]);
    return done(this.#reading("scans").index("waiting").getAll(waiting, most === Infinity ? undefined : most));
  }

  /** Give the events of which something waits. */
  async waitingEvents() {
    const events = new Set([...this.entries.values()].filter((one) => this.#isLoose(one) && !one.sent).map((one) => one.scan.event));
    if (this.database) {
      const request = this.#reading("scans").index("waiting-at").openKeyCursor(IDBKeyRange.bound([1, ""], [1, []]), "nextunique");
      await new Promise((resolve, reject) => {
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          if (!request.result) {
            resolve();
            return;
          }
          events.add(request.result.key[1]);
          request.result.continue();
        };
      });
    }
    return events;
  }

  /** Keep scans; resolves when they are safe on the disk, or in the page where the disk takes none (`trouble`). */
  async keep(...entries) {
    entries.forEach((entry) => this.#take(entry));
    // What the disk did not take before goes with it: there may be room again.
    const ids = new Set([...this.loose, ...entries.map((entry) => entry.scan.id)]);
    if (!this.database || ids.size === 0) {
      return;
    }
    try {
      const rows = await Promise.all([...ids].map((id) => this.#rowOf(this.entries.get(id))));
      await this.#write("scans", (store) => rows.forEach((row) => store.put(row)));
      ids.forEach((id) => this.loose.delete(id));
      this.isFull = false;
      this.channel?.postMessage({ scans: [...ids] });
    } catch {
      ids.forEach((id) => this.loose.add(id));
      this.isFull = true;
    }
  }

  async #rowOf(entry) {
    const open = { id: entry.scan.id, event: entry.scan.event, at: entry.at, waits: entry.sent ? 0 : 1 };
    return { ...open, ...(await seal(this.key, entry)) };
  }

  /** Remove what was sent and seen, but for the latest; of an event whose roster is gone all that was sent. */
  async prune(event) {
    const current = Boolean(await this.roster(event));
    const settled = (await this.scans(event)).filter((entry) => entry.sent && (entry.seen || !current));
    const old = settled.slice(0, Math.max(0, settled.length - (current ? KEPT_SCANS : 0))).map((entry) => entry.scan.id);
    if (old.length > 0) {
      old.forEach((id) => this.entries.delete(id) && this.loose.delete(id));
      await this.#write("scans", (store) => old.forEach((id) => store.delete(id)));
      this.channel?.postMessage({ scans: old });
    }
  }

  // Other tabs --------------------------------------------------------------------------------------------------------

  async #hear({ scans = [], roster = null }) {
    if (!this.database) {
      return;
    }
    const store = this.#reading("scans");
    const rows = await Promise.all(scans.map((id) => done(store.get(id))));
    for (const [place, row] of rows.entries()) {
      if (row) {
        this.#take(await unseal(this.key, row));
      } else {
        this.entries.delete(scans[place]);
      }
    }
    this.rosters.delete(roster);
    this.onNews();
  }

  // The disk ----------------------------------------------------------------------------------------------------------

  #reading(name) {
    return this.database.transaction(name, "readonly").objectStore(name);
  }

  async #write(name, change) {
    if (this.database) {
      await written(this.database, name, change);
    }
  }

  #shelf() {
    const { database } = this;
    const page = new PageShelf(); // what the disk does not take
    return {
      get: async (name) => (await page.get(name)) ?? done(database.transaction("keys").objectStore("keys").get(name)),
      put: (name, record) =>
        written(database, "keys", (store) => store.put(record, name)).then(
          () => page.delete(name),
          () => page.put(name, record),
        ),
      delete: async (name) => {
        await page.delete(name);
        await written(database, "keys", (store) => store.delete(name));
      },
    };
  }
}

/** Records by name that are gone with the page. */
class PageShelf {
  constructor() {
    this.records = new Map();
  }

  async get(name) {
    return this.records.get(name);
  }

  async put(name, record) {
    this.records.set(name, record);
  }

  async delete(name) {
    this.records.delete(name);
  }
}

function inOrder(entries) {
  return entries.sort((one, other) => one.at - other.at);
}

function lastDay(roster) {
  return roster.checkpoints.map((point) => point.day).sort().at(-1) ?? "";
}
