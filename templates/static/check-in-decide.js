// What a scan leads to, decided on the device with the same rules as checkin/admit.py; the service has the last word.

/** Give the badge code of what was read: a bare code in any case, or an address such as HTTPS://HOST/B/CODE. */
export function codeOf(read) {
  let text = read.trim().split(/\s+/).join(" ");
  const slash = text.lastIndexOf("/");
  if (slash >= 0 && text.slice(0, slash).toUpperCase().endsWith("/B")) {
    text = text.slice(slash + 1);
  }
  return text.split("?")[0].trim().toUpperCase();
}

/** Find the person on the roster whose badge shows this code. */
export function holderOf(roster, code) {
  return roster.registrations.find((person) => person.badge_code === code);
}

/** Decide a scan: `arrivals` holds "registration checkpoint" for everybody who is there. */
export function decide(roster, arrivals, code, checkpoint) {
  const holder = holderOf(roster, code);
  if (!holder) {
    return "unknown_badge";
  }
  if (!roster.checkpoints.some((point) => point.key === checkpoint)) {
    return "unknown_checkpoint";
  }
  if (holder.status === "cancelled") {
    return "cancelled";
  }
  return arrivals.has(`${holder.id} ${checkpoint}`) ? "already_checked_in" : "accepted";
}

/** Tell why somebody with a place at the event is not expected at a checkpoint: "day" or "session", else null. */
export function unexpectedBy(roster, person, checkpoint) {
  const here = roster.checkpoints.find((point) => point.key === checkpoint);
  if (!here || person.status !== "confirmed" || person.expected_at.includes(checkpoint)) {
    return null;
  }
  return person.expected_at.includes(here.day) ? "session" : "day";
}

/** Give who is where: the roster's check-ins and those of the scans that this device knows beyond it. */
export function arrivalsOf(roster, scans) {
  const arrivals = new Set();
  for (const person of roster.registrations) {
    for (const checkpoint of person.checked_in) {
      arrivals.add(`${person.id} ${checkpoint}`);
    }
  }
  for (const { scan, outcome, server, newer } of scans) {
    if (newer && (server ?? outcome) === "accepted") {
      const holder = holderOf(roster, codeOf(scan.badge_code));
      if (holder) {
        arrivals.add(`${holder.id} ${scan.checkpoint}`);
      }
    }
  }
  return arrivals;
}

/** Give whom a query finds by name or organisation: whoever has a place first, of them who is written as typed. */
export function matching(fold, roster, query, most = 12) {
  const words = fold.sought(query);
  if (words.words.length === 0) {
    return [];
  }
  const near = (person) => words.nearness(`${person.name} ${person.latin_name ?? ""} ${person.organisation}`);
  return roster.registrations
    .map((person) => ({ person, nearness: near(person), isCancelled: person.status === "cancelled" }))
    .filter((found) => found.nearness !== null)
    .sort((one, other) => one.isCancelled - other.isCancelled || one.nearness - other.nearness)
    .slice(0, most)
    .map((found) => found.person);
}

/** Tell whether the service's outcome is news for a human at the door. */
export function differs(local, server) {
  const unknown = new Set(["unknown_badge", "wrong_event"]);
  return local !== server && !(unknown.has(local) && unknown.has(server));
}
