// What a scan leads to, decided on the device with the same rules as checkin/admit.py; the service has the last word.
// tests/checkin/decided.json is run against both.

/** Find the person on the roster whose badge shows this code. */
export function holderOf(roster, code) {
  return roster.registrations.find((person) => person.badge_code === code);
}

/**
 * Decide a scan: `arrivals` holds "registration checkpoint" for everybody who is there, `letInBecause` is why staff let
 * in somebody whom nobody has approved.
 */
export function decide(roster, arrivals, code, checkpoint, letInBecause = "") {
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
  if (arrivals.has(`${holder.id} ${checkpoint}`)) {
    return "already_checked_in";
  }
  return holder.status === "pending" && !letInBecause ? "not_approved" : "accepted";
}

/**
 * Tell why somebody with a place at the event is not expected at a checkpoint: "day" or "session", else null. The roster
 * of one session's desk knows of that session alone.
 */
export function unexpectedBy(roster, person, checkpoint) {
  const here = roster.checkpoints.find((point) => point.key === checkpoint);
  if (!here || person.status !== "confirmed" || person.expected_at.includes(checkpoint)) {
    return null;
  }
  const isAway = roster.checkpoints.some((point) => point.key === here.day) && !person.expected_at.includes(here.day);
  return isAway ? "day" : "session";
}

/**
 * Give who is where: the roster's check-ins, what other desks did `since` it was asked for, as it was `heard` of each
 * "registration checkpoint", and the scans beyond it whose outcome is one of `saw`, less what was taken back.
 */
export function arrivalsOf(roster, scans, saw, { heard = new Map(), since = 0 } = {}) {
  const arrivals = new Set();
  const holders = new Map(roster.registrations.map((person) => [person.badge_code, person]));
  for (const person of roster.registrations) {
    for (const checkpoint of person.checked_in) {
      arrivals.add(`${person.id} ${checkpoint}`);
    }
  }
  for (const [place, { present, at }] of heard) {
    if (at >= since) {
      arrivals[present ? "add" : "delete"](place);
    }
  }
  const placeOf = ({ scan }) => `${holders.get(scan.badge_code)?.id} ${scan.checkpoint}`;
  const takenBack = new Set(scans.filter((entry) => entry.takesBack && entry.newer).map(placeOf));
  takenBack.forEach((place) => arrivals.delete(place));
  for (const entry of scans.filter(({ server, outcome }) => saw.includes(server ?? outcome))) {
    // Who was taken back and seen by another scan is here still.
    const isNews = entry.newer || (takenBack.has(placeOf(entry)) && !entry.withdrawn);
    if (isNews && holders.has(entry.scan.badge_code)) {
      arrivals.add(placeOf(entry));
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

/** Give a scan as it is once the service has answered; `seen`: there is no news in it for a human at the door. */
export function settled(entry, result) {
  // Who came before their place was given up is checked in all the same: a human looks at it.
  const late = result.outcome === "accepted" && result.status === "cancelled";
  const waits = Boolean(entry.walkIn) && result.status !== undefined && result.status !== "confirmed";
  return {
    ...entry,
    sent: true,
    server: result.outcome,
    name: result.name ?? entry.name,
    status: result.status ?? entry.status,
    late,
    registration: result.registration ?? entry.registration,
    refused: result.refused,
    waits,
    seen: entry.withdrawn || (!late && !waits && !differs(entry.outcome, result.outcome)),
  };
}

/** Give the entry by which this device takes a scan back: sent after it, in its turn. */
export function takingBack({ scan, name }, why, { id, now, at }) {
  const { event, badge_code, checkpoint } = scan;
  const state = { at, outcome: "taken_back", sent: false, seen: false, newer: true };
  return { scan: { id, event, badge_code, checkpoint, scanned_at: now }, takesBack: scan.id, why, name, ...state };
}

/**
 * Give a take-back as it is once the service has answered with a status and, where it took the scan back, what it says of
 * it. 404 and 409: it did not count anyway. `seenAt`: another scan saw the person; `refused`: why it counts still.
 */
export function settledTakeBack(entry, status, said) {
  const refused = { 410: "desk_closed", 422: "not_understood" }[status];
  const seenAt = said?.also_seen_at;
  return { ...entry, sent: true, server: entry.outcome, refused, seenAt, seen: !refused && !seenAt };
}

/** Tell why the service decided otherwise than the device, as a key of the page's words. */
export function whyOtherwise({ outcome, server, late, online, waits }) {
  if (waits) {
    return "no_seat";
  }
  if (late) {
    return "came_before";
  }
  if (["conflict", "invalid", "after_closing"].includes(server)) {
    return server;
  }
  if (outcome === "accepted" && server === "already_checked_in") {
    return online ? "a_moment_before" : "while_offline";
  }
  if (outcome === "unknown_badge" && server === "accepted") {
    return "not_on_the_list_yet";
  }
  return outcome === "accepted" && server === "cancelled" ? "given_up" : "otherwise";
}

/** Tell whether a desk was left open overnight, as is_left_over in checkin/desk.py: `today` is a day's key. */
export function isLeftOver(roster, checkpoint, chosenOn, today) {
  const day = roster.checkpoints.find((point) => point.key === checkpoint)?.day ?? today;
  return day < today && chosenOn !== today && roster.checkpoints.some((point) => point.key === today);
}

function differs(local, server) {
  const unknown = new Set(["unknown_badge", "wrong_event"]);
  return local !== server && !(unknown.has(local) && unknown.has(server));
}
