// How many are here, expected and not yet come, by category and by the desk that saw them first: counted on the device, so
// that it holds without the network; checkin/counting.py counts the same.

/**
 * Count at a checkpoint: { present, expected, missing, byCategory: [[category, counted]…], byDesk: [[name, people]…] }, by
 * categories in the order of `categories`, the busiest desk first. `arrivals` as of arrivalsOf; who is not on the roster
 * as present was seen by this device, where one of its `scans` says so, else by another.
 */
export function countsOf({ roster, arrivals, scans, checkpoint }, { categories, here, elsewhere }) {
  const counted = new Map(categories.map((category) => [category, nothing()]));
  const desks = new Map();
  const own = new Set(scans.filter((entry) => entry.scan.checkpoint === checkpoint).map((entry) => entry.scan.badge_code));
  for (const person of roster.registrations) {
    const isPresent = arrivals.has(`${person.id} ${checkpoint}`);
    const isExpected = person.expected_at.includes(checkpoint);
    const counts = counted.get(person.category);
    counts.present += isPresent;
    counts.expected += isExpected;
    counts.missing += isExpected && !isPresent;
    if (isPresent) {
      const desk = person.seen_first_by?.[checkpoint] ?? (own.has(person.badge_code) ? here : elsewhere);
      desks.set(desk, (desks.get(desk) ?? 0) + 1);
    }
  }
  const byCategory = [...counted].filter(([, { present, expected }]) => present + expected > 0);
  const byDesk = [...desks].sort(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1));
  return { ...byCategory.reduce(added, nothing()), byCategory, byDesk };
}

function nothing() {
  return { present: 0, expected: 0, missing: 0 };
}

function added(sum, [, { present, expected, missing }]) {
  return { present: sum.present + present, expected: sum.expected + expected, missing: sum.missing + missing };
}
