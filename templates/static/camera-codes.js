// What the codes in a picture mean at the door: one badge, several at once, a code of somebody else's, or nothing new.

const AGAIN_MS = 4000; // a code that was away for so long is answered again
const SETTLE_MS = 600; // several codes are told of once they stay: between two people both badges are seen for a moment
const MIDDLE = 0.2; // how far from the middle, in parts of the shorter side, and how much farther the next one must be
const KINDS = [
  ["wifi", /^WIFI:/i],
  ["contact", /^(BEGIN:VCARD|MECARD:)/i],
  ["payment", /^(BCD\r?\n|SPC\r?\n|UPNQR|ST0001)/],
];

/**
 * Tell what a code is: { kind: "badge" }, or whose it is as far as that can be told: { kind, host? }. `read` reads a
 * badge's code, `isKnown` tells whether it is on the roster, `host` is this service's.
 */
export function kindOf(text, { read, isKnown, host }) {
  const { isLegible, codes } = read(text);
  const leadsTo = hostOf(text);
  if (isLegible && (!leadsTo || leadsTo === host || isKnown(codes[0]))) {
    return { kind: "badge" };
  }
  if (leadsTo) {
    return { kind: "address", host: leadsTo };
  }
  return { kind: KINDS.find(([, begins]) => begins.test(text))?.[0] ?? "other" };
}

function hostOf(text) {
  const address = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  return ["http:", "https:"].includes(address?.protocol) ? address.host : null;
}

/** What the camera has in sight: each code is answered once while it is there, and again when it comes back. */
export class Sight {
  #lastSeen = new Map();
  #severalSince = null;

  /**
   * Give { text, kind, host? } of a code that is to be answered, { kind: "several" }, or null while there is no news.
   * `codes`: [{ text, x, y }], the middle of each in a picture of `size` { width, height }; `now` in milliseconds.
   */
  look(codes, size, now, judged) {
    const found = apart(codes.filter(({ text }) => text.trim()), size).map((code) => ({ ...code, ...judged(code.text) }));
    const badges = found.filter(({ kind }) => kind === "badge");
    const sought = badges.length > 0 ? badges : found;
    const one = sought.length > 1 ? inTheMiddle(sought) : sought[0];
    const isUnclear = sought.length > 0 && !one;
    this.#severalSince = isUnclear ? (this.#severalSince ?? now) : null;
    if (one && this.#isNews(one.text, now)) {
      const { text, kind, host } = one;
      return { text, kind, ...(host && { host }) };
    }
    const isSettled = isUnclear && now - this.#severalSince >= SETTLE_MS;
    return isSettled && this.#isNews("", now) ? { kind: "several" } : null;
  }

  #isNews(text, now) {
    const last = this.#lastSeen.get(text);
    this.#lastSeen.set(text, now);
    return last === undefined || now - last >= AGAIN_MS;
  }
}

/** Give each text once, the nearest to the middle first, each with how far it is from there. */
function apart(codes, { width, height }) {
  const away = ({ x, y }) => Math.hypot(x - width / 2, y - height / 2) / Math.min(width, height);
  const nearest = codes.map((code) => ({ ...code, away: away(code) })).sort((one, other) => one.away - other.away);
  return nearest.filter((code, place) => nearest.findIndex(({ text }) => text === code.text) === place);
}

function inTheMiddle([first, second]) {
  return first.away <= MIDDLE && second.away - first.away >= MIDDLE ? first : undefined;
}
