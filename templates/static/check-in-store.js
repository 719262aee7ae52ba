// What the desk keeps on the device: the roster and the scans, in IndexedDB, encrypted with AES-GCM under a key that
// never leaves the browser (it cannot be extracted). Whoever copies the disk without the browser's own store reads nothing.

const KEPT_SCANS = 60;

/** Open the store of a desk by its name: an organiser's, or a helper's own. Rejects where the browser has no IndexedDB or no WebCrypto, as on a page without HTTPS. */
export async function openStore(name = "check-in") {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("rosters");
      request.result.createObjectStore("scans", { keyPath: "id" }).createIndex("event", "event");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  // Without this a browser that runs short of room may throw scans away.
  navigator.storage?.persist?.().catch(() => false);
  return new Store(database, await keyOf(database));
}

class Store {
  constructor(database, key) {
    this.database = database;
    this.key = key;
  }

  /** Give { roster, etag } of an event, or undefined. */
  async roster(event) {
    const sealed = await done(this.#reading("rosters").get(event));
    return sealed && this.#open(sealed);
  }

  async keepRoster(event, roster, etag) {
    const sealed = await this.#seal({ roster, etag });
    await this.#write("rosters", (store) => store.put({ ...sealed, until: lastDay(roster) }, event));
  }

  /** Forget whom the device knows at an event: the desk is closed. What waits to be sent stays. */
  async forgetRoster(event) {
    await this.#write("rosters", (store) => store.delete(event));
    await this.prune(event);
  }

  /** Remove the rosters of events that ended more than a week ago, with what was sent from there. */
  async forgetOld(now) {
    const limit = new Date(now.getTime() - 7 * 86_400_000).toISOString().slice(0, 10);
    const store = this.#reading("rosters");
    const [keys, rosters] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    const old = keys.filter((_, index) => rosters[index].until < limit);
    await this.#write("rosters", (rosterStore) => old.forEach((key) => rosterStore.delete(key)));
    const scans = await done(this.#reading("scans").getAll());
    for (const event of new Set(scans.map((row) => row.event))) {
      await this.prune(event);
    }
  }

  /** Give an event's scans, oldest first. `seen`: a human has seen the service's outcome; `newer`: than the roster.
   * { scan, at, outcome, server?, name?, status?, sent, seen, newer, withdrawn? }. */
  async scans(event) {
    return this.#opened(await done(this.#reading("scans").index("event").getAll(event)));
  }

  /** Give the scans of all events that wait to be sent, oldest first. */
  async unsent() {
    const all = await this.#opened(await done(this.#reading("scans").getAll()));
    return all.filter((entry) => !entry.sent);
  }

  /** Keep scans; resolves when they are safe on the disk. */
  async keep(...entries) {
    const rows = await Promise.all(
      entries.map(async (entry) => ({ id: entry.scan.id, event: entry.scan.event, ...(await this.#seal(entry)) })),
    );
    await this.#write("scans", (store) => rows.forEach((row) => store.put(row)));
  }

  /** Remove what was sent and seen, but for the latest; of an event whose roster is gone all that was sent. */
  async prune(event) {
    const current = (await done(this.#reading("rosters").count(event))) > 0;
    const settled = (await this.scans(event)).filter((entry) => entry.sent && (entry.seen || !current));
    const old = settled.slice(0, Math.max(0, settled.length - (current ? KEPT_SCANS : 0)));
    await this.#write("scans", (store) => old.forEach((entry) => store.delete(entry.scan.id)));
  }

  #reading(name) {
    return this.database.transaction(name, "readonly").objectStore(name);
  }

  #write(name, change) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(name, "readwrite", { durability: "strict" });
      change(transaction.objectStore(name));
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  async #seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, plain) };
  }

  async #opened(rows) {
    const entries = await Promise.all(rows.map((row) => this.#open(row)));
    return entries.sort((one, other) => one.at - other.at);
  }

  async #open({ iv, data }) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, data);
    return JSON.parse(new TextDecoder().decode(plain));
  }
}

async function keyOf(database) {
  const found = await done(database.transaction("keys").objectStore("keys").get("device"));
  if (found) {
    return found;
  }
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Two tabs may open the store at once: `add` fails for the second, and the first key is everybody's.
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("keys", "readwrite");
    transaction.objectStore("keys").add(made, "device");
    transaction.oncomplete = () => resolve(made);
    transaction.onabort = () => {
      const again = database.transaction("keys").objectStore("keys").get("device");
      again.onsuccess = () => (again.result ? resolve(again.result) : reject(transaction.error));
      again.onerror = () => reject(again.error);
    };
  });
}

function lastDay(roster) {
  return roster.checkpoints.map((point) => point.day).sort().at(-1) ?? "";
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
