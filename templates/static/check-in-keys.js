// The keys of what the desk keeps on the device. The roster's comes from the service, which gives it to whoever still
// keeps the door; the one of the scans is the device's own, for a scan must outlive the session that it was made in.
//
// To open with no network after a restart the roster's key has to lie on the device until its own end. It lies there as
// a CryptoKey that no script can read out, is thrown away at its end or with the first refusal of the service, and the
// roster with it. A password typed at each start would guard it better, and be typed by a helper into the wrong field.

const MINUTE_MS = 60_000;
const RENEWED_AFTER_MS = 60 * MINUTE_MS;

/** The keys of rosters, each with its end. `shelf` keeps records by name: { get, put, delete }, each of them a promise. */
export class RosterKeys {
  constructor(shelf) {
    this.shelf = shelf;
  }

  /** Keep what the service gave: `key` in base64url, `until` as RFC 3339. */
  async keep(event, { key, until }, now) {
    const octets = Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const imported = await crypto.subtle.importKey("raw", octets, "AES-GCM", false, ["encrypt", "decrypt"]);
    const before = await this.shelf.get(nameOf(event));
    const at = now.getTime();
    await this.shelf.put(nameOf(event), { key: imported, until: Date.parse(until), given: at, seen: at, heard: before?.heard });
  }

  /** Note that the service said at this time that the roster holds. */
  async hear(event, now) {
    const held = await this.shelf.get(nameOf(event));
    if (held) {
      await this.shelf.put(nameOf(event), { ...held, seen: now.getTime(), heard: now.getTime() });
    }
  }

  /** Give { key, heard } while it may be used, else null; `heard` is when the service said last that the roster holds. */
  async open(event, now) {
    const held = await this.shelf.get(nameOf(event));
    if (!held) {
      return null;
    }
    // A clock that is set back gives no key more time.
    const at = Math.max(now.getTime(), held.seen);
    if (at >= held.until) {
      return null;
    }
    if (at - held.seen >= MINUTE_MS) {
      await this.shelf.put(nameOf(event), { ...held, seen: at });
    }
    return { key: held.key, heard: held.heard ? new Date(held.heard) : null };
  }

  /** Tell whether the service is to be asked for it: it is not here, or its end may have moved since. */
  async isWanted(event, now) {
    const held = await this.shelf.get(nameOf(event));
    return !held || now.getTime() >= held.until || Math.abs(now.getTime() - held.given) >= RENEWED_AFTER_MS;
  }

  /** Tell whether there is one whose time is over. */
  async isOver(event, now) {
    const held = await this.shelf.get(nameOf(event));
    return Boolean(held) && Math.max(now.getTime(), held.seen) >= held.until;
  }

  async forget(event) {
    await this.shelf.delete(nameOf(event));
  }
}

function nameOf(event) {
  return `roster ${event}`;
}
