// What pages keep on the device: databases of IndexedDB, and values in them that are encrypted with AES-GCM.

/** Open a database; `upgrade` makes its stores from what the request of IndexedDB gives, and the version before. */
export async function openDatabase(name, version, upgrade) {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = ({ oldVersion }) => upgrade(request, oldVersion);
  return done(request);
}

/** Change a store of a database; resolves when that stands on the disk. */
export function written(database, name, change) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
    change(transaction.objectStore(name));
  });
}

/** Give the device's own key of a store, which is made once. */
export async function deviceKey(database) {
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

/** Encrypt a value of JSON: { iv, data }. */
export async function seal(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
}

/** Decrypt what `seal` made; rejects under another key. */
export async function unseal(key, { iv, data }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);
  return JSON.parse(new TextDecoder().decode(plain));
}

/** Give what a request of IndexedDB gives. */
export function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
