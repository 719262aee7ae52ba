// What was typed and waits, on the device: in the order of typing, encrypted under a key of the device, for it names who
// was excused and why. Where the browser keeps nothing, or no more, the page itself holds it.

import { deviceKey, done, openDatabase, seal, unseal, written } from "./device-disk.js";

const NAME = "marking";

/** Open the store: { add, of, events, drop, count, lasts }. It always opens; `lasts` says whether it outlives the page. */
export async function openMarks() {
  try {
    const database = await openDatabase(NAME, 1, makeStores);
    return new Marks(database, await deviceKey(database));
  } catch {
    return new Marks(null, null);
  }
}

function makeStores({ result: database }) {
  database.createObjectStore("keys");
  database.createObjectStore("marks", { keyPath: "place", autoIncrement: true }).createIndex("event", "event");
}

class Marks {
  constructor(database, key) {
    Object.assign(this, { database, key });
    this.loose = []; // [event, mark]: what no disk took, in its order
    this.last = Promise.resolve();
    if (database) database.onversionchange = () => database.close(); // a tab with a later release changes what is here
  }

  /** Whether all that waits outlives the page. */
  get lasts() {
    return Boolean(this.database) && this.loose.length === 0;
  }

  /** Keep marks of an event after all that was kept before, whatever the cipher finishes first. */
  add(event, marks) {
    this.last = this.last.then(() => this.#write(event, marks));
    return this.last;
  }

  async #write(event, marks) {
    // What comes after something that is only held must not overtake it, neither on the disk nor on the way.
    if (this.lasts) {
      try {
        const rows = await Promise.all(marks.map(async (mark) => ({ event, id: mark.id, ...(await seal(this.key, mark)) })));
        await this.#change((store) => rows.forEach((row) => store.add(row)));
        return;
      } catch {
        // Full, closed or denied: the page holds it.
      }
    }
    this.loose.push(...marks.map((mark) => [event, mark]));
  }

  /** Give the marks of an event that wait, oldest first. */
  async of(event) {
    const rows = await this.#read((store) => store.index("event").getAll(event));
    const kept = await Promise.all(rows.sort((one, other) => one.place - other.place).map((row) => this.#open(row)));
    return [...kept.filter(Boolean), ...this.loose.filter(([of]) => of === event).map(([, mark]) => mark)];
  }

  /** Give the events of which something waits. */
  async events() {
    const rows = await this.#read((store) => store.getAll());
    return new Set([...rows.map(({ event }) => event), ...this.loose.map(([event]) => event)]);
  }

  /** Forget marks that the service has. */
  async drop(event, marks) {
    const gone = new Set(marks.map(({ id }) => id));
    this.loose = this.loose.filter(([, { id }]) => !gone.has(id));
    const rows = await this.#read((store) => store.index("event").getAll(event));
    const places = rows.filter(({ id }) => gone.has(id)).map(({ place }) => place);
    if (places.length > 0) await this.#change((store) => places.forEach((place) => store.delete(place)));
  }

  /** Give how many wait. */
  async count() {
    return (await this.#read((store) => store.getAllKeys())).length + this.loose.length;
  }

  /** Open what was sealed; what no key opens any more is as good as gone, and keeps nothing else back. */
  #open({ iv, data }) {
    return unseal(this.key, { iv, data }).catch(() => null);
  }

  async #read(ask) {
    if (!this.database) return [];
    return done(ask(this.database.transaction("marks").objectStore("marks"))).catch(() => []);
  }

  #change(act) {
    return written(this.database, "marks", act);
  }
}
